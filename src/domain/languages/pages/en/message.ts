/** On pages with a few words, and on those about errors. */
export const message = {
  andMore: 'and {n} more',
};
export type MessageWords = typeof message;
