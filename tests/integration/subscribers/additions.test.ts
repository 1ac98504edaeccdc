import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader, followedBy } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, linkIn, sentMail } from '../../support/web/web.ts';

const hour = 3_600_000;
const start = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
});
afterAll(() => service.close());
afterEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const later = (ms: number) => {
  service.clock.now = new Date(start.getTime() + ms);
};
const followed = (id: number) => followedBy(service.deps, id);

describe('whoever gets the digest', () => {
  const reader = async (topics: readonly string[] = ['cs.RO']) => {
    service.clock.now = start;
    return await addReader(service.deps, 'ada@example.org', { topics: [...topics] });
  };
  const ask = async (values: Record<string, string | readonly string[]>) => {
    const before = (await sentMail(service)).length;
    await app.inject({ url: '/subscribe', ...form({ email: 'ada@example.org', ...values }) });
    await runJobs(service);
    return (await sentMail(service)).slice(before);
  };

  test('has what they ask for added by the button in a mail, and keeps everything else', async () => {
    const id = await reader();
    const [mail] = await ask({ topics: ['cs.RO', 'cs.LG'], cadence: 'monthly', hour: '3' });
    expect(mail?.subject).toBe('Add Machine Learning to your digest');
    const link = linkIn(mail, 'confirm');
    const before = await service.deps.stores.subscribers.byId(id);
    const page = (await app.inject(link)).body;
    expect(page).toContain('Add to my digest');
    expect(await service.deps.stores.subscribers.byId(id)).toEqual(before);

    const answer = await app.inject({ method: 'POST', url: link });
    expect(answer.body).toContain('Added to your digest');
    expect(answer.body).toMatch(/Machine Learning[\s\S]*Every day/);
    const { interests: _, ...kept } = before!;
    expect(await service.deps.stores.subscribers.byId(id)).toMatchObject(kept);
    expect(await followed(id)).toEqual(['Machine Learning', 'Robotics']);
    await runJobs(service);
    expect(await sentMail(service)).toHaveLength(1);

    // Once more adds nothing.
    expect((await app.inject({ method: 'POST', url: link })).body).toContain('nothing has changed');
    expect(await followed(id)).toEqual(['Machine Learning', 'Robotics']);
  });

  test('is mailed for each wish of a day, once for the same, and ten times at most', async () => {
    await reader();
    expect(await ask({ topics: 'cs.LG' })).toHaveLength(1);
    expect(await ask({ topics: 'cs.LG' })).toHaveLength(0);
    expect(await ask({ query: 'sparse attention' })).toHaveLength(1);
    for (let wish = 0; wish < 8; wish++) expect(await ask({ query: `wish ${wish}` })).toHaveLength(1);
    expect(await ask({ query: 'one too many' })).toHaveLength(0);
    later(24 * hour + 1);
    expect(await ask({ topics: 'cs.LG' })).toHaveLength(1);
  });

  test('of nothing in particular is told that it will be about what they follow', async () => {
    const id = await reader([]);
    const [mail] = await ask({ topics: 'cs.LG' });
    expect(mail?.text).toContain('You get the best of all fields now.');
    const link = linkIn(mail, 'confirm');
    expect((await app.inject(link)).body).toContain('You get the best of all fields until now');
    await app.inject({ method: 'POST', url: link });
    expect(await followed(id)).toEqual(['Machine Learning']);
  });

  test('does not get anything added by a link that is too old, or after they unsubscribed', async () => {
    const id = await reader();
    const [mail] = await ask({ topics: 'cs.LG' });
    const link = linkIn(mail, 'confirm');
    later(49 * hour);
    expect((await app.inject({ method: 'POST', url: link })).statusCode).toBe(410);
    later(hour);
    await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', service.clock.now ?? start);
    expect((await app.inject({ method: 'POST', url: link })).statusCode).toBe(410);
    expect(await followed(id)).toEqual(['Robotics']);
  });
});
