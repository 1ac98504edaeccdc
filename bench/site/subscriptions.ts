import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { programInput, tell } from '../child.ts';

// Asks for subscriptions in a process of its own, in an open loop: each request begins when it is its turn, whatever
// the answers before it take, and its time counts from that turn. As a reverse proxy it says for whom it asks: clients
// of 198.18.0.0/15, the addresses that RFC 2544 keeps for benchmarks, in turn from each of its 512 networks of 256, so
// that the service's own limits count them as they count everybody.

export type SubscriptionsInput = {
  port: number;
  aSecond: number;
  seconds: number;
  /**
   * Before these, so many at the same rate whose times do not count: they open connections, and their code is compiled.
   */
  warmUpSeconds: number;
  /** Every so many, one address asks again that asked a while before. */
  againEvery: number;
  topics: string[];
};
/** Milliseconds from the turn to the end of the answer; `asked` and `other` (answers that were not 202) are of all. */
export type SubscriptionsReport = {
  times: number[];
  asked: number;
  other: number;
  addresses: number;
  latest: number;
};

const { port, aSecond, seconds, warmUpSeconds, againEvery, topics } = programInput<SubscriptionsInput>();
const agent = new Agent({ keepAlive: true, maxSockets: 512 });

/** Resolves with the status. */
function post(email: string, number: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const network = number % 512;
  const body = JSON.stringify({
    email,
    topics: [topics[number % topics.length] ?? 'cs.LG'],
    cadence: 'weekly',
    timezone: 'Europe/Berlin',
    hour: number % 24,
  });
  request(
    {
      port,
      host: '127.0.0.1',
      agent,
      method: 'POST',
      path: '/api/v1/subscriptions',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-forwarded-for': `198.${18 + (network >> 8)}.${network & 255}.${1 + (Math.floor(number / 512) % 250)}`,
      },
    },
    (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    },
  )
    .once('error', reject)
    .end(body);
  return promise;
}

process.once('message', () => void run());
await tell({ ready: true });

async function run(): Promise<void> {
  const first = aSecond * warmUpSeconds;
  const all = first + aSecond * seconds;
  const times: number[] = [];
  const addresses = new Set<string>();
  const answers: Promise<void>[] = [];
  let other = 0;
  let latest = 0;
  const start = performance.now();
  for (let number = 0; number < all; number++) {
    const turn = start + (number * 1000) / aSecond;
    const rest = turn - performance.now();
    if (rest > 0) await wait(rest);
    if (number >= first) latest = Math.max(latest, performance.now() - turn);
    const who = number % againEvery === againEvery - 1 ? Math.floor(number / 2) : number;
    // Twenty domains, so that none has more than may be mailed in an hour.
    const email = `asks${who}@example${who % 20}.org`;
    addresses.add(email);
    answers.push(
      post(email, number).then((status) => {
        if (number >= first) times.push(performance.now() - turn);
        if (status !== 202) other++;
      }),
    );
  }
  await Promise.all(answers);
  await tell({ times, asked: all, other, addresses: addresses.size, latest } satisfies SubscriptionsReport);
}
