/** Around every page. */
export const layout = {
  skip: 'Skip to the content',
  site: 'Site',
  trending: 'Trending',
  topics: 'Topics',
  archive: 'Archive',
  saved: 'Saved',
  mailbox: 'Mailbox',
  yours: 'Your subscription',
  manage: 'Manage my subscription',
  manageInShort: 'My subscription',
  account: 'Your account:',
  signOut: 'Sign out',
  thanks:
    'Papers from arXiv and Hugging Face. Thank you to arXiv for use of its open access interoperability.',
  more: 'More',
  /** The name of the feed of all papers. */
  feed: '{service}: trending papers',
  atom: 'Atom feed',
  atomOfThis: 'Atom feed of this page',
  about: 'About',
  ranking: 'How papers are ranked',
  privacy: 'Privacy',
  contact: 'Contact',
  embed: 'For your site',
  api: 'API',
  admin: 'Admin',
  language: 'Language',
  /** Ways on from pages that end something. */
  goToPapers: 'Go to trending papers',
  readTrending: 'Read what is trending',
  backToPapers: 'Back to the papers',
  /** Before the title of a page whose form was refused. */
  error: 'Error: {title}',
};
export type LayoutWords = typeof layout;
