import { parseSearch } from '../../src/domain/papers/search-query.ts';
import { bootstrap, ndcg } from '../relevance/metrics.ts';
import { type BenchResult, type BenchRun, beside, bounded, compared, type Facts, mean } from '../result.ts';
import { allowedBy, type Baseline, bm25, everyWord } from './baselines.ts';
import { type Collection, numberOf, openCollection } from './collection.ts';
import { formKinds, formQueries, saidBy } from './forms.ts';
import { judgedQueries, queryKinds } from './queries.ts';

/** How many of the first results recall looks at. */
const looked = 50;
const perPage = 100;
const timings = 5;

type Ranked = { ndcg: number; recall: number; found: number };

/**
 * What people type, and whether the search brings what answers it: rules on titles say what does, and no ranker sees a
 * title. Baselines over the same papers: PostgreSQL's text search, which wants every word, and BM25 with stems. Then
 * whether papers are found by other forms of what their pages show. `--data FILE` (else RELEVANCE_PAPERS, else what a
 * checkout has) names the papers.
 */
export async function benchSearchRelevance({ data, stack, say }: BenchRun): Promise<BenchResult> {
  say('search-relevance: storing papers');
  const collection = await openCollection(stack, data);
  const { papers, client } = collection;
  const rankers: Record<string, Baseline> = {
    'every word': await everyWord(client, papers),
    BM25: await bm25(client, papers),
  };
  const answers = judgedQueries.map((query) => {
    const search = parseSearch(query.typed);
    const allowed = allowedBy(search, papers);
    const relevant = new Set([...allowed].filter((number) => query.title.test(papers[number]?.title ?? '')));
    return { ...query, search, allowed, relevant };
  });
  const asked = answers.filter(({ relevant }) => relevant.size > 0);
  if (asked.length === 0) throw new Error('no query has an answer among these papers');
  say(`search-relevance: ${asked.length} queries`);
  const ours: Ranked[] = [];
  const others = new Map<string, Ranked[]>(Object.keys(rankers).map((name) => [name, []]));
  const lines: Facts = {};
  for (const { kind, typed, search, allowed, relevant } of asked) {
    const mine = judge(await found(collection, typed, looked), relevant);
    ours.push(mine);
    const row = [mine];
    for (const [name, ranker] of Object.entries(rankers)) {
      const theirs = judge(await ranker(search, allowed), relevant);
      others.get(name)?.push(theirs);
      row.push(theirs);
    }
    lines[`${kind}: ${typed} (${relevant.size} answers), nDCG@10 of ours, every word, BM25`] = row
      .map((one) => one.ndcg.toFixed(2))
      .join(', ');
  }
  const mark = (name: string) => others.get(name) ?? [];
  const gain = (list: readonly Ranked[]) => mean(list.map((one) => one.ndcg));
  const share = (list: readonly Ranked[]) => mean(list.map((one) => one.recall));
  const empty = (list: readonly Ranked[]) => list.filter((one) => one.found === 0).length;
  const facts: Facts = { papers: papers.length, queries: asked.length };
  for (const kind of queryKinds) {
    const of = (list: readonly Ranked[]) => gain(list.filter((_, at) => asked[at]?.kind === kind));
    facts[`nDCG@10, ${kind}: ours, every word, BM25`] = [ours, mark('every word'), mark('BM25')]
      .map((list) => of(list).toFixed(3))
      .join(', ');
  }
  const { low, high } = bootstrap(
    ours.map((one) => one.ndcg),
    1,
  );
  facts['nDCG@10, ours, 95 % interval over queries'] = `${low.toFixed(3)} to ${high.toFixed(3)}`;
  const forms = await formRecall(collection);
  const cost = await costOf(collection);
  return {
    bench: 'search-relevance',
    about: `${asked.length} queries over ${papers.length} papers whose titles no ranker sees`,
    measures: [
      compared('nDCG@10, to BM25', '', { ours: gain(ours), baseline: gain(mark('BM25')) }, { atLeast: 1.15 }),
      compared(
        'nDCG@10, to every word',
        '',
        { ours: gain(ours), baseline: gain(mark('every word')) },
        { atLeast: 1.5 },
      ),
      compared('recall@50, to BM25', '', { ours: share(ours), baseline: share(mark('BM25')) }),
      compared('recall@50, to every word', '', { ours: share(ours), baseline: share(mark('every word')) }),
      beside(
        'queries without an answer',
        '',
        { ours: empty(ours), baseline: empty(mark('every word')) },
        { atMost: 0 },
      ),
      ...forms.map(({ kind, recall }) => bounded(`recall of ${kind}`, '', recall, { atLeast: 0.95 })),
      bounded('processor time of a search, PostgreSQL and process, mean', 'ms', cost, {}),
    ],
    facts: { ...facts, ...Object.fromEntries(forms.flatMap(({ lacking }) => lacking)), ...lines },
  };
}

/** The first so many of what the service finds, as numbers of papers. */
async function found({ deps }: Collection, query: string, most: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let page = 1; numbers.length < most; page++) {
    const { items } = await deps.stores.papers.trending({
      window: null,
      topicId: null,
      query,
      asker: null,
      now: deps.now(),
      page,
      limit: perPage,
    });
    numbers.push(...items.map(({ title }) => numberOf(title)));
    if (items.length < perPage) break;
  }
  return numbers.slice(0, most);
}

function judge(ranked: readonly number[], relevant: ReadonlySet<number>): Ranked {
  const hits = ranked.slice(0, looked).filter((number) => relevant.has(number)).length;
  return {
    ndcg: ndcg(ranked, relevant),
    recall: hits / Math.min(relevant.size, looked),
    found: ranked.length,
  };
}

/**
 * Of the papers that say it, in whatever form, the share that is found, of each search's twenty more than there are and
 * of all searches of a kind together.
 */
async function formRecall(collection: Collection) {
  const said = collection.papers.map(saidBy);
  const shares = [];
  for (const kind of formKinds) {
    let [wanted, got] = [0, 0];
    const lacking: [string, string][] = [];
    for (const { typed, says } of formQueries.filter((one) => one.kind === kind)) {
      const saying = said.flatMap((text, number) => (says.test(text) ? number : []));
      const numbers = new Set(await found(collection, typed, saying.length + 20));
      const hits = saying.filter((number) => numbers.has(number)).length;
      wanted += saying.length;
      got += hits;
      if (hits < saying.length) lacking.push([`found by “${typed}”`, `${hits} of ${saying.length}`]);
    }
    shares.push({ kind, recall: got / wanted, lacking });
  }
  return shares;
}

async function costOf(collection: Collection): Promise<number> {
  const before = (await collection.server.usage()).processorMs;
  const own = process.cpuUsage();
  for (let run = 0; run < timings; run++)
    for (const { typed } of judgedQueries) await found(collection, typed, 25);
  const { user, system } = process.cpuUsage(own);
  const used = (await collection.server.usage()).processorMs - before + (user + system) / 1_000;
  return used / (timings * judgedQueries.length);
}
