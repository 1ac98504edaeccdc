import { expect, test } from 'vitest';
import { addIntegration } from '../../src/app/integrations/edit-integrations.ts';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { until } from '../support/until.ts';
import { openReceiver } from '../support/web/receiver.ts';

test('what a killed worker was telling a webhook is told again by another, under the same id', async () => {
  // The receiver is on this machine, which only tests may tell.
  await using faults = await openFaultRun({ env: { NODE_ENV: 'test' } });
  const receiver = await openReceiver();
  try {
    await addIntegration(faults.deps, {
      kind: 'webhook',
      typed: {
        name: 'A program',
        url: `${receiver.url}/hook`,
        room: '',
        token: '',
        events: ['digest.finished'],
        withReader: false,
        topics: [],
        papers: '5',
        hour: '8',
        timezone: 'UTC',
      },
      actor: 'a test',
    });
    await faults.addReaders(3);
    receiver.reply('hang');
    const first = await faults.startWorker();
    const id = await faults.announce();
    await until(async () => receiver.received.length > 0);
    await faults.kill(first);
    expect((await faults.digest(id)).status).toBe('finished');
    // What it had in hand counts as lost after a minute.
    await faults.run("UPDATE integration_message SET next_try_at = now() WHERE state = 'sending'");
    await faults.startWorker();
    await until(async () => {
      const [row] = await faults.run(
        "SELECT count(*)::int AS n FROM integration_message WHERE state = 'delivered'",
      );
      return row?.['n'] === 1;
    });
    const told = receiver.take();
    expect(told).toHaveLength(2);
    expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ type: 'digest.finished' });
  } finally {
    await receiver.close();
  }
});
