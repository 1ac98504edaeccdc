import cron from 'node-cron';
import { expect, it, vi } from 'vitest';
import { cronLog } from '../../../src/commands/cron-log.ts';
import { recordingLog } from '../../support/quiet-log.ts';

it('has what node-cron says in the log, and nothing of it elsewhere', async () => {
  const written = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')];
  const log = recordingLog();
  const failing = () => {
    throw new Error('it does not work');
  };
  const task = cron.createTask('0 0 1 1 *', failing, { logger: cronLog(log) });
  await task.execute().catch(() => undefined);
  await task.destroy();
  cronLog(log).warn('missed execution');
  cronLog(log).error('Task failed with error!', new Error('no time'));
  expect(log.lines).toEqual([
    {
      level: 'error',
      fields: { reason: 'it does not work' },
      message: 'the clock of scheduled tasks failed',
    },
    {
      level: 'warn',
      fields: { reason: 'missed execution' },
      message: 'the clock of scheduled tasks is late, or skips a run',
    },
    {
      level: 'error',
      fields: { reason: 'Task failed with error!: no time' },
      message: 'the clock of scheduled tasks failed',
    },
  ]);
  for (const one of written) expect(one).not.toHaveBeenCalled();
});
