import type { AdminLink, AdminLinkStore } from '../../../app/accounts/account-stores.ts';
import type { Db } from '../client.ts';

const shown = {
  id: true,
  kind: true,
  email: true,
  role: true,
  invitedBy: { select: { email: true } },
  createdAt: true,
  expiresAt: true,
  mailedAt: true,
  refused: true,
} as const;

type Row = Omit<AdminLink, 'invitedBy'> & { invitedBy: { email: string } | null };

const linkOf = ({ invitedBy, ...row }: Row): AdminLink => ({ ...row, invitedBy: invitedBy?.email ?? null });

export function adminLinkStore(db: Db): AdminLinkStore {
  return {
    async invite({ email, role, invitedById, expiresAt, now }) {
      const anew = { role, invitedById, createdAt: now, expiresAt };
      return linkOf(
        await db.adminLink.upsert({
          where: { kind_email: { kind: 'invitation', email } },
          create: { kind: 'invitation', email, ...anew },
          update: { ...anew, tokenHash: null, mailedAt: null, refused: false },
          select: shown,
        }),
      );
    },
    async askForReset(email, now) {
      return await db.adminLink.upsert({
        where: { kind_email: { kind: 'reset', email } },
        create: { kind: 'reset', email, createdAt: now, expiresAt: now },
        update: { createdAt: now },
        select: { id: true },
      });
    },
    async byId(id) {
      const row = await db.adminLink.findUnique({ where: { id }, select: shown });
      return row === null ? null : linkOf(row);
    },
    async byToken(kind, tokenHash) {
      const row = await db.adminLink.findUnique({
        where: { kind, tokenHash: new Uint8Array(tokenHash) },
        select: shown,
      });
      return row === null ? null : linkOf(row);
    },
    async invitations() {
      const rows = await db.adminLink.findMany({
        where: { kind: 'invitation' },
        select: shown,
        orderBy: { id: 'desc' },
      });
      return rows.map(linkOf);
    },
    async noteMailed(id, mail) {
      // Not `update`: it may have been taken back since.
      await db.adminLink.updateMany({
        where: { id },
        data:
          mail === null
            ? { tokenHash: null, mailedAt: null }
            : { tokenHash: new Uint8Array(mail.tokenHash), mailedAt: mail.at, expiresAt: mail.expiresAt },
      });
    },
    async noteRefused(id) {
      await db.adminLink.updateMany({ where: { id }, data: { refused: true } });
    },
    async removeLink(id) {
      const { count } = await db.adminLink.deleteMany({ where: { id } });
      return count === 1;
    },
    async removeInvitationsBy(adminId) {
      await db.adminLink.deleteMany({ where: { invitedById: adminId } });
    },
    async removeResets(email) {
      await db.adminLink.deleteMany({ where: { kind: 'reset', email } });
    },
    async forgetExpired(until) {
      await db.adminLink.deleteMany({ where: { expiresAt: { lt: until } } });
    },
  };
}
