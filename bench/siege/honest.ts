import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { programInput, tell } from '../child.ts';

// What honest people ask, in a process of its own and in an open loop: each request begins when it is its turn,
// whatever the answers before it take, and its time counts from that turn. As a reverse proxy it says for whom it asks:
// clients of 198.18.0.0/15, the addresses that RFC 2544 keeps for benchmarks.

/** `turns`: of which kind one request after the other is, again and again. */
export type HonestInput = {
  port: number;
  aSecond: number;
  kinds: Record<string, string[]>;
  turns: string[];
  topics: string[];
};
export type HonestOrder = { seconds: number };
/** By kind: milliseconds from the turn to the end of the answer, and how many of each status. */
export type HonestReport = Record<string, { times: number[]; statuses: Record<string, number> }>;

/** Beside the pages, every so many requests somebody subscribes. */
const subscribesEvery = 10;
const subscribe = 'subscribe';

const { port, aSecond, kinds, turns, topics } = programInput<HonestInput>();
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
/** Over all orders, so that nobody subscribes twice. */
let asked = 0;

function send(number: number, path: string, form: URLSearchParams | null): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const network = number % 512;
  const body = form?.toString();
  const sent = request(
    {
      port,
      host: '127.0.0.1',
      agent,
      method: body === undefined ? 'GET' : 'POST',
      path,
      headers: {
        'x-forwarded-for': `198.${18 + (network >> 8)}.${network & 255}.${1 + (Math.floor(number / 512) % 250)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    },
    (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.complete ? String(answer.statusCode) : 'cut off'));
    },
  );
  sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  sent.end(body);
  return promise;
}

process.on('message', (order: HonestOrder) => void run(order));
await tell({ ready: true });

async function run({ seconds }: HonestOrder): Promise<void> {
  const report: HonestReport = {};
  const answers: Promise<void>[] = [];
  const start = performance.now();
  for (let turnNumber = 0; turnNumber < aSecond * seconds; turnNumber++) {
    const turn = start + (turnNumber * 1000) / aSecond;
    const rest = turn - performance.now();
    if (rest > 0) await wait(rest);
    const number = asked++;
    const subscribes = number % subscribesEvery === 0;
    const kind = subscribes ? subscribe : (turns[number % turns.length] ?? '');
    const paths = kinds[kind] ?? ['/subscribe'];
    const form = new URLSearchParams({
      email: `asks${number}@example${number % 20}.org`,
      topics: topics[number % topics.length] ?? 'cs.LG',
      cadence: 'weekly',
    });
    report[kind] ??= { times: [], statuses: {} };
    const { times, statuses } = report[kind];
    answers.push(
      send(number, paths[number % paths.length] ?? '/', subscribes ? form : null).then((status) => {
        times.push(performance.now() - turn);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }),
    );
  }
  await Promise.all(answers);
  await tell(report);
}
