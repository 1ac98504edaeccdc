import type { FieldError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/papers/paper.ts';
import {
  papersModel,
  papersPage,
  waitingReadersModel,
  waitingReadersPage,
} from '../../../src/http/console/papers/paper-models.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** Models of what editors do with papers, as `everyPage`. */
export function editorsPages(input: {
  papers: readonly [Paper, ...Paper[]];
  words: string;
  wrong: (...fields: string[]) => FieldError[];
  refused: boolean;
}) {
  const { papers, words, wrong, refused } = input;
  const [paper] = papers;
  const reach = { had: 12, onTheWay: 1, waiting: 3 };
  const [first, ...others] = papers;
  return [
    example(
      papersPage,
      papersModel({
        items: [{ ...first, pinnedAt: now }, ...others],
        total: 60,
        place: { q: refused ? words : '', only: 'all', order: 'trending', page: 2, paper: null },
        limit: 25,
        reach: new Map([[paper.id, reach]]),
        ...(refused
          ? {
              refused: { id: paper.id, note: words, errors: wrong('note') },
              refusedToAdd: { typed: words, errors: wrong('paper') },
            }
          : { saved: paper.id, added: 'new' }),
      }),
    ),
    example(
      waitingReadersPage,
      waitingReadersModel({
        paper,
        reach,
        readers: [
          { id: 1, email: words, cadence: 'daily', nextDueAt: now },
          { id: 2, email: words, cadence: 'weekly', nextDueAt: null },
        ],
        after: 1,
        more: true,
      }),
    ),
  ];
}
