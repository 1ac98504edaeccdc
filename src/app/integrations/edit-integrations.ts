import { DomainError, type FieldError, invalid } from '../../domain/errors.ts';
import type { IntegrationKind, Target } from '../../domain/integrations/integration.ts';
import { oldSecretMs } from '../../domain/integrations/retries.ts';
import {
  type IntegrationSettings,
  readIntegration,
  type TypedIntegration,
} from '../../domain/integrations/typed-integration.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { Integration } from './integration-store.ts';
import { nextPost } from './look-after-integrations.ts';
import { newSecret, openTarget, sealTarget } from './target.ts';
import { leaseMs, type TellNeeds, tellMessage } from './tell-integration.ts';

type EditNeeds = Needs<'atomically' | 'now' | 'outgoing' | 'vault', 'integrations' | 'topics'>;

/** Each takes a place in the log and a turn of the workers. */
export const mostIntegrations = 50;

const unknown = () => new DomainError('not_found', 'There is no such integration.');

/** The integration, and its target where the secret key is still the one it was sealed with. */
export async function readForEdit(
  deps: Needs<'vault', 'integrations'>,
  id: number,
): Promise<{ integration: Integration; target: Target | null }> {
  const integration = await deps.stores.integrations.byId(id);
  if (integration === null) throw unknown();
  return { integration, target: await openTarget(deps, id) };
}

async function readTyped(
  deps: Pick<EditNeeds, 'outgoing' | 'stores'>,
  kind: IntegrationKind,
  typed: TypedIntegration,
  before: Target | null,
): Promise<{
  settings: IntegrationSettings;
  target: Omit<Target, 'secret' | 'previous'>;
  topicIds: number[];
}> {
  const { settings, target, errors } = readIntegration(kind, typed, {
    before,
    loopback: deps.outgoing.loopback,
  });
  const asked = kind === 'webhook' ? [] : [...new Set(typed.topics)];
  const found = await deps.stores.topics.bySlugs(asked.slice(0, 100));
  const missing = asked.filter(
    (slug) => !found.some((topic) => topic.slug.toLowerCase() === slug.toLowerCase()),
  );
  const wrong: FieldError[] = [...errors];
  if (missing.length > 0 && !wrong.some(({ field }) => field === 'topics'))
    wrong.push({ field: 'topics', message: `there is no topic ${missing[0]}` });
  if (wrong.length > 0) throw invalid(wrong);
  return { settings, target, topicIds: found.map(({ id }) => id) };
}

/** What the log of changes says of an integration: nothing of its address but the host. */
const told = (kind: IntegrationKind, host: string, { events, withReader }: IntegrationSettings) => ({
  kind,
  host,
  ...(kind === 'webhook' ? { events: events.join(', '), withReader } : {}),
});

/**
 * Adds an integration, which is on at once; `secret`: what a webhook's messages are signed with, told this once.
 * Rejects with `invalid`, or `conflict` for too many.
 */
export async function addIntegration(
  deps: EditNeeds,
  { kind, typed, actor }: { kind: IntegrationKind; typed: TypedIntegration; actor: string },
): Promise<{ id: number; secret: string | null }> {
  const read = await readTyped(deps, kind, typed, null);
  const { settings, topicIds } = read;
  const secret = kind === 'webhook' ? newSecret() : null;
  const target: Target = { ...read.target, secret, previous: null };
  const { host } = new URL(target.url);
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    if ((await stores.integrations.list()).length >= mostIntegrations)
      throw new DomainError(
        'conflict',
        `There are ${mostIntegrations} integrations, the most: delete one first.`,
      );
    const nextPostAt = kind === 'webhook' ? null : nextPost(settings, now);
    const fresh = { ...settings, kind, host, topicIds, nextPostAt, enabled: true, createdAt: now };
    const id = await stores.integrations.add(fresh);
    await stores.integrations.change(id, { sealed: sealTarget(deps, id, target) });
    const detail = told(kind, host, settings);
    await recordAction(stores, { actor, at: now }, 'integration added', `integration ${id}`, detail);
    return { id, secret };
  });
}

