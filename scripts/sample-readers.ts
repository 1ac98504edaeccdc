import type { Deps } from '../src/app/deps.ts';
import { planDigest } from '../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../src/app/digests/trigger-digest.ts';
import { sql } from '../tests/support/postgres/sql.ts';
import { addReader } from '../tests/support/readers.ts';

const names = 'Ada Grace Alan Emmy Kurt Rosalind Edsger Barbara Claude Hedy Donald Radia'.split(' ');
const domains = ['example.org', 'example.net', 'mail.example.com', 'physics.example.edu'];
const topics = ['cs.RO', 'cs.LG', 'language-model-agents', 'robot-learning', 'math.PR', 'cs.CL'];
const cadences = ['daily', 'weekly', 'daily', 'monthly', 'daily'] as const;

/**
 * Readers, the counts of a month, and a digest in the middle of being sent, all made up, for pictures of the console.
 * Their states are written into the database: no mail server answers here.
 */
export async function addSampleReaders(deps: Deps, databaseUrl: string, now: Date): Promise<void> {
  for (let index = 0; index < 240; index++) {
    const name = names[index % names.length] ?? '';
    await addReader(deps, `${name.toLowerCase()}${index}@${domains[index % domains.length]}`, {
      topics: [topics[index % topics.length] ?? '', topics[(index * 7 + 1) % topics.length] ?? ''],
      cadence: cadences[index % cadences.length] ?? 'daily',
    });
  }
  const run = (statement: string, values: unknown[] = []) => sql(databaseUrl, statement, values);
  await run(
    `UPDATE subscriber s SET status = to_be.status, created_at = $1::timestamptz - ((242 - s.id) / 6) * interval '1 day',
       next_due_at = CASE to_be.status WHEN 'active' THEN s.next_due_at END
     FROM (SELECT id, (CASE WHEN id % 29 = 0 THEN 'bounced' WHEN id % 13 = 0 THEN 'unsubscribed'
       WHEN id % 31 = 0 THEN 'pending' ELSE 'active' END)::subscriber_status AS status FROM subscriber WHERE id > 2) to_be
     WHERE s.id = to_be.id`,
    [now],
  );
  await run(
    `INSERT INTO subscriber_count (day, status, cadence, count)
     SELECT $1::date - back, status, cadence, CASE status
       WHEN 'active' THEN 66 - back - (back * back) % 7
       WHEN 'unsubscribed' THEN 6 - back / 6 WHEN 'bounced' THEN 3 - back / 12 ELSE 2 END
     FROM generate_series(0, 30) AS back, unnest(enum_range(NULL::subscriber_status)) AS status,
       unnest(enum_range(NULL::cadence)) AS cadence
     WHERE status <> 'complained' ON CONFLICT DO NOTHING`,
    [now],
  );
  const { id } = await triggerDigest(deps, { origin: 'console' });
  await planDigest(deps, id);
  await run(
    `UPDATE delivery SET sent_at = $2, attempt = 1,
       state = (CASE WHEN id % 37 = 0 THEN 'failed' WHEN id % 61 = 0 THEN 'unknown' ELSE 'sent' END)::delivery_state,
       detail = CASE WHEN id % 37 = 0 THEN '550 5.1.1 No such user here'
         WHEN id % 61 = 0 THEN 'the server did not answer' ELSE '250 2.0.0 Ok: queued' END
     WHERE digest_id = $1 AND state = 'queued' AND id % 5 < 3`,
    [id, now],
  );
}
