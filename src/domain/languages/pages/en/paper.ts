/** What a paper's page has beside the paper. */
export const paper = {
  cite: 'Cite',
  citation: 'As text',
  copy: 'Copy',
  versions: 'Versions',
  version: 'Version {n}',
  between: 'Those between have no date here.',
  votes: 'Votes over time',
  day: 'Day',
  upvotes: 'Votes',
  alsoBy: 'Also by {names}',
  alsoIn: 'Also in {names}',
  picture: 'The picture that its source shows of it',
  closeTo: 'Close in what it says',
};
export type PaperWords = typeof paper;