/** Changes one. Secrets stay where nothing is typed. Rejects with `not_found` or `invalid`. */
export async function editIntegration(
  deps: EditNeeds,
  id: number,
  { typed, actor }: { typed: TypedIntegration; actor: string },
): Promise<void> {
  const { integration, target: before } = await readForEdit(deps, id);
  const { kind } = integration;
  const { settings, target, topicIds } = await readTyped(deps, kind, typed, before);
  const { host } = new URL(target.url);
  const now = deps.now();
  await changing(deps, id, async (stores, { enabled }) => {
    const secret = kind === 'webhook' ? (before?.secret ?? newSecret()) : null;
    const sealed = sealTarget(deps, id, { ...target, secret, previous: before?.previous ?? null });
    const nextPostAt = kind === 'webhook' || !enabled ? null : nextPost(settings, now);
    await stores.integrations.change(id, { ...settings, host, topicIds, nextPostAt, sealed });
    const detail = told(kind, host, settings);
    await recordAction(stores, { actor, at: now }, 'integration changed', `integration ${id}`, detail);
  });
}

/** Switches one on or off. What waited when it was switched off is not told any more. Rejects with `not_found`. */
export async function switchIntegration(
  deps: EditNeeds,
  id: number,
  on: boolean,
  actor: string,
): Promise<void> {
  const now = deps.now();
  await changing(deps, id, async (stores, integration) => {
    if (integration.enabled === on) return;
    const nextPostAt = on && integration.kind !== 'webhook' ? nextPost(integration, now) : null;
    await stores.integrations.change(id, { enabled: on, offReason: null, failingSince: null, nextPostAt });
    if (!on) await stores.integrations.dropWaiting(id);
    const action = on ? 'integration switched on' : 'integration switched off';
    await recordAction(stores, { actor, at: now }, action, `integration ${id}`);
  });
}

/** Deletes one, with its log. Rejects with `not_found`. */
export async function removeIntegration(deps: EditNeeds, id: number, actor: string): Promise<void> {
  await changing(deps, id, async (stores, { kind, host }) => {
    await stores.integrations.remove(id);
    const by = { actor, at: deps.now() };
    await recordAction(stores, by, 'integration deleted', `integration ${id}`, { kind, host });
  });
}

/**
 * Gives a webhook another secret, which is told this once. For a day both sign, so that the receiver can change over.
 * Rejects with `not_found`, or `conflict` for what has none.
 */
export async function changeSecret(deps: EditNeeds, id: number, actor: string): Promise<string> {
  const now = deps.now();
  const secret = newSecret();
  await changing(deps, id, async (stores, { kind }) => {
    const target = await openTarget({ ...deps, stores }, id);
    if (kind !== 'webhook' || target === null)
      throw new DomainError('conflict', 'Only a webhook whose address is known has a secret.');
    const previous =
      target.secret === null ? null : { secret: target.secret, until: now.getTime() + oldSecretMs };
    await stores.integrations.change(id, { sealed: sealTarget(deps, id, { ...target, secret, previous }) });
    await recordAction(stores, { actor, at: now }, 'integration secret changed', `integration ${id}`);
  });
  return secret;
}

/** What failed is told again, with all its tries; resolves with how many there are. Rejects with `not_found`. */
export async function retryIntegration(deps: EditNeeds, id: number, actor: string): Promise<number> {
  let messages = 0;
  await changing(deps, id, async (stores, { enabled }) => {
    if (!enabled) throw new DomainError('conflict', 'It is off: switch it on first.');
    messages = await stores.integrations.retryFailed(id, deps.now());
    const by = { actor, at: deps.now() };
    if (messages > 0)
      await recordAction(stores, by, 'failed messages sent again', `integration ${id}`, { messages });
  });
  return messages;
}

/**
 * Sends a test at once and once only, also where it is off; a chat gets the papers that its next post would have.
 * Resolves with why it did not arrive, null when it did. Rejects with `not_found`.
 */
export async function testIntegration(
  deps: TellNeeds,
  id: number,
  actor: string,
): Promise<{ trouble: string | null }> {
  const integration = await deps.stores.integrations.byId(id);
  if (integration === null) throw unknown();
  const now = deps.now();
  const message = await deps.atomically(async (stores) => {
    await recordAction(stores, { actor, at: now }, 'integration tested', `integration ${id}`);
    return await stores.integrations.addMessage({
      integrationId: id,
      event: 'test',
      day: null,
      at: now,
      state: 'sending',
      nextTryAt: new Date(now.getTime() + leaseMs),
    });
  });
  if (message === null) throw new Error('a test has no day');
  return { trouble: await tellMessage(deps, integration, message) };
}

async function changing(
  deps: Pick<EditNeeds, 'atomically'>,
  id: number,
  work: (stores: Stores, integration: Integration) => Promise<void>,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const integration = await stores.integrations.lock(id);
    if (integration === null) throw unknown();
    await work(stores, integration);
  });
}
