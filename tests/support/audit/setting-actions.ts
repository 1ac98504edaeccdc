import { password } from '../web/admins.ts';
import type { Actions } from './audit-desk.ts';

/** What is done to settings, the brand and tokens. */
export const settingActions: Actions = {
  'POST /admin/tokens': {
    does: (at) => at.post('/tokens', { name: 'A script', scopes: 'read', present: password }),
    says: 'token created',
  },
  'POST /admin/tokens/:id/revoke': {
    does: async (at) => {
      await at.post('/tokens', { name: 'Another', scopes: 'read', present: password });
      const [last] = await at.deps().stores.tokens.list();
      await at.post(`/tokens/${last!.id}/revoke`);
    },
    says: 'token revoked',
  },
  'POST /admin/settings/rate': {
    does: (at) => at.post('/settings/rate', { maxSendRate: '5' }),
    says: 'settings changed',
  },
  'POST /admin/settings/second-factor': {
    does: async (at) => {
      await at.run('UPDATE admin SET totp_since = now(), totp_secret = sha256($$x$$)');
      await at.post('/settings/second-factor', { required: 'yes', present: password });
      await at.run('UPDATE installation SET owners_need_second_factor = false');
      await at.run('UPDATE admin SET totp_since = NULL, totp_secret = NULL');
    },
    says: 'settings changed',
  },
  'POST /admin/first-steps/hide': { does: (at) => at.post('/first-steps/hide'), says: 'settings changed' },
  'POST /admin/settings/brand': {
    does: (at) => at.post('/settings/brand', { name: 'Papers of the week' }),
    says: 'brand changed',
  },
  'POST /admin/settings/look': {
    does: (at) => at.post('/settings/look', { density: 'compact', order: 'votes', summaryLines: '3' }),
    says: 'brand changed',
  },
  'POST /admin/settings/retention': {
    does: (at) => at.post('/settings/retention', { deliveries: '365' }),
    says: 'retention changed',
  },
  'POST /admin/settings/retention/tidy': {
    does: (at) => at.post('/settings/retention/tidy'),
    says: 'tidying asked',
  },
  'POST /admin/settings/brand/logo': { does: (at) => at.logo(32), says: 'brand changed' },
  'POST /admin/settings/brand/logo/remove': {
    does: async (at) => {
      await at.logo(64);
      return await at.post('/settings/brand/logo/remove');
    },
    says: 'brand changed',
  },
  'POST /admin/test-mail': { does: (at) => at.post('/test-mail'), says: 'test mail sent' },
  'POST /admin/settings/pause': { does: (at) => at.post('/settings/pause'), says: 'settings changed' },
  'POST /admin/settings/resume': { does: (at) => at.post('/settings/resume'), says: 'settings changed' },
};
