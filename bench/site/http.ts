import { get } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { type BenchServer, onDatabase } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { openCorpus } from '../papers/corpus.ts';
import { processorTime } from '../processor-time.ts';
import {
  type BenchResult,
  type BenchRun,
  bounded,
  compared,
  type Facts,
  type Measure,
  median,
  percentile,
} from '../result.ts';
import { addReaders } from '../sending/made-readers.ts';
import { startSink } from '../sending/sink-process.ts';
import { type Settings, startServing } from '../service.ts';
import type { BarePage } from './bare-server.ts';
import type { LoadInput, LoadOrder, LoadReport } from './load.ts';
import type { SubscriptionsInput, SubscriptionsReport } from './subscriptions.ts';

const connections = 16;
/** Each kind of page in turn, ours and the baseline's, so that what else the machine does meets both. */
const rounds = 5;
const roundMs = 3_000;
const papersAskedFor = 500;
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd', accept: 'text/html' };
/** There before: on empty tables PostgreSQL's first plans read them whole, until they are analysed. */
const subscribers = 20_000;
const aSecond = 200;
const seconds = 30;

/** `others`: pages that are made in the same way, where there is only one. `atLeast`: of the baseline's rate. */
type Kind = { name: string; paths: string[]; others?: string[]; atLeast: number };
type Serving = { pid: number; url: string };
type Parts = { server: BenchServer; settings: Settings; ours: Serving; say(words: string): void };

/**
 * The site of `size` made papers, served by a process of its own: the home page, the topics' and 500 papers' pages and
 * 600 pictures, as fast as 16 connections ask for them, and subscriptions at 200 a second. Baseline of a page: Fastify
 * as it comes with a route that answers the same bytes with the same headers.
 */
export async function benchHttp({ size = 100_000, stack, shared, say }: BenchRun): Promise<BenchResult> {
  const { server, template } = await openCorpus(size, { shared, say });
  const sink = await startSink(stack, { latencyMs: 0 });
  const settings: Settings = {
    databaseUrl: await server.create('site', template),
    home: server.home,
    smtpPort: sink.port,
    dkimKeyFile: null,
    roomy: true,
  };
  await onDatabase(settings.databaseUrl, async (client) => {
    await addReaders(client, { name: 'reader', count: subscribers });
    await makePictures(client);
    await client.query('VACUUM ANALYZE');
  });
  await server.settle();

  const { child, url } = await startServing(stack, settings, 'web');
  const ours: Serving = { pid: child.pid ?? 0, url };
  const kinds = await kindsOf(settings.databaseUrl, size);
  const bare = startProgram(stack, 'site/bare-server.ts', {});
  const { port } = await nextMessage<{ port: number }>(bare);
  const baseline: Serving = { pid: bare.pid ?? 0, url: `http://127.0.0.1:${port}` };

  const facts: Facts = { 'load average before measuring': loadavg()[0] ?? 0 };
  const all = [...kinds, await picturesOf(settings.databaseUrl)];
  for (const { name, paths } of all) {
    say(`http: ${name} for the first time`);
    const pages: BarePage[] = [];
    for (const path of paths) pages.push(await read(url, path));
    facts[`${name}, bytes`] = median(pages.map(({ body }) => (body.length * 3) / 4));
    bare.send(pages);
    await nextMessage(bare);
  }
  const measures: Measure[] = [];
  const lists = ['week', 'month'].flatMap((window) =>
    Array.from({ length: 10 }, (_, page) => `/?window=${window}&page=${page + 1}`),
  );
  const made = [...kinds, { name: 'lists of a week and a month', paths: lists }];
  const parts = { server, settings, ours, say };
  // For the first time none of the code is compiled; a server runs for months.
  for (const kind of made) await makeAnew(kind, parts);
  for (const kind of made) {
    const anew = await makeAnew(kind, parts);
    const all = anew.server + anew.database;
    measures.push(
      bounded(`${kind.name} made anew, CPU of server and PostgreSQL`, 'ms', all, { atMost: 25 }),
      bounded(`${kind.name} made anew, of it PostgreSQL`, 'ms', anew.database, {}),
    );
  }
  const loads = {
    ours: await startLoad(stack, ours),
    baseline: await startLoad(stack, baseline),
  };
  for (const kind of all) {
    say(`http: ${kind.name}`);
    // Those that were made before a change of others' are made again first.
    for (const path of kind.paths) await read(url, path);
    measures.push(...(await measurePages(kind, loads)));
  }
  const subscriptions = await measureSubscriptions(stack, { server, settings, ours, say });
  return {
    bench: 'http',
    about: `${size} papers; ${connections} connections, ${rounds} rounds of ${roundMs / 1000} s; ${aSecond} subscriptions a second for ${seconds} s, beside ${subscribers} subscribers`,
    measures: [...measures, ...subscriptions.measures],
    facts: { ...facts, ...subscriptions.facts, ...server.facts },
  };
}

