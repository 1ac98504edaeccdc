import type { Deps } from '../src/app/deps.ts';
import { addIntegration } from '../src/app/integrations/edit-integrations.ts';
import { sql } from '../tests/support/postgres/sql.ts';

/** A webhook that was told of some things, one of them at the second try. Nothing is sent. */
export async function addSampleIntegration(deps: Deps, databaseUrl: string, now: Date): Promise<void> {
  const { id } = await addIntegration(deps, {
    kind: 'webhook',
    typed: {
      name: 'The library’s directory',
      url: 'https://directory.example.org/hooks/offprint',
      room: '',
      token: '',
      events: ['digest.finished', 'subscriber.subscribed', 'subscriber.unsubscribed'],
      withReader: false,
      topics: [],
      papers: '',
      hour: '',
      timezone: '',
    },
    actor: 'admin 1',
  });
  const told = [
    { event: 'subscriber.subscribed', minutes: 65, tries: [200] },
    { event: 'subscriber.unsubscribed', minutes: 41, tries: [503, 200] },
    { event: 'digest.finished', minutes: 12, tries: [200] },
  ];
  for (const { event, minutes, tries } of told) {
    const at = new Date(now.getTime() - minutes * 60_000);
    const [message] = await sql(
      databaseUrl,
      `INSERT INTO integration_message (integration_id, event, state, tries, at, next_try_at)
       VALUES ($1, $2, 'delivered', $3, $4, $4) RETURNING id`,
      [id, event, tries.length, at],
    );
    for (const [index, status] of tries.entries())
      await sql(
        databaseUrl,
        `INSERT INTO integration_attempt (message_id, at, ms, status, trouble) VALUES ($1, $2, $3, $4, $5)`,
        [
          message?.['id'],
          new Date(at.getTime() + 9_000 * (index + 1)),
          84 + 31 * index,
          status,
          status === 200 ? null : `answered ${status}`,
        ],
      );
  }
}
