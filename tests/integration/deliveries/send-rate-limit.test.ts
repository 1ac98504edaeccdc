import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { sendTimeStore } from '../../../src/adapters/postgres/digests/send-times.ts';
import { createLiveSettings } from '../../../src/app/deliveries/live-settings.ts';
import { createSendRateLimit } from '../../../src/app/deliveries/send-rate-limit.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const never = new AbortController().signal;
/** Nothing was changed. */
const settings = createLiveSettings({
  read: async () => ({
    maxSendRate: null,
    sendingPausedAt: null,
    ownersNeedSecondFactor: false,
    firstStepsHidden: false,
  }),
});

test('several processes together keep the rate, and each gets on', async () => {
  const rate = 400;
  const messages = 300;
  const processes = [0, 1, 2].map(() => openDatabase(database.url, { connections: 1 }));
  try {
    const taken = [0, 0, 0];
    const start = performance.now();
    await Promise.all(
      processes.flatMap(({ pool }, index) => {
        const pace = createSendRateLimit(sendTimeStore(pool), settings, rate);
        // Lanes of one process ask side by side.
        return Array.from({ length: 8 }, async () => {
          while (taken.reduce((a, b) => a + b) < messages) {
            await pace.waitForSendTime(never);
            taken[index]!++;
          }
        });
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    const sent = taken.reduce((a, b) => a + b);
    // Each process may be one burst (a fifth of a second) ahead.
    expect(sent / (seconds + 0.6)).toBeLessThanOrEqual(rate);
    for (const count of taken) expect(count).toBeGreaterThan(0);
  } finally {
    for (const { close } of processes) await close();
  }
});

test('waiting ends when the process is to end', async () => {
  const { pool, close } = openDatabase(database.url, { connections: 1 });
  try {
    const pace = createSendRateLimit(sendTimeStore(pool), settings, 0.01);
    await pace.waitForSendTime(never);
    const ending = new AbortController();
    const waiting = pace.waitForSendTime(ending.signal);
    ending.abort(new Error('to end'));
    await expect(waiting).rejects.toThrow('to end');
    await expect(pace.waitForSendTime(ending.signal)).rejects.toThrow('to end');
  } finally {
    await close();
  }
});
