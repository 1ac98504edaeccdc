import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MailComposer } from '../../app/mail.ts';

/** How long messages are composed in one turn of the event loop, in milliseconds: about four digests. */
const turnMs = 8;

/**
 * Messages are composed for a few milliseconds in each turn of the event loop, the first asked for first: whoever waits
 * for a page of the same process waits for these between two of its steps, not for all that are on their way. Not one
 * by one, since what messages of one turn write to the database is written together.
 */
export function composeInTurns(composer: MailComposer): MailComposer {
  let last: Promise<unknown> = Promise.resolve();
  let until = 0;
  async function turn(before: Promise<unknown>): Promise<void> {
    await before;
    if (performance.now() < until) return;
    await nextTurn();
    until = performance.now() + turnMs;
  }
  return {
    async compose(mail) {
      const own = turn(last);
      last = own;
      await own;
      return await composer.compose(mail);
    },
  };
}
