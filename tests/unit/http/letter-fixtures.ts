import {
  introductionModel,
  introductionPage,
} from '../../../src/http/console/digests/introduction-models.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** Pages of what editors write for digests to come. */
export function letterPages(words: string, refused: boolean): ReturnType<typeof example>[] {
  return [
    example(
      introductionPage,
      introductionModel({
        cadence: 'weekly',
        languages: ['en', 'de'],
        spoken: ['de'],
        values: { subject: words, introduction: words, 'introduction-de': words },
        kept: refused ? null : { since: now, until: now },
        errors: refused
          ? ['subject', 'introduction', 'introduction-de', 'other'].map((field) => ({
              field,
              message: words,
            }))
          : [],
        ...(refused ? { preview: null } : {}),
      }),
    ),
  ];
}
