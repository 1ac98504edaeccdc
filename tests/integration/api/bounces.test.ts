import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordBounceMail } from '../../../src/app/bounces/record-bounce.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';

let service: TestService;
let api: Awaited<ReturnType<typeof apiOf>>;
let adaId: number;
const stray = returnedMail({ to: 'a@b.example', recipient: 'stranger@x.example', id: 'stray' });

beforeAll(async () => {
  service = await testService({ env: { BOUNCE_DOMAIN: 'bounce.example.org' } });
  api = await apiOf(service);
  adaId = await addReader(service.deps, 'ada@example.org');
  const to = service.deps.returnPaths.of({ kind: 'subscription', subscriberId: adaId })!;
  const soft = { status: '5.2.2', reply: '552 5.2.2 Mailbox full' };
  for (const raw of [
    returnedMail({ to, recipient: 'ada@example.org', id: 'soft', ...soft }),
    stray,
    returnedMail({ to, recipient: 'ada@example.org', id: 'hard' }),
  ])
    await recordBounceMail(service.deps, { origin: 'command', raw: Buffer.from(raw) });
});
afterAll(() => service.close());

const brief = ({ body }: { body: { items: { kind: string; subscriberId: number | null }[] } }) =>
  body.items.map(({ kind, subscriberId }) => [kind, subscriberId]);

test('bounces are listed, newest first, without an address', async () => {
  const answer = await api('GET', '/admin/bounces');
  expect(answer.status).toBe(200);
  expect(brief(answer)).toEqual([
    ['hard', adaId],
    ['hard', null],
    ['soft', adaId],
  ]);
  expect(answer.text).not.toContain('@');
  expect(answer.body.next).toBeNull();
});

test('they can be asked for by kind, by whether somebody was found, and in pages', async () => {
  expect(brief(await api('GET', '/admin/bounces?kind=soft'))).toEqual([['soft', adaId]]);
  expect(brief(await api('GET', '/admin/bounces?matched=false'))).toEqual([['hard', null]]);
  expect(brief(await api('GET', '/admin/bounces?matched=true&kind=hard'))).toEqual([['hard', adaId]]);
  const first = await api('GET', '/admin/bounces?limit=2');
  const second = await api('GET', `/admin/bounces?limit=2&before=${first.body.next}`);
  expect([...brief(first), ...brief(second)]).toHaveLength(3);
  expect(second.body.next).toBeNull();
  expect(problemFields(await api('GET', '/admin/bounces?kind=loud'), 400, 'invalid')).toEqual(['kind']);
});

test('the message of what could not be matched can be read, as a file', async () => {
  const [item] = (await api('GET', '/admin/bounces?matched=false')).body.items;
  const answer = await api('GET', `/admin/bounces/${item.id}/message`);
  expect(answer).toMatchObject({ status: 200, text: stray });
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.headers['content-disposition']).toContain('attachment');
  const [other] = (await api('GET', '/admin/bounces?kind=soft')).body.items;
  problemFields(await api('GET', `/admin/bounces/${other.id}/message`), 404, 'not_found');
});

test('a subscriber’s export has them', async () => {
  const { body } = await api('GET', `/admin/subscribers/${adaId}/export`);
  expect(body.bounces).toMatchObject([
    { kind: 'soft', reason: 'mailbox-full', status: '5.2.2' },
    { kind: 'hard', reason: 'unknown-user', status: '5.1.1' },
  ]);
});
