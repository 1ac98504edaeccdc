import type pg from 'pg';
import { indexPapers } from '../../src/app/papers/index-papers.ts';
import { type BenchServer, onDatabase } from '../bench-server.ts';
import { madePapers } from '../papers/made-papers.ts';
import { openHere } from '../service.ts';

/**
 * Makes a database with the catalogue of topics and papers in each of them, to be copied. Every paper is in three
 * topics, whatever it says: what counts here is how many there are.
 */
export async function makeCatalogue(server: BenchServer, database: string, papers: number): Promise<void> {
  const url = await server.create(database, null);
  await using stack = server.scope();
  const { deps } = await openHere(stack, {
    databaseUrl: url,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  const now = new Date();
  await deps.stores.papers.store(madePapers(papers, now), { source: 'bench', now, sample: false });
  // Else a worker does it while it is measured.
  await indexPapers(deps);
  await onDatabase(url, async (client) => {
    await client.query('DELETE FROM paper_topic');
    await client.query(
      `WITH t AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS topics
                FROM topic WHERE kind = 'category')
       INSERT INTO paper_topic (paper_id, topic_id)
       SELECT p.id, t.id FROM paper p JOIN t
         ON t.n IN (p.id % topics, (p.id * 7 + 53) % topics, (p.id * 11 + 97) % topics)`,
    );
    // For a first mail, so that a worker's start is not measured.
    await addReaders(client, { name: 'warm', count: 1, cadence: 'weekly' });
    await client.query('VACUUM ANALYZE');
  });
}

/**
 * Adds active daily readers `NAME1@example.org` … who each follow a mix of `leastTopics` to four topics of
 * their own.
 */
export async function addReaders(
  client: pg.Client,
  {
    name,
    count,
    cadence = 'daily',
    leastTopics = 1,
  }: { name: string; count: number; cadence?: 'daily' | 'weekly'; leastTopics?: 1 | 2 },
): Promise<void> {
  await client.query(
    `INSERT INTO subscriber (email, address_hash, status, cadence, confirmed_at, max_papers, updated_at)
     SELECT $1 || i || '@example.org', decode(md5($1 || i), 'hex'), 'active',
       $3::cadence, now() - interval '1 day', 10, now()
     FROM generate_series(1, $2::int) AS i`,
    [name, count, cadence],
  );
  await client.query(
    `WITH t AS (SELECT s.id, row_number() OVER (ORDER BY s.id) - 1 AS n, count(*) OVER () AS topics
                FROM topic JOIN subject s ON s.topic_id = topic.id WHERE topic.kind = 'category')
     INSERT INTO interest (subscriber_id, subject_id)
     SELECT s.id, t.id FROM subscriber s CROSS JOIN generate_series(0, 3) AS k
       JOIN t ON t.n = (hashint4(s.id * 4 + k) & 2147483647) % topics
     WHERE k < $1::int + s.id % (5 - $1::int) AND NOT EXISTS (SELECT FROM interest i WHERE i.subscriber_id = s.id)
     ON CONFLICT DO NOTHING`,
    [leastTopics],
  );
}
