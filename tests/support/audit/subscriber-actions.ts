import { type Actions, columns } from './audit-desk.ts';

/** What is done to subscribers, their tags, and imports of them. */
export const subscriberActions: Actions = {
  'POST /admin/subscribers/export': {
    does: (at) => at.post('/subscribers/export'),
    says: 'subscribers exported',
  },
  'GET /admin/subscribers/:id/export': {
    does: async (at) => at.desk.browser.get(`/admin/subscribers/${await at.reader()}/export`),
    says: 'subscriber exported',
  },
  'GET /api/v1/admin/subscribers.csv': {
    does: (at) => at.api('GET', '/admin/subscribers.csv'),
    says: 'subscribers exported',
  },
  'GET /api/v1/admin/subscribers/:id/export': {
    does: async (at) => at.api('GET', `/admin/subscribers/${await at.reader()}/export`),
    says: 'subscriber exported',
  },
  'POST /admin/subscribers/:id': {
    does: async (at) =>
      at.post(`/subscribers/${await at.reader()}`, {
        cadence: 'weekly',
        timezone: 'UTC',
        hour: '8',
        maxPapers: '5',
      }),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/unsubscribe': {
    does: async (at) => at.post(`/subscribers/${await at.reader()}/unsubscribe`),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/reactivate': {
    does: async (at) => {
      const id = await at.reader();
      await at.post(`/subscribers/${id}/unsubscribe`);
      await at.post(`/subscribers/${id}/reactivate`);
    },
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/new': {
    does: (at) =>
      at.post('/subscribers/new', {
        email: `new${at.next()}@example.org`,
        consentSource: 'a sheet of paper',
        consentAt: '2026-11-20T10:00',
      }),
    says: 'subscriber added',
  },
  'POST /admin/subscribers/:id/next': {
    does: async (at) => at.post(`/subscribers/${await at.reader()}/next`),
    says: 'digest triggered',
  },
  'POST /admin/subscribers/changes': {
    does: async (at) => at.post('/subscribers/changes', await at.changeOfOne()),
    says: 'subscribers unsubscribed',
  },
  'POST /admin/subscribers/changes/:id/stop': {
    does: async (at) => {
      const { headers } = await at.post('/subscribers/changes', await at.changeOfOne());
      await at.post(`${String(headers.location).replace('/admin', '')}/stop`);
    },
    says: 'change of subscribers stopped',
  },
  'POST /admin/subscribers/:id/tags': {
    does: async (at) => at.post(`/subscribers/${await at.reader()}/tags`, { tag: 'Lab' }),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/tags/remove': {
    does: async (at) => {
      const id = await at.reader();
      await at.post(`/subscribers/${id}/tags`, { tag: 'Lab' });
      await at.post(`/subscribers/${id}/tags/remove`, { tag: 'Lab' });
    },
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/tags/:id': {
    does: async (at) => at.post(`/subscribers/tags/${await at.tag()}`, { name: 'Other' }),
    says: 'tag renamed',
  },
  'POST /admin/subscribers/tags/:id/delete': {
    does: async (at) => at.post(`/subscribers/tags/${await at.tag()}/delete`),
    says: 'tag deleted',
  },
  'POST /admin/subscribers/:id/lift-bounce': {
    does: async (at) => {
      const id = await at.reader();
      await at.desk.service.deps.stores.subscribers.deactivate(id, 'bounced', new Date());
      await at.post(`/subscribers/${id}/lift-bounce`, { note: 'wrote to us' });
    },
    says: 'bounce lifted',
  },
  'POST /admin/subscribers/:id/send-confirmation': {
    does: async (at) => {
      const email = 'pending@example.org';
      await at.api('POST', '/admin/subscribers', { email });
      const pending = await at.desk.service.deps.stores.subscribers.byEmail(email);
      await at.post(`/subscribers/${pending!.id}/send-confirmation`);
    },
    says: 'confirmation sent again',
  },
  'POST /admin/subscribers/:id/erase': {
    does: async (at) => {
      const id = await at.reader();
      const { email } = (await at.deps().stores.subscribers.byId(id))!;
      await at.post(`/subscribers/${id}/erase`, { confirm: email });
    },
    says: 'subscriber erased',
  },
  'POST /admin/subscribers/import': { does: (at) => at.uploaded('uploaded'), says: 'import uploaded' },
  'POST /admin/subscribers/import/:id/check': {
    does: async (at) => at.post(`/subscribers/import/${await at.uploaded('uploaded')}/check`, columns),
    says: 'import checked',
  },
  'POST /admin/subscribers/import/:id/start': {
    does: async (at) => at.post(`/subscribers/import/${await at.uploaded('checked')}/start`),
    says: 'import started',
  },
  'POST /admin/subscribers/import/:id/discard': {
    does: async (at) => at.post(`/subscribers/import/${await at.uploaded('uploaded')}/discard`),
    says: 'import discarded',
  },
  'POST /api/v1/admin/subscribers': {
    does: (at) => at.api('POST', '/admin/subscribers', { email: 'new@example.org' }),
    says: 'subscriber added',
  },
  'PATCH /api/v1/admin/subscribers/:id': {
    does: async (at) => at.api('PATCH', `/admin/subscribers/${await at.reader()}`, { hour: 3 }),
    says: 'subscriber changed',
  },
  'DELETE /api/v1/admin/subscribers/:id': {
    does: async (at) => at.api('DELETE', `/admin/subscribers/${await at.reader()}`),
    says: 'subscriber erased',
  },
  'POST /api/v1/admin/subscribers/import': {
    does: (at) =>
      at.api('POST', '/admin/subscribers/import', 'email\nbob@example.org', { 'content-type': 'text/csv' }),
    says: 'subscribers imported',
  },
};
