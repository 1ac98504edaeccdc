import { type BounceReason, kinds } from './bounce-reason.ts';
import { reasonOf } from './bounce-rules.ts';
import { diagnosisIn } from './bounce-text.ts';

/** What a mail provider posts about one recipient. */
export type ProviderEvent = {
  address: string;
  status: string;
  reason: BounceReason;
  /** With angle brackets; ours may be among them. */
  messageIds: string[];
  /** The envelope sender, when the provider tells it. */
  returnPaths: string[];
};

/** An event with the provider's name for it. */
export type NamedEvent = ProviderEvent & { eventId: string };

/** `hard` says what the provider thinks; its word decides, the server's words say why. */
export function reasonFor(words: string, status: string, hard: boolean | null): BounceReason {
  const why = reasonOf({ ...diagnosisIn(words), ...(status === '' ? {} : { status }) });
  if (hard === true) return kinds[why] === 'hard' ? why : 'unknown-user';
  return hard === false && kinds[why] === 'hard' ? 'undetermined' : why;
}