async function kindsOf(databaseUrl: string, size: number): Promise<Kind[]> {
  const slugs = await onDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ slug: string }>('SELECT slug FROM topic ORDER BY position');
    return rows.map((row) => row.slug);
  });
  const papers = Math.min(papersAskedFor, size);
  return [
    {
      name: 'home page',
      atLeast: 0.7,
      paths: ['/'],
      others: Array.from({ length: 9 }, (_, page) => `/?page=${page + 2}`),
    },
    { name: 'topic pages', atLeast: 0.7, paths: slugs.map((slug) => `/topics/${slug}`) },
    {
      name: 'paper pages',
      atLeast: 0.7,
      paths: Array.from({ length: papers }, (_, at) => `/papers/${1 + Math.floor((at * size) / papers)}`),
    },
  ];
}

const pictures = 300;

/** As large as those that are kept are; what they show is nobody's business here. */
async function makePictures(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO paper_thumbnail (paper_id, source_url, hash, small, large, width, height, bytes, tried_at)
     SELECT id, 'https://example.org/' || id, encode(sha256(id::text::bytea), 'hex'),
       decode(repeat(md5(id::text), 400), 'hex'), decode(repeat(md5(id::text), 1600), 'hex'), 640, 360, 32000, now()
     FROM paper ORDER BY id LIMIT $1`,
    [pictures],
  );
}

async function picturesOf(databaseUrl: string): Promise<Kind> {
  return await onDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ hash: string }>('SELECT hash FROM paper_thumbnail');
    return {
      name: 'pictures',
      atLeast: 0.5,
      paths: rows.flatMap(({ hash }) => ['small', 'large'].map((size) => `/thumbnails/${hash}/${size}.jpg`)),
    };
  });
}

/** A page as it is sent, with the headers that a route sets. */
function read(url: string, path: string): Promise<BarePage> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { headers: browser }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => {
        if (answer.statusCode !== 200)
          return reject(new Error(`${path} was answered with ${answer.statusCode}`));
        const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
          typeof value !== 'string' || /^(?:date|connection|keep-alive|content-length)$/.test(name)
            ? []
            : [[name, value] as const],
        );
        resolve({
          path,
          headers: Object.fromEntries(headers),
          body: Buffer.concat(parts).toString('base64'),
        });
      });
    }).once('error', reject);
  });
}

/** Beside what a look at changes is used for, a second. */
const untilSeenMs = 1_200;

/** What server and PostgreSQL take to make a page that is not kept, in milliseconds. */
async function makeAnew(
  { name, paths, others = [] }: Omit<Kind, 'atLeast'>,
  { server, settings, ours, say }: Parts,
): Promise<{ server: number; database: number }> {
  say(`http: ${name} made anew`);
  // Whatever changes, nothing that was made before is shown.
  await onDatabase(settings.databaseUrl, (client) =>
    client.query("UPDATE paper SET note = CASE WHEN note IS NULL THEN 'Read this.' END WHERE id = 1"),
  );
  await wait(untilSeenMs);
  const used = async () => ({
    server: processorTime(ours.pid),
    database: (await server.usage()).processorMs,
  });
  const all = [...paths, ...others];
  const before = await used();
  for (const path of all) await read(ours.url, path);
  const after = await used();
  return {
    server: (after.server - before.server) / all.length,
    database: (after.database - before.database) / all.length,
  };
}

type Load = (order: LoadOrder) => Promise<{ rate: number; cpuMs: number }>;

async function startLoad(stack: AsyncDisposableStack, { pid, url }: Serving): Promise<Load> {
  const input: LoadInput = { port: Number(new URL(url).port), headers: browser, connections };
  const child = startProgram(stack, 'site/load.ts', input);
  await nextMessage(child);
  return async (order) => {
    const before = processorTime(pid);
    child.send(order);
    const { answers, other, ms } = await nextMessage<LoadReport>(child);
    if (other > 0) throw new Error(`${other} of ${answers} answers were not 200`);
    return { rate: (answers / ms) * 1000, cpuMs: (processorTime(pid) - before) / answers };
  };
}

async function measurePages(
  { name, paths, atLeast }: Kind,
  loads: { ours: Load; baseline: Load },
): Promise<Measure[]> {
  const figures = { ours: [] as Awaited<ReturnType<Load>>[], baseline: [] as Awaited<ReturnType<Load>>[] };
  for (const load of [loads.baseline, loads.ours]) await load({ paths, ms: roundMs / 3 });
  for (let round = 0; round < rounds; round++) {
    figures.baseline.push(await loads.baseline({ paths, ms: roundMs }));
    figures.ours.push(await loads.ours({ paths, ms: roundMs }));
  }
  const of = (what: 'rate' | 'cpuMs') => ({
    ours: median(figures.ours.map((one) => one[what])),
    baseline: median(figures.baseline.map((one) => one[what])),
  });
  return [
    compared(name, 'a second', of('rate'), { atLeast }),
    compared(`${name}, CPU of the server a request`, 'ms', of('cpuMs')),
  ];
}

async function measureSubscriptions(
  stack: AsyncDisposableStack,
  { server, settings, ours, say }: Parts,
): Promise<{ measures: Measure[]; facts: Facts }> {
  say(`http: ${aSecond} subscriptions a second`);
  const input: SubscriptionsInput = {
    port: Number(new URL(ours.url).port),
    aSecond,
    seconds,
    warmUpSeconds: 3,
    againEvery: 10,
    topics: ['cs.LG', 'cs.RO', 'math'],
  };
  const child = startProgram(stack, 'site/subscriptions.ts', input);
  await nextMessage(child);
  const before = { web: processorTime(ours.pid), database: (await server.usage()).processorMs };
  child.send('go');
  const { times, asked, other, addresses, latest } = await nextMessage<SubscriptionsReport>(child);
  const webMs = (processorTime(ours.pid) - before.web) / asked;
  const databaseMs = ((await server.usage()).processorMs - before.database) / asked;
  if (other > 0) throw new Error(`${other} of ${asked} subscriptions were not accepted`);
  const kept = await onDatabase(settings.databaseUrl, async (client) => {
    const { rows } = await client.query<Record<'subscribers' | 'requests' | 'jobs' | 'named', number>>(
      `SELECT (SELECT count(*)::int FROM subscriber WHERE email::text LIKE 'asks%') AS subscribers,
         (SELECT count(*)::int FROM subscription_request) AS requests,
         count(*)::int AS jobs, count(DISTINCT data->>'requestId')::int AS named
       FROM pgboss.job WHERE name = 'send-subscription-mail'`,
    );
    return rows[0];
  });
  if (
    kept?.subscribers !== addresses ||
    kept.requests !== asked ||
    kept.jobs !== asked ||
    kept.named !== asked
  )
    throw new Error(`of ${asked} requests for ${addresses} addresses, ${JSON.stringify(kept)} were kept`);
  return {
    measures: [
      bounded('subscriptions, 99th percentile', 'ms', percentile(times, 0.99), { atMost: 50 }),
      bounded('subscriptions, median', 'ms', median(times), {}),
      bounded('subscriptions, slowest', 'ms', Math.max(...times), {}),
      bounded('subscriptions, CPU of the server a request', 'ms', webMs, {}),
      bounded('subscriptions, CPU of PostgreSQL a request', 'ms', databaseMs, {}),
    ],
    facts: {
      'subscriptions accepted, each with one job': asked,
      'addresses, each with one subscriber': addresses,
      'latest beginning of a request after its turn, ms': latest,
    },
  };
}
