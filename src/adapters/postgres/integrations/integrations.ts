import type {
  Integration,
  IntegrationMessage,
  IntegrationStore,
} from '../../../app/integrations/integration-store.ts';
import type { MessageEvent, MessageState, ToldEvent } from '../../../domain/integrations/integration.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

/** How many of the last posts are looked at for papers that were posted: those of more days than any list has. */
const rememberedPosts = 30;

type Row = Prisma.IntegrationGetPayload<{ omit: { sealed: true } }>;
type MessageRow = Prisma.IntegrationMessageGetPayload<object>;

const toIntegration = ({ events, ...row }: Row): Integration => ({ ...row, events: events as ToldEvent[] });

function toMessage({ event, detail, ...row }: MessageRow): IntegrationMessage {
  const isObject = detail !== null && typeof detail === 'object' && !Array.isArray(detail);
  return { ...row, event: event as MessageEvent, detail: isObject ? detail : {} };
}

export function integrationStore(db: Db): IntegrationStore {
  const omit = { sealed: true } as const;
  return {
    async list() {
      return (await db.integration.findMany({ omit, orderBy: { id: 'asc' } })).map(toIntegration);
    },
    async byId(id) {
      const row = await db.integration.findUnique({ where: { id }, omit });
      return row === null ? null : toIntegration(row);
    },
    async lock(id) {
      await db.$queryRaw`SELECT id FROM integration WHERE id = ${id} FOR UPDATE`;
      return await this.byId(id);
    },
    async add(integration) {
      const { id } = await db.integration.create({ data: { ...integration, sealed: new Uint8Array() } });
      return id;
    },
    async change(id, { sealed, ...change }) {
      const data = { ...change, ...(sealed === undefined ? {} : { sealed: new Uint8Array(sealed) }) };
      await db.integration.updateMany({ where: { id }, data });
    },
    async remove(id) {
      await db.integration.deleteMany({ where: { id } });
    },
    async sealed(id) {
      const row = await db.integration.findUnique({ where: { id }, select: { sealed: true } });
      return row?.sealed ?? null;
    },
    async listSwitchedOff() {
      return await db.integration.findMany({
        where: { offReason: { not: null } },
        select: { id: true, name: true, offReason: true },
        orderBy: { id: 'asc' },
      });
    },
    async duePosts(now) {
      const rows = await db.integration.findMany({
        where: { enabled: true, nextPostAt: { lte: now } },
        omit,
      });
      return rows.map(toIntegration);
    },
    async addMessage(message) {
      const [row] = await db.integrationMessage.createManyAndReturn({
        data: [{ ...message, tries: message.state === 'sending' ? 1 : 0 }],
        skipDuplicates: true,
      });
      return row === undefined ? null : toMessage(row);
    },
    async withWork(now) {
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT i.id FROM integration i WHERE i.enabled AND EXISTS (
          SELECT FROM integration_message m
          WHERE m.integration_id = i.id AND m.state = 'waiting' AND m.next_try_at <= ${now})
        ORDER BY i.id`;
      return rows.map(({ id }) => id);
    },
    async take(integrationId, now, leaseUntil) {
      const [taken] = await db.$queryRaw<{ id: string }[]>`
        UPDATE integration_message SET state = 'sending', tries = tries + 1, next_try_at = ${leaseUntil}
        WHERE id = (
          SELECT m.id FROM integration_message m JOIN integration i ON i.id = m.integration_id AND i.enabled
          WHERE m.integration_id = ${integrationId} AND m.state = 'waiting' AND m.next_try_at <= ${now}
          ORDER BY m.at, m.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
        RETURNING id`;
      if (taken === undefined) return null;
      const row = await db.integrationMessage.findUnique({ where: { id: taken.id } });
      return row === null ? null : toMessage(row);
    },
    async expire(now) {
      // Slack and Mattermost would show a second one: what became of theirs, nobody knows.
      return await db.$executeRaw`
        UPDATE integration_message m SET next_try_at = ${now}, state = (CASE
          WHEN m.event = 'test' THEN 'failed'
          WHEN i.kind IN ('webhook', 'matrix') THEN 'waiting' ELSE 'unknown' END)::integration_message_state
        FROM integration i
        WHERE i.id = m.integration_id AND m.state = 'sending' AND m.next_try_at < ${now}`;
    },
    async keepPapers(id, paperIds) {
      await db.integrationMessage.updateMany({ where: { id }, data: { paperIds: [...paperIds] } });
    },
    async postedPapers(integrationId) {
      const rows = await db.integrationMessage.findMany({
        where: {
          integrationId,
          event: 'papers.daily',
          state: { in: ['delivered', 'unknown', 'sending', 'waiting'] },
        },
        orderBy: { at: 'desc' },
        take: rememberedPosts,
        select: { paperIds: true },
      });
      return rows.flatMap(({ paperIds }) => paperIds);
    },
    async settle({ id, tries }, to, attempt) {
      const { count } = await db.integrationMessage.updateMany({
        where: { id, tries, state: 'sending' },
        data: to,
      });
      if (count === 1 && attempt !== null)
        await db.integrationAttempt.create({ data: { messageId: id, ...attempt } });
      return count === 1;
    },
    async dropWaiting(integrationId) {
      await db.integrationMessage.updateMany({
        where: { integrationId, state: 'waiting' },
        data: { state: 'failed' },
      });
    },
    async retryFailed(integrationId, now) {
      const { count } = await db.integrationMessage.updateMany({
        where: { integrationId, state: 'failed', event: { not: 'test' } },
        data: { state: 'waiting', tries: 0, nextTryAt: now },
      });
      return count;
    },
    async log(integrationId, limit) {
      const rows = await db.integrationMessage.findMany({
        where: { integrationId },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: limit,
        include: { attempts: { orderBy: { id: 'asc' } } },
      });
      return rows.map(({ attempts, ...row }) => ({
        ...toMessage(row),
        attempts: attempts.map(({ at, ms, status, trouble }) => ({ at, ms, status, trouble })),
      }));
    },
    async counts(integrationId) {
      const rows = await db.integrationMessage.groupBy({
        by: ['state'],
        where: { integrationId },
        _count: true,
      });
      const none: Record<MessageState, number> = {
        waiting: 0,
        sending: 0,
        delivered: 0,
        failed: 0,
        unknown: 0,
        skipped: 0,
      };
      for (const { state, _count } of rows) none[state] = _count;
      return none;
    },
  };
}
