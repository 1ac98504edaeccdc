/**
 * What an event means for the address. `hard`: the address is gone, nothing will reach it. `soft`: this message did not
 * get through, another one may. `complaint`: the reader, or the reader's provider, says not to send. `none`: nothing
 * that counts.
 */
export const bounceKinds = ['hard', 'soft', 'complaint', 'none'] as const;

export type BounceKind = (typeof bounceKinds)[number];

/** Why a message came back, and what each reason means for the address: the one table of kinds. */
export const kinds = {
  'unknown-user': 'hard',
  moved: 'hard',
  'unknown-host': 'hard',
  'no-mail-host': 'hard',
  // An address that is gone, but not the reader's own.
  forwarded: 'soft',
  'mailbox-full': 'soft',
  disabled: 'soft',
  filtered: 'soft',
  spam: 'soft',
  reputation: 'soft',
  authentication: 'soft',
  policy: 'soft',
  rate: 'soft',
  sender: 'soft',
  account: 'soft',
  relay: 'soft',
  'too-large': 'soft',
  content: 'soft',
  network: 'soft',
  expired: 'soft',
  system: 'soft',
  undetermined: 'soft',
  abuse: 'complaint',
  fraud: 'complaint',
  virus: 'complaint',
  'opt-out': 'complaint',
  'other-feedback': 'complaint',
  // A report about our signatures, not about the reader: told apart when it is recorded.
  'auth-failure': 'complaint',
  'not-spam': 'none',
  delayed: 'none',
  delivered: 'none',
  'auto-reply': 'none',
  // A provider ends what it barred: at the reader's own word, or at somebody else's.
  resubscribed: 'none',
  reactivated: 'none',
  unreadable: 'none',
} as const satisfies Record<string, BounceKind>;

export type BounceReason = keyof typeof kinds;

/**
 * The step of the SMTP conversation that was answered (RFC 5321, 3.1 to 3.3, and 4.2.1; RFC 4954 for `auth`). `connect`
 * is the greeting, `ehlo` what leads to a session (STARTTLS too), `data` the reply to DATA or to the final dot.
 */
export const stages = ['connect', 'ehlo', 'auth', 'mail', 'rcpt', 'data'] as const;

export type Stage = (typeof stages)[number];

/** What a report says of one recipient. */
export type Diagnosis = {
  /** An enhanced status code (RFC 3463) such as `5.1.1`, or the empty text. */
  status: string;
  /** A reply code (RFC 5321) such as `550`, or the empty text. */
  reply: string;
  /** Null when the report does not say. */
  stage: Stage | null;
  /** The words, of the server or of the report. */
  text: string;
};

/**
 * What a refusal that is about us is about: how much we may send (`quota`), our login and what it may do (`account`),
 * our address, name or domain (`sender`), our network (`reputation`), or the server itself, which takes nothing from
 * anybody or does not say why (`server`). A quota passes by itself.
 */
export type OurTrouble = 'quota' | 'account' | 'sender' | 'reputation' | 'server';

/**
 * A row of the table: it holds when all that it names holds. `status` and `reply` are matched against the codes,
 * `text` against the words in lower case, on one line.
 */
export type Rule = {
  reason: BounceReason;
  /** For rows about us: whatever recipient it was, and any other one would be refused too. */
  ours?: OurTrouble;
  text?: RegExp;
  status?: RegExp;
  reply?: RegExp;
  stage?: Stage;
  /** Where these words or this code are documented. */
  source: string;
};
