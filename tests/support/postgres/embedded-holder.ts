import { acquireEmbedded } from '../../../src/adapters/postgres/embedded/embedded.ts';

/** `node embedded-holder.ts HOME` acquires, says so in one line of JSON, and releases when its standard input ends. */
const [home = ''] = process.argv.slice(2);
const database = await acquireEmbedded({ home, settings: { fsync: 'off' } });
process.stdout.write(`${JSON.stringify({ url: database.url, started: database.started })}\n`);
for await (const _ of process.stdin);
await database.release();
