/** The papers of a welcome mail: in the ledger so that none comes twice, and no digest otherwise. */
export const welcomeOrigin = 'welcome';

/** A reader's first digest, which they asked for when they confirmed. */
export const readerOrigin = 'reader';
