import type { Actions } from './audit-desk.ts';

/** What is done to digests, announcements, their deliveries and mail servers. */
export const sendingActions: Actions = {
  'POST /admin/announcements': {
    does: (at) => at.post('/announcements', { subject: 'Hello', body: 'all' }),
    says: 'announcement sent',
  },
  'POST /admin/digests': { does: (at) => at.post('/digests'), says: 'digest triggered' },
  'POST /admin/digests/:id/pause': {
    does: async (at) => at.post(`/digests/${await at.digest()}/pause`),
    says: 'digest paused',
  },
  'POST /admin/digests/:id/resume': {
    does: async (at) => {
      const id = await at.digest();
      await at.post(`/digests/${id}/pause`);
      await at.post(`/digests/${id}/resume`);
    },
    says: 'digest resumed',
  },
  'POST /admin/digests/:id/cancel': {
    does: async (at) => at.post(`/digests/${await at.digest()}/cancel`),
    says: 'digest cancelled',
  },
  'POST /admin/digests/:id/retry-failed': {
    does: async (at) => at.post(`/digests/${await at.digest()}/retry-failed`),
    says: 'failed deliveries retried',
  },
  'POST /admin/digests/:id/deliveries/:delivery/resolve': {
    does: async (at) => {
      const { id, delivery } = await at.unknown();
      await at.post(`/digests/${id}/deliveries/${delivery}/resolve`, { outcome: 'sent' });
    },
    says: 'delivery resolved',
  },
  'POST /admin/digests/:id/resolve-unknown': {
    does: async (at) => at.post(`/digests/${(await at.unknown()).id}/resolve-unknown`, { outcome: 'sent' }),
    says: 'unknown deliveries resolved',
  },
  'POST /admin/digests/:id/undo-bounces': {
    does: async (at) => at.post(`/digests/${await at.digest()}/undo-bounces`),
    says: 'bounces undone',
  },
  'POST /admin/announcements/test': {
    does: async (at) =>
      at.post('/announcements/test', {
        subscriberId: String(await at.reader()),
        subject: 'Hello',
        body: 'all',
      }),
    says: 'test digest sent',
  },
  'POST /admin/digests/test': {
    does: async (at) => at.post('/digests/test', { subscriberId: String(await at.reader()) }),
    says: 'test digest sent',
  },
  'POST /admin/schedule/release': {
    does: async (at) => {
      await at.api('POST', '/admin/schedule/hold', {});
      await at.post('/schedule/release', { overdue: 'send' });
    },
    says: 'schedule released',
  },
  'GET /admin/digests/:id/deliveries.csv': {
    does: async (at) => at.desk.browser.get(`/admin/digests/${await at.digest()}/deliveries.csv`),
    says: 'deliveries exported',
  },
  'POST /admin/mail-servers/:id/try': {
    does: async (at) => at.post(`/mail-servers/${await at.heldServer()}/try`),
    says: 'mail server tried again',
  },
  'POST /api/v1/admin/announcements': {
    does: (at) => at.api('POST', '/admin/announcements', { subject: 'Hello', body: 'all' }),
    says: 'announcement sent',
  },
  'POST /api/v1/admin/digests': {
    does: (at) => at.api('POST', '/admin/digests', {}),
    says: 'digest triggered',
  },
  'POST /api/v1/admin/digests/:id/pause': {
    does: async (at) => at.api('POST', `/admin/digests/${await at.digest()}/pause`),
    says: 'digest paused',
  },
  'POST /api/v1/admin/digests/:id/resume': {
    does: async (at) => {
      const id = await at.digest();
      await at.api('POST', `/admin/digests/${id}/pause`);
      await at.api('POST', `/admin/digests/${id}/resume`);
    },
    says: 'digest resumed',
  },
  'POST /api/v1/admin/digests/:id/cancel': {
    does: async (at) => at.api('POST', `/admin/digests/${await at.digest()}/cancel`),
    says: 'digest cancelled',
  },
  'POST /api/v1/admin/digests/:id/retry-failed': {
    does: async (at) => at.api('POST', `/admin/digests/${await at.digest()}/retry-failed`),
    says: 'failed deliveries retried',
  },
  'POST /api/v1/admin/digests/:id/undo-bounces': {
    does: async (at) => at.api('POST', `/admin/digests/${await at.digest()}/undo-bounces`),
    says: 'bounces undone',
  },
  'POST /api/v1/admin/deliveries/:id/resolve': {
    does: async (at) =>
      at.api('POST', `/admin/deliveries/${(await at.unknown()).delivery}/resolve`, { outcome: 'sent' }),
    says: 'delivery resolved',
  },
  'POST /api/v1/admin/mail-servers/:id/try': {
    does: async (at) => at.api('POST', `/admin/mail-servers/${await at.heldServer()}/try`),
    says: 'mail server tried again',
  },
  'POST /api/v1/admin/schedule/hold': {
    does: (at) => at.api('POST', '/admin/schedule/hold', {}),
    says: 'schedule held',
  },
  'POST /api/v1/admin/schedule/release': {
    does: (at) => at.api('POST', '/admin/schedule/release', { overdue: 'send' }),
    says: 'schedule released',
  },
};
