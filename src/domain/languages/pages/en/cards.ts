/** Papers in lists, and the list that a reader's browser keeps. */
export const cards = {
  follow: 'Follow',
  save: 'Save',
  /** On the button of a paper that is saved. */
  saved: 'Saved',
  remove: 'Remove',
  share: 'Share',
  copied: 'Address copied',
  density: 'Density',
  comfortable: 'Comfortable',
  compact: 'Compact',
  votes: { one: '{n} vote', other: '{n} votes' },
  onHuggingFace: '{votes} on Hugging Face',
  savedPapers: 'Saved papers',
  savedAbout: 'Kept by this browser, up to {most} of them. Nobody else knows of them.',
  sharedList: 'A list of papers',
  sharedAbout: 'Somebody put these together and gave you the address.',
  takeAlong: 'Take it along',
  listAddress: 'This list, for another browser or for somebody else',
  copy: 'Copy',
  keep: 'Keep it',
  saveAll: 'Save all of them',
  asFeed: 'The list as a feed (Atom)',
  nothingSaved: 'Nothing saved yet.',
  nothingShared: 'None of these papers can be seen here.',
  howToSave: '[What is trending](home) has a *Save* below each paper.',
};
export type CardWords = typeof cards;
