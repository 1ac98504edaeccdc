/** One body, in or out, with an example that its schema takes. `schema` only where the route has none. */
export type MediaWords = { type?: string; schema?: object; example: unknown };

/** What the description of the API says of an operation beside what the route's own schema does. */
export type OperationWords = {
  /** Its name in clients that are made from the description: it never changes. */
  id: string;
  /** Examples of parameters that have no usual one. */
  parameters?: Readonly<Record<string, unknown>>;
  body?: readonly MediaWords[];
  /** By status. */
  answers: Readonly<Record<number, { words: string } & Partial<MediaWords>>>;
};

/** By method and path below `/api/v1`, such as `GET /papers/{id}`. */
export type OperationTable = Readonly<Record<string, OperationWords>>;

/** Parameters that mean the same wherever they stand. */
export const parameterWords: Readonly<Record<string, { words: string; example: unknown }>> = {
  id: { words: 'its number', example: 1 },
  limit: { words: 'how many at most', example: 20 },
  page: { words: 'which part of the list, from 1', example: 1 },
  after: { words: 'only those with a greater id: the last one of the page before', example: 0 },
  status: { words: 'only those in this state', example: 'active' },
  kind: { words: 'only those of this kind', example: 'hard' },
  matched: { words: 'only those of which somebody was found, or nobody', example: true },
  window: { words: 'what gained most in this span', example: 'week' },
  'idempotency-key': {
    words: 'any text; given again with the same body, it triggers nothing more',
    example: 'monday',
  },
  before: { words: 'only those with a smaller id: the last one of the page before', example: 1000 },
};

/** Fields of bodies that mean the same wherever they stand. */
export const fieldWords: Readonly<Record<string, string>> = {
  email: 'one address',
  emails: 'only these subscribers, by address',
  name: 'what they are called',
  status: 'whether they get digests',
  consentSource: 'where they agreed, when they are active at once',
  cadence: 'daily, weekly (Mondays) or monthly (the 1st)',
  topics: 'followers of these topics, by slug',
  timezone: 'IANA name',
  hour: 'local hour, 0 to 23',
  maxPapers: 'papers in a digest at most, 1 to 40',
  asOf: 'plan as if it were this instant',
  dryRun: 'only say whom it would reach',
  outcome: '`sent`: it arrived; `resend`: send it again',
  source: 'only this one',
  since: 'everything since then, not only what is new',
  pinned: 'among the editor’s picks',
  hidden: 'shown nowhere',
  note: 'words beside it; null for none',
  domain: 'all addresses at exactly this domain',
  reason: 'in words, for whoever releases it',
  limit: 'how many at most',
  overdue: 'what becomes of digests that are due: `skip` or `send`',
};
