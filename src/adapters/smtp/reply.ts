import type { Stage } from '../../domain/bounces/bounce-reason.ts';

/** An error of nodemailer's: the server's reply that caused it, if one did, and the command that it answered. */
export type Failure = Error & { response?: unknown; command?: unknown; code?: unknown };

/** nodemailer's names of commands. */
const stagesOfCommands: ReadonlyMap<string, Stage> = new Map([
  ['CONN', 'connect'],
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['STARTTLS', 'ehlo'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
]);

/** What the reply in an error answered; null when nodemailer does not say. */
export function stageOf({ command }: Failure): Stage | null {
  const verb = typeof command === 'string' ? (command.split(' ')[0] ?? '') : '';
  return stagesOfCommands.get(verb) ?? null;
}

/** The refusal in an error; null when it has none, or something that is no reply (RFC 5321, 4.2). */
export function replyOf({ response }: Failure): string | null {
  return typeof response === 'string' && /^[45]\d\d/.test(response) ? response : null;
}
