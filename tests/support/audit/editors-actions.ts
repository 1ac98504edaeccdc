import { announce } from '../../../src/app/digests/letters/announce.ts';
import { makeIncoming } from '../papers/incoming.ts';
import { png } from '../png.ts';
import { csrfIn } from '../web/web.ts';
import { type Actions, type AuditDesk, now } from './audit-desk.ts';

async function collection(at: AuditDesk): Promise<number> {
  const { headers } = await at.post('/collections', { name: `Collection ${at.next()}` });
  return Number(/\/(\d+)\?/.exec(String(headers.location))?.[1]);
}

/** Uploads one; returns its hash. */
async function picture({ desk }: AuditDesk, width: number): Promise<string> {
  const csrf = csrfIn((await desk.browser.get('/admin/pictures')).body);
  const answer = await desk.browser.upload('/admin/pictures', {
    csrf,
    name: 'a.png',
    content: png(width, 32),
  });
  return String(answer.headers.location).slice(-64);
}

/** What editors do: introductions, pictures, planned letters, papers that are fetched, collections. */
export const editorsActions: Actions = {
  'POST /admin/introductions/:cadence': {
    does: (at) => at.post('/introductions/weekly', { introduction: 'Hello' }),
    says: 'introduction set',
  },
  'POST /admin/introductions/:cadence/remove': {
    does: async (at) => {
      await at.post('/introductions/monthly', { introduction: 'Hello' });
      return await at.post('/introductions/monthly/remove');
    },
    says: 'introduction removed',
  },
  'POST /admin/digests/:id/plan': {
    does: async (at) => {
      const sendAt = new Date(now.getTime() + 86_400_000);
      const letter = { origin: 'console', subject: 'Hi', body: 'all', sendAt } as const;
      const { id } = await announce(at.deps(), letter);
      const later = new Date(now.getTime() + 2 * 86_400_000).toISOString().slice(0, 16);
      return await at.post(`/digests/${id}/plan`, {
        subject: 'Hi',
        body: 'all',
        sendAt: later,
        sendZone: 'UTC',
      });
    },
    says: 'planned send changed',
  },
  'POST /admin/pictures': { does: (at) => picture(at, 40), says: 'picture added' },
  'POST /admin/pictures/:hash/remove': {
    does: async (at) => at.post(`/pictures/${await picture(at, 50)}/remove`),
    says: 'picture removed',
  },
  'POST /admin/papers': {
    does: async (at) => {
      const paper = makeIncoming({ arxivId: '2611.00777', title: 'On adding' });
      at.deps().lookUpPaper = async () => ({ paper, sources: ['arxiv'] });
      await at.post('/papers', { paper: '2611.00777' });
    },
    says: 'paper added',
  },
  'POST /admin/collections': { does: collection, says: 'collection added' },
  'POST /admin/collections/:id': {
    does: async (at) => at.post(`/collections/${await collection(at)}`, { name: 'Renamed', slug: '' }),
    says: 'collection changed',
  },
  'POST /admin/collections/:id/papers': {
    does: async (at) => at.post(`/collections/${await collection(at)}/papers`, { number: '1' }),
    says: 'collection changed',
  },
  'POST /admin/collections/:id/papers/:paper': {
    does: async (at) => {
      const id = await collection(at);
      await at.post(`/collections/${id}/papers`, { number: '1' });
      await at.post(`/collections/${id}/papers/1`, { note: 'Read this.' });
    },
    says: 'collection changed',
  },
  'POST /admin/collections/:id/publish': {
    does: async (at) => {
      const id = await collection(at);
      await at.post(`/collections/${id}/papers`, { number: '1' });
      await at.post(`/collections/${id}/publish`, { published: 'yes' });
    },
    says: 'collection published',
  },
  'POST /admin/collections/:id/delete': {
    does: async (at) => at.post(`/collections/${await collection(at)}/delete`),
    says: 'collection deleted',
  },
};
