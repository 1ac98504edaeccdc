import type { Counted } from '../../counted.ts';

/** The catalogue of topics. */
export const catalogue = {
  /** On the button while nothing is ticked, and by a script for so many. */
  followTicked: 'Follow the ticked topics',
  follow: { one: 'Follow {n} topic', other: 'Follow {n} topics' } as Counted,
  tick: 'Follow {name}',
  quiet: { one: '{n} without papers at present', other: '{n} without papers at present' } as Counted,
};
export type CatalogueWords = typeof catalogue;
