import { describe, expect, it } from 'vitest';
import { judgeEmbeddings } from '../../../../src/domain/doctor/embeddings.ts';
import { check, checks } from '../../../support/doctor.ts';

const address = 'http://localhost:11434/v1/embeddings';
const answer = { model: 'nomic-embed-text', dimensions: 768, tookMs: 33.7 };
const stored = {
  model: { name: 'nomic-embed-text', dimensions: 768 },
  papers: 1_204,
  embedded: 1_000,
  refused: 4,
  lastError: null,
};
const judge = (
  more: Partial<typeof answer> = {},
  kept: Parameters<typeof judgeEmbeddings>[2]['stored'] = stored,
) => judgeEmbeddings(address, { ...answer, ...more }, { stored: kept, patienceMs: 400 });

describe('a server of embeddings', () => {
  it('that answers passes, with what was learnt of it and how many papers wait', () => {
    expect(judge()).toEqual({
      status: 'pass',
      says: `${address} answers in 34 ms by nomic-embed-text, 768 numbers a vector. Of 1,204 papers 1,000 are embedded, 200 wait. It refuses the texts of 4.`,
    });
    expect(judge({}, null).status).toBe('pass');
    expect(judge({}, { ...stored, model: null }).status).toBe('pass');
  });

  it('is worth a look when it is slow, another model, or failed the last time', () => {
    expect(judge({ tookMs: 900 })).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('wait 0.4 seconds'),
    });
    expect(judge({ dimensions: 384 }).says).toContain(
      'by nomic-embed-text (768 numbers): a worker will have all',
    );
    expect(judge({}, { ...stored, lastError: 'It answered 503.' })).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('The last time a worker asked: It answered 503.'),
    });
  });

  it('that does not answer stops no mail', () => {
    const trouble = `${address} could not be reached (connect ECONNREFUSED).`;
    expect(judgeEmbeddings(address, { trouble }, { stored, patienceMs: 400 })).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('Searches go by words alone until it answers'),
    });
  });

  it('is a line of the doctor only where there is one', async () => {
    expect((await checks()).map(({ name }) => name)).not.toContain('embeddings');
    const ports = { embeddings: { address, patienceMs: 400, ask: async () => answer } };
    expect(await check('embeddings', { ports })).toMatchObject({ status: 'pass' });
    const database = () => Promise.reject(new Error('no database'));
    expect(await check('embeddings', { ports: { ...ports, database } })).toMatchObject({ status: 'pass' });
  });
});
