import type { FieldError } from '../../../src/domain/errors.ts';
import type { Language } from '../../../src/domain/languages/language.ts';
import type { Paper } from '../../../src/domain/papers/paper.ts';
import {
  collectionModel as consoleCollectionModel,
  collectionPage as consoleCollectionPage,
  collectionsModel as consoleCollectionsModel,
  collectionsPage as consoleCollectionsPage,
} from '../../../src/http/console/collections/collection-models.ts';
import {
  papersModel,
  papersPage,
  waitingReadersModel,
  waitingReadersPage,
} from '../../../src/http/console/papers/paper-models.ts';
import {
  collectionModel,
  collectionPage,
  collectionsModel,
  collectionsPage,
} from '../../../src/http/site/collections/collection-models.ts';
import type { SubscribeFormModel } from '../../../src/http/site/subscribe-form.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** Models of what editors do with papers, as `everyPage`. */
export function editorsPages(input: {
  papers: readonly [Paper, ...Paper[]];
  words: string;
  wrong: (...fields: string[]) => FieldError[];
  refused: boolean;
  subscribe: SubscribeFormModel;
  language: Language;
}) {
  const { papers, words, wrong, refused, subscribe, language } = input;
  const [paper] = papers;
  const reach = { had: 12, onTheWay: 1, waiting: 3 };
  const [first, ...others] = papers;
  const collection = {
    id: 3,
    slug: 'reading-group',
    name: words,
    description: words,
    publishedAt: now,
    changedAt: now,
  };
  const counted = { ...collection, papers: 2 };
  const raw = { name: words, slug: words, description: words };
  const collected = papers.map((one) => ({ paper: one, note: words }));
  return [
    example(
      consoleCollectionsPage,
      consoleCollectionsModel({
        collections: [counted, { ...counted, id: 4, publishedAt: null }],
        paper: refused ? null : paper,
        deleted: !refused,
        ...(refused ? { refused: { raw, errors: wrong('name', 'description') } } : {}),
      }),
    ),
    example(
      consoleCollectionPage,
      consoleCollectionModel({
        collection: refused ? { ...collection, publishedAt: null } : collection,
        papers: collected,
        q: words,
        found: papers,
        done: refused ? null : 'saved',
        refused: refused
          ? {
              errors: wrong('name', 'slug', 'description', 'paper', 'note', 'form'),
              raw,
              paper: words,
              note: { id: paper.id, text: words },
            }
          : undefined,
      }),
    ),
    example(collectionsPage, collectionsModel([counted], language)),
    example(collectionPage, collectionModel({ collection, papers: collected, subscribe, language })),
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
