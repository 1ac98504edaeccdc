import type { DigestCheck, Sample } from '../../../app/digests/check-digest.ts';
import { rhythmInWords, type SendFormModel } from '../../forms/form-models.ts';
import { counted, momentOf, number } from '../../forms/list-models.ts';

export type SampleItem = {
  /** Makes ids on the page unlike each other's. */
  place: number;
  subscriberId: number;
  email: string;
  about: string;
  subject: string;
  frameHref: string;
  text: string;
  source: string;
};

export type SendDigestCheckModel = {
  flash: string | null;
  error: string | null;
  /** What was asked for, in words. */
  asked: { name: string; value: string }[];
  /** The same as fields of a form. */
  fields: { name: string; value: string }[];
  idempotencyKey: string;
  audience: string;
  outcome: { name: string; count: string }[];
  /** How sure the numbers are. */
  basis: string;
  samples: SampleItem[];
  testTo: string;
  sendText: string;
};

/** What a digest would be, before it is sent. `values` are the fields as they were typed. */
export function sendDigestCheckModel(input: {
  values: { cadence: string; topics: string; emails: string; asOf: string };
  check: DigestCheck;
  idempotencyKey: string;
  admin: string;
  flash: string | null;
  error: string | null;
}): SendDigestCheckModel {
  const { values, check, idempotencyKey, flash, error } = input;
  const estimate = check.looked < check.audience;
  const words = (count: number) => `${estimate && count > 0 ? 'about ' : ''}${number(count)}`;
  return {
    flash,
    error,
    asked: askedInWords(values),
    fields: Object.entries(values).map(([name, value]) => ({ name, value })),
    idempotencyKey,
    audience: counted(check.audience, 'reader'),
    outcome: [
      { name: 'would get a mail', count: words(check.queued) },
      { name: 'have nothing new', count: words(check.skipped) },
      { name: 'must not be mailed', count: words(check.suppressed) },
    ],
    basis: estimate
      ? `Estimated from ${counted(check.looked, 'reader')} spread over the audience.`
      : 'Counted, every reader of the audience.',
    samples: check.samples.map((sample, index) => sampleItem(sample, index + 1, check.asOf)),
    testTo: input.admin,
    sendText: check.queued === 0 ? 'Send all the same' : `Send to ${words(check.queued)}`,
  };
}

function askedInWords({ cadence, topics, emails, asOf }: Record<string, string>) {
  const addresses = (emails ?? '').split(/[\s,;]+/).filter(Boolean).length;
  return [
    { name: 'Readers of', value: cadence ? `the ${cadence} digest` : 'any cadence' },
    { name: 'Topics', value: topics?.trim() || 'whatever they follow' },
    ...(addresses === 0 ? [] : [{ name: 'Only', value: counted(addresses, 'address', 'addresses') }]),
    { name: 'As of', value: asOf ? `${asOf.replace('T', ' ')} UTC` : 'the moment of sending' },
  ];
}

function sampleItem({ papers, subscriber, interests, mail }: Sample, place: number, asOf: Date): SampleItem {
  const follows = interests.length === 0 ? 'all fields' : interests.join(', ');
  return {
    place,
    subscriberId: subscriber.id,
    email: subscriber.email,
    about: `${papers === 0 ? 'The note on quiet days' : counted(papers, 'paper')} · ${rhythmInWords(subscriber)} · follows ${follows}`,
    subject: mail.subject,
    frameHref: `/admin/preview/${subscriber.id}?asOf=${encodeURIComponent(momentOf(asOf).iso)}`,
    text: mail.text,
    source: mail.raw.toString('latin1'),
  };
}

export type SendDigestModel = { send: SendFormModel };
