export const votes = ['more', 'less'] as const;
/** A reader's word on a paper: more like this, or less. */
export type Vote = (typeof votes)[number];
