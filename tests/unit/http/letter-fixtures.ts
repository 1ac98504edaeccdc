import {
  introductionModel,
  introductionPage,
} from '../../../src/http/console/digests/introduction-models.ts';
import { picturesModel, picturesPage } from '../../../src/http/console/digests/picture-models.ts';
import { planModel, planPage } from '../../../src/http/console/digests/planned-models.ts';
import { carriedOf, publishedOf } from './carried-fixtures.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** Pages of what editors write for digests to come. */
export function letterPages(words: string, refused: boolean): ReturnType<typeof example>[] {
  const said = { subject: words, body: words };
  const picture = { hash: 'a1'.repeat(32), width: 1_200, height: 600 };
  return [
    example(
      picturesPage,
      picturesModel([picture, { ...picture, hash: 'b2'.repeat(32) }], {
        added: refused ? null : picture.hash,
        errors: refused ? ['picture', 'other'].map((field) => ({ field, message: words })) : [],
      }),
    ),
    example(
      planPage,
      planModel({
        digest: {
          id: 7,
          cadence: null,
          subject: refused ? words : null,
          body: refused ? words : null,
          carried: carriedOf(words),
        },
        letter: said,
        words: { subject: words, introduction: words },
        carry: { collection: '=', collectionPlace: 'last' },
        published: [publishedOf(words)],
        when: { when: 'own-hour', sendAt: '', sendZone: '', sendOn: '2026-11-25' },
        languages: ['en', 'de'],
        spoken: ['de'],
        errors: refused
          ? ['subject', 'body', 'when', 'sendAt', 'sendZone', 'sendOn', 'other'].map((field) => ({
              field,
              message: words,
            }))
          : [],
        now,
        nextSlot: now,
        zone: refused ? null : 'Europe/Berlin',
      }),
    ),
    example(
      introductionPage,
      introductionModel({
        cadence: 'weekly',
        zone: 'Europe/Berlin',
        languages: ['en', 'de'],
        spoken: ['de'],
        values: { subject: words, introduction: words, 'introduction-de': words },
        carry: { collection: '', collectionPlace: '' },
        published: [publishedOf(words)],
        kept: refused ? null : { since: now, until: now, carried: carriedOf(words) },
        errors: refused
          ? ['subject', 'introduction', 'introduction-de', 'collection', 'collectionPlace', 'other'].map(
              (field) => ({
                field,
                message: words,
              }),
            )
          : [],
        ...(refused ? { preview: null } : {}),
      }),
    ),
  ];
}
