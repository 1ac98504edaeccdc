import { statusRules } from './bounce-status-rules.ts';
import { textRules } from './bounce-text-rules.ts';

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
  'mailbox-full': 'soft',
  disabled: 'soft',
  filtered: 'soft',
  spam: 'soft',
  reputation: 'soft',
  authentication: 'soft',
  policy: 'soft',
  rate: 'soft',
  sender: 'soft',
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
  unreadable: 'none',
} as const satisfies Record<string, BounceKind>;

export type BounceReason = keyof typeof kinds;

/** The step of the SMTP conversation that was answered (RFC 5321, 3.3); null when the report does not say. */
export type Stage = 'connect' | 'mail' | 'rcpt' | 'data' | null;

/** What a report says of one recipient. */
export type Diagnosis = {
  /** An enhanced status code (RFC 3463) such as `5.1.1`, or the empty text. */
  status: string;
  /** A reply code (RFC 5321) such as `550`, or the empty text. */
  reply: string;
  stage: Stage;
  /** The words, of the server or of the report. */
  text: string;
};

/**
 * A row of the table: it holds when all that it names holds. `status` and `reply` are matched against the codes,
 * `text` against the words in lower case, on one line.
 */
export type Rule = {
  reason: BounceReason;
  text?: RegExp;
  status?: RegExp;
  reply?: RegExp;
  stage?: Stage;
  /** Where these words or this code are documented. */
  source: string;
};

/** The longest words that are looked at: a reply has 512 octets (RFC 5321, 4.5.3.1.5), a report a few of them. */
const longest = 4_000;

/**
 * The reason by the first rule that holds: words before codes, because servers say 550 and 5.0.0 for nearly everything
 * while their words are their own; then the enhanced code, then the reply code.
 */
export function reasonOf(diagnosis: Diagnosis): BounceReason {
  const text = plain(diagnosis.text);
  const found = [...textRules, ...statusRules].find(
    (rule) =>
      (rule.text === undefined || rule.text.test(text)) &&
      (rule.status === undefined || rule.status.test(diagnosis.status)) &&
      (rule.reply === undefined || rule.reply.test(diagnosis.reply)) &&
      (rule.stage === undefined || rule.stage === diagnosis.stage),
  );
  const reason = found?.reason ?? 'undetermined';
  // An answer to MAIL FROM, or to the connection, is about us: no recipient was named yet.
  if (kinds[reason] === 'hard' && (diagnosis.stage === 'mail' || diagnosis.stage === 'connect'))
    return 'sender';
  return reason;
}

/**
 * Lines joined, the codes that each line of a reply repeats left out, lower case. Addresses and links are blanked: their
 * words are those of people and of help pages.
 */
function plain(text: string): string {
  return text
    .slice(0, longest)
    .replace(/[^\s<>"'(]{1,100}@[\w.-]{1,200}/g, '<address>')
    .replace(/https?:\/\/[^\s>)]{1,300}/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ [245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3})?/g, ' ')
    .replace(/ {2,}/g, ' ')
    .toLowerCase();
}
