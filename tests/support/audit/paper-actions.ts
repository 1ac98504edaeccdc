import { type Actions, topic } from './audit-desk.ts';

/** What is done to papers, topics and suppressions. */
export const paperActions: Actions = {
  'POST /admin/papers/:id': { does: (at) => at.post('/papers/1', { pinned: 'yes' }), says: 'paper changed' },
  'POST /admin/topics/new': {
    does: (at) => at.post('/topics/new', { ...topic, slug: 'zebras' }),
    says: 'topic added',
  },
  'POST /admin/topics/:slug': {
    does: (at) => at.post('/topics/robot-learning', topic),
    says: 'topic changed',
  },
  'POST /admin/topics/:slug/retire': {
    does: (at) => at.post('/topics/robot-learning/retire'),
    says: 'topic retired',
  },
  'POST /admin/topics/:slug/restore': {
    does: async (at) => {
      await at.post('/topics/diffusion-models/retire');
      await at.post('/topics/diffusion-models/restore');
    },
    says: 'topic restored',
  },
  'POST /admin/topics/:slug/reset': {
    does: (at) => at.post('/topics/robot-learning/reset'),
    says: 'topic reset',
  },
  'POST /admin/suppressions': {
    does: (at) => at.post('/suppressions', { what: 'example.net' }),
    says: 'suppression added',
  },
  'POST /admin/suppressions/import': {
    does: (at) => at.post('/suppressions/import', { lines: 'example.com' }),
    says: 'suppressions imported',
  },
  'POST /admin/suppressions/:id/lift': {
    does: async (at) => at.post(`/suppressions/${await at.suppression()}/lift`),
    says: 'suppression lifted',
  },
  'POST /api/v1/admin/ingest': { does: (at) => at.api('POST', '/admin/ingest', {}), says: 'sources asked' },
  'POST /api/v1/admin/papers/import': {
    does: (at) =>
      at.api('POST', '/admin/papers/import', '{"title":"A title","abstract":"An abstract."}', {
        'content-type': 'application/x-ndjson',
      }),
    says: 'papers imported',
  },
  'PATCH /api/v1/admin/papers/:id': {
    does: (at) => at.api('PATCH', '/admin/papers/1', { hidden: true }),
    says: 'paper changed',
  },
  'POST /api/v1/admin/suppressions': {
    does: (at) => at.api('POST', '/admin/suppressions', { email: 'barred@example.org' }),
    says: 'suppression added',
  },
  'DELETE /api/v1/admin/suppressions/:id': {
    does: async (at) => at.api('DELETE', `/admin/suppressions/${await at.suppression()}`),
    says: 'suppression lifted',
  },
};
