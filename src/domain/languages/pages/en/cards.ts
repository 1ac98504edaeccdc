import type { Counted } from '../../counted.ts';

/** Papers in lists, the list that a reader's browser keeps, and the one that is kept here. */
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
  keepHere: 'Keep it for good',
  keepHereAbout:
    'For whoever gets the digest: the link to your list comes by mail. It opens on all your devices, and offers the papers of this browser to be added.',
  mailList: 'Mail me my list',
  keptPapers: 'Your saved papers',
  keptAbout:
    'Kept with your subscription, up to {most}; then the oldest go. The address of this page is for you alone: whoever has it can change the list.',
  offered: 'Add to your list',
  offeredAbout: {
    one: '{n} paper that this browser keeps, or that came with the link, is not on it yet.',
    other: '{n} papers that this browser keeps, or that came with the link, are not on it yet.',
  } as Counted,
  addOffered: 'Add to my list',
  listAsIs: 'The list as it is now, for somebody else',
  nothingKept: 'Nothing on your list yet.',
  howToKeep:
    '[What is trending](home) has a *Save* below each paper. Open this page again in the same browser, and what you saved is offered here.',
};
export type CardWords = typeof cards;
