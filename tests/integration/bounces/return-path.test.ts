import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendSubscriptionMail } from '../../../src/app/subscribers/send-subscription-mail.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';

let sending: Sending;
beforeAll(async () => {
  sending = await openSending({ BOUNCE_DOMAIN: 'bounce.example.org' });
  await sending.reset();
});
afterAll(() => sending.close());

test('each digest leaves with an envelope sender that names its delivery, and From stays', async () => {
  const { deps, server } = sending;
  const id = await sending.planFor('ada', 'ben');
  await sending.send(id);
  const deliveries = await deps.stores.deliveries.deliveriesOfDigest({
    digestId: id,
    state: 'sent',
    after: '0',
    limit: 10,
  });
  const named = server.received.map(({ from }) => deps.returnPaths.read(from));
  expect(named.toSorted(byId)).toEqual(
    deliveries.map((delivery) => ({ kind: 'digest', deliveryId: delivery.id })).toSorted(byId),
  );
  for (const { raw } of server.received)
    expect(raw).toMatch(/^From: Offprint <offprint@localhost.localdomain>/m);
});

test('mail about a subscription names its subscriber', async () => {
  const { deps, server } = sending;
  const { id } = (await deps.stores.subscribers.byEmail('ada@example.org'))!;
  server.reset();
  await sendSubscriptionMail(deps, { kind: 'welcome', subscriberId: id });
  expect(server.received.map(({ from }) => deps.returnPaths.read(from))).toEqual([
    { kind: 'subscription', subscriberId: id },
  ]);
});

const byId = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));
