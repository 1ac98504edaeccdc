import type { CatalogueWords } from '../en/catalogue.ts';

export const catalogue: CatalogueWords = {
  followTicked: 'Gewählten Themen folgen',
  follow: { one: '{n} Thema folgen', other: '{n} Themen folgen' },
  tick: '{name} folgen',
  quiet: { one: '{n} zurzeit ohne Arbeiten', other: '{n} zurzeit ohne Arbeiten' },
};
