import type { WebhookLog } from '../../../app/bounces/bounce-stores.ts';
import { postOutcomes } from '../../../domain/bounces/bounce-origin.ts';
import type { Db } from '../client.ts';

export function webhookLog(db: Db): WebhookLog {
  return {
    async countPost({ provider, outcome, events, recorded, detail }, at) {
      await db.$executeRaw`
        INSERT INTO webhook_post (provider, minute, outcome, posts, events, recorded, detail)
        VALUES (${provider}, date_trunc('minute', ${at}::timestamptz), ${outcome}, 1, ${events}, ${recorded}, ${detail})
        ON CONFLICT (provider, minute, outcome) DO UPDATE SET
          posts = webhook_post.posts + 1, events = webhook_post.events + excluded.events,
          recorded = webhook_post.recorded + excluded.recorded, detail = excluded.detail`;
    },
    async listPosts(limit) {
      const rows = await db.webhookPost.findMany({
        orderBy: [{ minute: 'desc' }, { provider: 'asc' }, { outcome: 'asc' }],
        take: limit,
      });
      return rows.flatMap((row) => {
        const outcome = postOutcomes.find((one) => one === row.outcome);
        return outcome === undefined ? [] : [{ ...row, outcome }];
      });
    },
    async useToken({ provider, tokenHash, bodyHash }, at) {
      const rows = await db.$queryRaw<{ same: boolean }[]>`
        INSERT INTO webhook_token (provider, token_hash, body_hash, at)
        VALUES (${provider}, ${new Uint8Array(tokenHash)}, ${new Uint8Array(bodyHash)}, ${at})
        ON CONFLICT (provider, token_hash) DO UPDATE SET at = webhook_token.at
        RETURNING body_hash = ${new Uint8Array(bodyHash)} AS same`;
      return rows[0]?.same === true;
    },
    async forgetTokens(before) {
      await db.webhookToken.deleteMany({ where: { at: { lt: before } } });
    },
  };
}
