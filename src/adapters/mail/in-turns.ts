import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MailComposer } from '../../app/mail.ts';

/**
 * One message is composed in each turn of the event loop, the first asked for first: whoever waits for a page of the
 * same process waits for one message between two of its steps, not for as many as there are on their way.
 */
export function composeInTurns(composer: MailComposer): MailComposer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async compose(mail) {
      const before = last;
      const turn = before.then(() => nextTurn());
      last = turn;
      await turn;
      return await composer.compose(mail);
    },
  };
}
