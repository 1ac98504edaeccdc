import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// The people of a simulated month, by their addresses, and what they do by the web and its API.

/** New papers of each day. */
export const papersADay = 150;
const domains = 20;
const categories = [
  'cs.AI',
  'cs.CL',
  'cs.CV',
  'cs.DB',
  'cs.IR',
  'cs.LG',
  'cs.RO',
  'math.AG',
  'math.PR',
  'quant-ph',
  'stat.ML',
  'q-bio.NC',
];

const domainOf = (number: number) => `example${number % domains}.org`;
const topicsOf = (number: number) =>
  Array.from(
    { length: 1 + (number % 4) },
    (_, at) => categories[(number * 5 + at * 7) % categories.length] ?? 'cs.LG',
  );

/** Readers as a file for `import-subscribers`: a fiftieth of them will be gone, some each day. */
export async function writeReaders(
  folder: string,
  count: number,
  days: number,
): Promise<{ file: string; addresses: string[] }> {
  const file = join(folder, 'readers.csv');
  const addresses = Array.from({ length: count }, (_, number) => {
    const name =
      number % 50 === 49 ? `gone${1 + (Math.floor(number / 50) % days)}-${number}` : `reader${number}`;
    return `${name}@${domainOf(number)}`;
  });
  const rows = addresses.map(
    (address, number) => `${address},${[...new Set(topicsOf(number))].join(';')},8,fair`,
  );
  await writeFile(file, `email,topics,hour,consent_source\n${rows.join('\n')}\n`);
  return { file, addresses };
}

let papers = 0;

/** New papers of a day as JSON lines, with more votes for those of the days before. */
export function papersOf(published: Date, count: number): string {
  const line = (number: number, upvotes: number, at: Date) => {
    const category = categories[number % categories.length] ?? 'cs.LG';
    return JSON.stringify({
      arxiv_id: `${2611 + Math.floor(number / 90_000)}.${10_000 + (number % 90_000)}v1`,
      title: `Made up paper ${number} of ${category}`,
      abstract:
        `Nobody wrote paper ${number}. It weighs the methods of ${category} with the numbers ${number * 7} and ${number * 13}, finds that they differ, and says by how much. `.repeat(
          5,
        ),
      authors: [`Ada Author${number}`, `Grace Writer${number % 977}`],
      categories: [category, categories[(number * 5) % categories.length] ?? 'cs.AI'],
      published: at.toISOString(),
      upvotes,
    });
  };
  const before = Array.from({ length: Math.min(count, papers) }, (_, back) => papers - back).map((number) =>
    line(number, 5 + ((number * 37) % 90), new Date(published.getTime() - 86_400_000)),
  );
  const fresh = Array.from({ length: count }, () => ++papers).map((number) =>
    line(number, (number * 37) % 60, published),
  );
  return `${[...before, ...fresh].join('\n')}\n`;
}

export type Web = {
  /** Answers with the JSON of a request by a program with a token; rejects when it was refused. */
  admin(method: string, path: string, body?: object | string): Promise<Record<string, unknown>>;
  /** Answers with the status of a reader's request, each from a network of its own. */
  reader(path: string, body: object | URLSearchParams, headers?: Record<string, string>): Promise<number>;
};

export function openWeb(url: string, token: string): Web {
  let asked = 0;
  return {
    async admin(method, path, body) {
      const answer = await fetch(`${url}/api/v1/admin${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined
            ? {}
            : { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok)
        throw new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 300)}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    async reader(path, body, headers = {}) {
      const network = asked++ % 512;
      const isForm = body instanceof URLSearchParams;
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          // RFC 2544 keeps these addresses for benchmarks.
          'x-forwarded-for': `198.${18 + (network >> 8)}.${network & 255}.${1 + (asked % 250)}`,
          ...headers,
        },
        body: isForm ? body.toString() : JSON.stringify(body),
      });
      await answer.text();
      return answer.status;
    },
  };
}

/** Somebody new, by number. */
export const newcomer = (day: number, number: number) => ({
  email: `new${day}-${number}@${domainOf(number)}`,
  topics: [...new Set(topicsOf(day * 31 + number))],
  hour: 8,
});

/** Some at random, by a generator that gives the same each time. */
export function picker(seed: number): (from: Set<string>, count: number) => string[] {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
  return (from, count) => {
    const all = [...from];
    const picked = new Set<string>();
    while (picked.size < Math.min(count, all.length)) picked.add(all[next(all.length)] ?? '');
    picked.delete('');
    return [...picked];
  };
}
