import type { Actions, AuditDesk } from './audit-desk.ts';

const hook = {
  name: 'A program',
  url: 'https://hooks.example.org/offprint',
  events: 'subscriber.unsubscribed',
};

async function integration(at: AuditDesk): Promise<number> {
  await at.post('/integrations?kind=webhook', hook);
  return (await at.deps().stores.integrations.list()).at(-1)!.id;
}

/** What is done to webhooks and chats. */
export const integrationActions: Actions = {
  'POST /admin/integrations': {
    does: (at) => at.post('/integrations?kind=webhook', hook),
    says: 'integration added',
  },
  'POST /admin/integrations/:id': {
    does: async (at) => at.post(`/integrations/${await integration(at)}`, { ...hook, name: 'Another' }),
    says: 'integration changed',
  },
  'POST /admin/integrations/:id/secret': {
    does: async (at) => at.post(`/integrations/${await integration(at)}/secret`),
    says: 'integration secret changed',
  },
  'POST /admin/integrations/:id/off': {
    does: async (at) => at.post(`/integrations/${await integration(at)}/off`),
    says: 'integration switched off',
  },
  'POST /admin/integrations/:id/on': {
    does: async (at) => {
      const id = await integration(at);
      await at.post(`/integrations/${id}/off`);
      await at.post(`/integrations/${id}/on`);
    },
    says: 'integration switched on',
  },
  'POST /admin/integrations/:id/test': {
    does: async (at) => {
      const id = await integration(at);
      // Nobody is asked: where it is cannot be read.
      await at.run(`UPDATE integration SET sealed = ''`);
      await at.post(`/integrations/${id}/test`);
    },
    says: 'integration tested',
  },
  'POST /admin/integrations/:id/retry': {
    does: async (at) => {
      const id = await integration(at);
      await at.run(
        `INSERT INTO integration_message (integration_id, event, state) VALUES (${id}, 'digest.finished', 'failed')`,
      );
      await at.post(`/integrations/${id}/retry`);
    },
    says: 'failed messages sent again',
  },
  'POST /admin/integrations/:id/delete': {
    does: async (at) => at.post(`/integrations/${await integration(at)}/delete`),
    says: 'integration deleted',
  },
};
