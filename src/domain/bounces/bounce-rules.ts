import {
  type BounceReason,
  type Diagnosis,
  kinds,
  type OurTrouble,
  type Rule,
  type Stage,
} from './bounce-reason.ts';
import { statusRules } from './bounce-status-rules.ts';
import { textRules } from './bounce-text-rules.ts';
import { otherLanguageRules, otherLanguageSenderRules } from './other-language-rules.ts';
import { senderRules } from './sender-rules.ts';

/** The longest words that are looked at: a reply has 512 octets (RFC 5321, 4.5.3.1.5), a report a few of them. */
const longest = 4_000;

/** What a reply or a report comes to: why, and, when it is about us, what of us. */
export type Judgement = { reason: BounceReason; ours: OurTrouble | null };

/** All rows in the order in which they are asked: those about us stand before all others. */
export const rules: readonly Rule[] = [
  ...senderRules,
  ...otherLanguageSenderRules,
  ...textRules,
  ...otherLanguageRules,
  ...statusRules,
];

/**
 * The judgement of the first rule that holds: words before codes, because servers say 550 and 5.0.0 for nearly
 * everything while their words are their own; then the enhanced code, then the reply code.
 */
export function judge(diagnosis: Diagnosis, table: readonly Rule[] = rules): Judgement {
  const text = plain(diagnosis.text);
  const found = table.find(
    (rule) =>
      (rule.text === undefined || rule.text.test(text)) &&
      (rule.status === undefined || rule.status.test(diagnosis.status)) &&
      (rule.reply === undefined || rule.reply.test(diagnosis.reply)) &&
      (rule.stage === undefined || rule.stage === diagnosis.stage),
  );
  const reason = found?.reason ?? 'undetermined';
  if (!isBeforeRecipients(diagnosis.stage)) return { reason, ours: found?.ours ?? null };
  return { reason: kinds[reason] === 'hard' ? 'sender' : reason, ours: found?.ours ?? byStage(diagnosis) };
}

/** As `judge`: only the reason. */
export function reasonOf(diagnosis: Diagnosis, table: readonly Rule[] = rules): BounceReason {
  return judge(diagnosis, table).reason;
}

/** What a refusal that names nothing is about, before a recipient was named. */
function byStage({ stage, reply }: Diagnosis): OurTrouble {
  if (stage === 'auth') return 'account';
  return stage === 'mail' && reply.startsWith('5') ? 'sender' : 'server';
}

/** Whether a reply at this stage is about us alone: no recipient was named yet (RFC 5321, 3.3). */
export function isBeforeRecipients(stage: Stage | null): boolean {
  return stage !== null && stage !== 'rcpt' && stage !== 'data';
}

/**
 * Lines joined, the codes that each line of a reply repeats left out, lower case. Addresses and links are blanked:
 * their words are those of people and of help pages.
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
