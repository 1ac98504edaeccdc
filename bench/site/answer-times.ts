import { Agent, request } from 'node:http';
import type { AskedSubscription } from '../../src/app/subscribers/subscriber-stores.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { type BenchResult, type BenchRun, bounded, type Measure, median } from '../result.ts';
import { makeCatalogue } from '../sending/made-readers.ts';
import { openHere, type Settings, startServing } from '../service.ts';

/** What an address can be; `other new` is compared with `new` to see how much chance alone makes of it. */
const states = ['new', 'other new', 'pending', 'active', 'unsubscribed', 'suppressed'] as const;
type State = (typeof states)[number];

/**
 * Four times what the chance of two samples of 1,000 from the same times makes of it (the standard deviation of the
 * Mann-Whitney statistic, `sqrt((2n + 1) / 12n²)`, is 0.013).
 */
const mostApart = 0.05;

/**
 * Whether the answers of the subscribe form and of *Manage my subscription* tell one address from another: `size` of
 * each state, in mixed order, one after another, each from a network of its own. The figure is how often a random
 * answer of a state takes longer than a random one for a new address; a half says nothing.
 */
export async function benchAnswerTimes({ size = 1_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  await makeCatalogue(server, 'answer_times', 100);
  const measures: Measure[] = [];
  const facts: Record<string, number | string> = {};
  for (const path of ['/subscribe', '/manage']) {
    say(`answer-times: ${path}`);
    const { times, bodies } = await ask(server, path, size);
    for (const state of states) {
      facts[`${path}, ${state}, median, ms`] = median(times[state]);
      if (state === 'new') continue;
      const apart = Math.abs(shareOfLonger(times[state], times.new) - 0.5);
      measures.push(
        bounded(`${path}: ${state} beside new, from a half`, 'of 1', apart, { atMost: mostApart }),
      );
    }
    measures.push(bounded(`${path}: different answers`, 'answers', bodies.size, { atMost: 1 }));
  }
  return {
    bench: 'answer-times',
    about: `${size} addresses of each of ${states.length} kinds, in mixed order`,
    measures,
    facts: { ...facts, ...server.facts },
  };
}

async function ask(
  server: BenchServer,
  path: string,
  size: number,
): Promise<{ times: Record<State, number[]>; bodies: Set<string> }> {
  await using running = server.scope();
  const settings: Settings = {
    databaseUrl: await server.create(`answer_times_${path.slice(1)}`, 'answer_times'),
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
    roomy: true,
  };
  const { deps } = await openHere(running, settings);
  // As they come to be: asked for, and then one thing or another.
  const known = ['pending', 'active', 'unsubscribed'] as const;
  const numbers = Array.from({ length: size }, (_, at) => at);
  await Promise.all(
    known.flatMap((state) => numbers.map((at) => deps.writeRequest(askedBefore(addressOf(state, at))))),
  );
  await onDatabase(settings.databaseUrl, async (client) => {
    for (const status of known)
      await client.query(
        `UPDATE subscriber SET status = $1::subscriber_status,
           confirmed_at = CASE WHEN $1 <> 'pending' THEN now() END,
           unsubscribed_at = CASE WHEN $1 = 'unsubscribed' THEN now() END
         WHERE email LIKE $1 || '1%'`,
        [status],
      );
  });
  for (const at of numbers) await deps.stores.suppressions.suppress(addressOf('suppressed', at), 'manual');
  await onDatabase(settings.databaseUrl, (client) => client.query('VACUUM ANALYZE'));

  const { url } = await startServing(running, settings, 'web');
  const port = Number(new URL(url).port);
  const times = Object.fromEntries(states.map((state) => [state, [] as number[]])) as Record<State, number[]>;
  const bodies = new Set<string>();
  // At first code is compiled and plans are made.
  const order: { state: State | null; email: string }[] = Array.from({ length: 300 }, (_, at) => ({
    state: null,
    email: `warm${1000 + at}@example.org`,
  }));
  const mixed = states.flatMap((state) =>
    Array.from({ length: size }, (_, at) => ({ state, email: addressOf(state, at), turn: Math.random() })),
  );
  order.push(...mixed.sort((one, other) => one.turn - other.turn));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const [number, { state, email }] of order.entries()) {
    const begin = performance.now();
    const body = await post({ agent, port, path, email, number });
    if (state === null) continue;
    times[state].push(performance.now() - begin);
    bodies.add(body.replaceAll(email, 'ADDRESS').replaceAll(email.replaceAll('@', '&#64;'), 'ADDRESS'));
  }
  agent.destroy();
  return { times, bodies };
}

function addressOf(state: State, at: number): string {
  return `${state.replace(' ', '-')}${1000 + at}@example.org`;
}

function askedBefore(email: string): AskedSubscription {
  return {
    email,
    form: 'home',
    textVersion: '1',
    clientIp: null,
    ipPrefix: null,
    ipSite: null,
    limit: { since: new Date(0), most: Number.MAX_SAFE_INTEGER, mostOfSite: Number.MAX_SAFE_INTEGER },
    mailDomain: 'example.org',
    choices: {
      cadence: 'daily',
      timezone: 'UTC',
      hour: 8,
      weekday: 'monday',
      maxPapers: 10,
      quietDays: 'skip',
      announcements: 'on',
      language: 'en',
      interests: [],
    },
    createdAt: new Date(),
  };
}

/** Resolves with the page. As a proxy it says for whom it asks: each is in a network of its own. */
function post(input: {
  agent: Agent;
  port: number;
  path: string;
  email: string;
  number: number;
}): Promise<string> {
  const { agent, port, path, email, number } = input;
  const body = new URLSearchParams({ email, cadence: 'daily', timezone: 'UTC', hour: '8' }).toString();
  return new Promise((resolve, reject) => {
    request(
      {
        agent,
        port,
        path,
        host: '127.0.0.1',
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': body.length,
          'x-forwarded-for': `10.${number >> 8}.${number & 255}.7`,
        },
      },
      (answer) => {
        let page = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (page += part));
        answer.once('end', () =>
          answer.statusCode === 200 ? resolve(page) : reject(new Error(`answered with ${answer.statusCode}`)),
        );
      },
    )
      .once('error', reject)
      .end(body);
  });
}

/**
 * How often one of `ours` is longer than one of `theirs`, ties by half: Mann and Whitney's U as a share of all pairs.
 */
function shareOfLonger(ours: readonly number[], theirs: readonly number[]): number {
  let longer = 0;
  for (const one of ours) for (const other of theirs) longer += one > other ? 1 : one === other ? 0.5 : 0;
  return longer / (ours.length * theirs.length);
}
