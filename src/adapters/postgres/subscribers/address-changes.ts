import type { AddressChangeStore } from '../../../app/subscribers/address-change/address-change-store.ts';
import { inboxOf } from '../../../domain/subscribers/address.ts';
import type { Db } from '../client.ts';

export function addressChangeStore(db: Db): AddressChangeStore {
  return {
    async ask(data) {
      return (await db.addressChange.create({ data })).id;
    },
    byId: async (id) => await db.addressChange.findUnique({ where: { id } }),
    async lock(id) {
      await db.$queryRaw`SELECT id FROM address_change WHERE id = ${id} FOR UPDATE`;
      return await db.addressChange.findUnique({ where: { id } });
    },
    async ofSubscriber(subscriberId) {
      return await db.addressChange.findMany({ where: { subscriberId }, orderBy: { id: 'asc' } });
    },
    async mailedSince(newEmail, since) {
      const inbox = inboxOf(newEmail);
      // A day's: few readers change their address.
      const mailed = await db.addressChange.findMany({
        where: { mailedAt: { gt: since } },
        select: { newEmail: true },
      });
      return mailed.some((one) => inboxOf(one.newEmail) === inbox);
    },
    async noteMailed(id, mailedAt) {
      // Not `update`: the reader may have been erased since.
      await db.addressChange.updateMany({ where: { id }, data: { mailedAt } });
    },
    async noteConfirmed(id, confirmedAt, oldEmail) {
      await db.addressChange.update({ where: { id }, data: { confirmedAt, oldEmail } });
    },
    async noteUndone(id, undoneAt) {
      await db.addressChange.update({ where: { id }, data: { undoneAt } });
    },
    async forgetLater({ id, subscriberId }) {
      await db.addressChange.deleteMany({ where: { subscriberId, id: { gt: id } } });
    },
    async forget(asked, confirmed) {
      const gone = await db.$queryRaw<{ old_email: string | null }[]>`
        DELETE FROM address_change
        WHERE CASE WHEN confirmed_at IS NULL THEN created_at < ${asked} ELSE confirmed_at < ${confirmed} END
        RETURNING CASE WHEN undone_at IS NULL THEN old_email::text END AS old_email`;
      return gone.flatMap(({ old_email: email }) => email ?? []);
    },
  };
}
