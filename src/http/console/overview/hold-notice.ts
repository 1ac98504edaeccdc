import type { Hold } from '../../../app/digests/schedule-stores.ts';
import { type Moment, momentOf, quantity } from '../../forms/words.ts';

/** Why nothing is sent by schedule, and the ways out of it. */
export type HoldNotice = {
  reason: string;
  since: Moment;
  /** "1,204 readers are". */
  due: string;
  action: string;
  choices: { overdue: string; text: string; meaning: string }[];
};

/** The notice of a hold on the schedule; `due`: readers who are due now. */
export function holdNotice(hold: Hold, due: number): HoldNotice {
  return {
    reason: hold.reason,
    since: momentOf(hold.since),
    due: `${quantity(due, 'reader')} ${due === 1 ? 'is' : 'are'}`,
    action: '/admin/schedule/release',
    choices: [
      {
        overdue: 'skip',
        text: 'Go on, skipping what is overdue',
        meaning:
          'right after restoring a backup. Digests that were being sent are cancelled, and each reader’s next digest is the one after.',
      },
      {
        overdue: 'send',
        text: 'Go on, and send what is overdue',
        meaning:
          'right when nothing was lost, for instance after a move to another server. Digests that were being sent go on.',
      },
    ],
  };
}
