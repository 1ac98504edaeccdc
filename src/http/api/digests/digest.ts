import Type, { type Static } from 'typebox';
import type { Digest } from '../../../app/digests/digest-store.ts';
import { defaultLanguage } from '../../../domain/languages/index.ts';
import { carriedPlaces } from '../../../domain/ranking/carried.ts';
import type { DigestCounts } from '../../../domain/sending/delivery.ts';
import { digestStatuses } from '../../../domain/sending/digest-status.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { dayText } from '../../../domain/time/own-hour.ts';
import { InstantSchema, MaybeInstant, MaybeText, oneOf } from '../../schemas/common.ts';

const count = Type.Integer({ minimum: 0 });
export const CountsSchema = Type.Object({
  audience: count,
  queued: count,
  sending: count,
  sent: count,
  failed: count,
  unknown: count,
  suppressed: count,
  skipped: count,
  cancelled: count,
});

export const DigestSchema = Type.Object({
  id: Type.Integer(),
  origin: Type.String(),
  cadence: Type.Union([oneOf(cadences), Type.Null()]),
  /** Of an announcement, or as an editor has set it, with its places; null: it names papers. */
  subject: MaybeText,
  /** What an editor says above the papers, in Markdown; null: nothing. */
  introduction: MaybeText,
  /** The collection that it carries, as it was when that was asked for; null: none. */
  carried: Type.Union([
    Type.Object({
      slug: Type.String(),
      name: Type.String(),
      place: oneOf(carriedPlaces),
      papers: Type.Array(Type.Object({ id: Type.Integer(), note: MaybeText })),
    }),
    Type.Null(),
  ]),
  slot: MaybeInstant,
  /** Of one that was planned for a moment. */
  sendAt: MaybeInstant,
  /** The day on which each reader gets it at their own hour; null: all at the same time. */
  sendOn: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
  status: oneOf(digestStatuses),
  asOf: InstantSchema,
  problem: MaybeText,
  createdAt: InstantSchema,
  plannedAt: MaybeInstant,
  finishedAt: MaybeInstant,
  counts: CountsSchema,
});
type DigestJson = Static<typeof DigestSchema>;

export const countsExample: Static<typeof CountsSchema> = {
  audience: 2400,
  queued: 310,
  sending: 12,
  sent: 1890,
  failed: 7,
  unknown: 1,
  suppressed: 20,
  skipped: 160,
  cancelled: 0,
};

const at = '2026-11-24T08:00:00.000Z';
export const digestExample: DigestJson = {
  id: 1,
  origin: 'api',
  cadence: 'daily',
  subject: null,
  introduction: null,
  carried: {
    slug: 'reading-group',
    name: 'Reading group',
    place: 'first',
    papers: [{ id: 4, note: 'We read this on Thursday.' }],
  },
  slot: null,
  sendAt: null,
  sendOn: null,
  status: 'sending',
  asOf: at,
  problem: null,
  createdAt: at,
  plannedAt: at,
  finishedAt: null,
  counts: countsExample,
};

const iso = (date: Date | null) => date?.toISOString() ?? null;

export function digestJson(digest: Digest, counts: DigestCounts): DigestJson {
  const { id, origin, cadence, slot, status, asOf, problem, createdAt, plannedAt, finishedAt } = digest;
  const said = digest.words === null ? null : wordsFor(digest.words, defaultLanguage);
  return {
    id,
    origin,
    cadence,
    subject: digest.subject ?? said?.subject ?? null,
    introduction: said?.introduction ?? null,
    carried: digest.carried,
    slot: iso(slot),
    sendAt: iso(digest.sendAt),
    sendOn: digest.sendOn === null ? null : dayText(digest.sendOn),
    status,
    asOf: asOf.toISOString(),
    problem,
    createdAt: createdAt.toISOString(),
    plannedAt: iso(plannedAt),
    finishedAt: iso(finishedAt),
    counts,
  };
}
