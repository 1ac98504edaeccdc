import type { ProxyDoubtStore } from '../../../app/overview/proxy-doubt-store.ts';
import type { Db } from '../client.ts';

export function proxyDoubtStore(db: Db): ProxyDoubtStore {
  return {
    async note({ kind, address, at }, since) {
      const { count } = await db.installation.updateMany({
        where: { id: 1, OR: [{ proxySeenAt: null }, { proxySeenAt: { lte: since } }] },
        data: { proxyDoubt: kind, proxyAddress: address, proxySeenAt: at },
      });
      return count === 1;
    },
    async read() {
      const { proxyDoubt, proxyAddress, proxySeenAt } = await db.installation.findUniqueOrThrow({
        where: { id: 1 },
        select: { proxyDoubt: true, proxyAddress: true, proxySeenAt: true },
      });
      if (proxyDoubt === null || proxyAddress === null || proxySeenAt === null) return null;
      return {
        kind: proxyDoubt === 'silent' ? 'silent' : 'untrusted',
        address: proxyAddress,
        at: proxySeenAt,
      };
    },
  };
}
