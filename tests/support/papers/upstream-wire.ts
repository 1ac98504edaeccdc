import type { UpstreamPaper } from './upstream.ts';

const hour = 3_600_000;

function before(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * hour);
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&#62;'));
}

/** Hugging Face's listing: newest first, or most voted. */
export function dailyPapers(papers: readonly UpstreamPaper[], now: Date, query: URLSearchParams): unknown[] {
  const limit = Math.min(Number(query.get('limit') ?? 50), 100);
  const start = Number(query.get('p') ?? 0) * limit;
  const listed = papers.filter((paper) => paper.upvotes !== null);
  listed.sort((a, b) =>
    query.get('sort') === 'trending' ? (b.upvotes ?? 0) - (a.upvotes ?? 0) : a.ageHours - b.ageHours,
  );
  return listed.slice(start, start + limit).map((paper) => {
    const publishedAt = before(now, paper.ageHours + 10).toISOString();
    const title = paper.title.replace(' ', '\n  ');
    return {
      paper: {
        id: paper.id,
        authors: paper.authors.map((name, at) => ({ _id: `a${at}`, name, hidden: at > 0 })),
        publishedAt,
        submittedOnDailyAt: before(now, paper.ageHours).toISOString(),
        title,
        summary: paper.abstract,
        upvotes: paper.upvotes,
        discussionId: `d${paper.id}`,
        ...(paper.repo === undefined ? {} : { githubRepo: paper.repo, githubStars: paper.stars }),
        ...(paper.project === undefined ? {} : { projectPage: paper.project }),
        ...(paper.summary === undefined ? {} : { ai_summary: paper.summary }),
        ...(paper.withdrawn ? { withdrawnAt: before(now, 1).toISOString() } : {}),
      },
      publishedAt,
      title,
      summary: paper.abstract,
      thumbnail: `https://thumbnails.example.org/${paper.id}.png`,
      numComments: paper.comments ?? 0,
      isAuthorParticipating: false,
    };
  });
}

/** arXiv's query API: categories, dates of submission, ids, slices. */
export function arxivQuery(papers: readonly UpstreamPaper[], now: Date, query: URLSearchParams): string {
  const search = query.get('search_query') ?? '';
  const start = Number(query.get('start') ?? 0);
  const most = Number(query.get('max_results') ?? 10);
  const ids = query.get('id_list')?.split(',');
  const categories = [...search.matchAll(/cat:([\w.-]+)(\*?)/g)].map(([, name = '', star]) => ({
    name,
    star,
  }));
  const [, from = '', to = '9'] = /submittedDate:\[(\d{12}) TO (\d{12})\]/.exec(search) ?? [];
  const stamp = (paper: UpstreamPaper) =>
    before(now, paper.ageHours).toISOString().replace(/\D/g, '').slice(0, 14);
  const found = papers
    .filter((paper) => ids === undefined || ids.includes(paper.id))
    .filter((paper) => stamp(paper) >= from.padEnd(14, '0') && stamp(paper) <= to.padEnd(14, '0'))
    .filter(
      (paper) =>
        categories.length === 0 ||
        paper.categories.some((one) =>
          categories.some(({ name, star }) => (star ? one.startsWith(name) : one === name)),
        ),
    )
    .sort((a, b) => a.ageHours - b.ageHours);
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>
<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">${found.length}</opensearch:totalResults>
${found
  .slice(start, start + most)
  .map((paper) => entry(paper, now))
  .join('\n')}
</feed>`;
}

function entry(paper: UpstreamPaper, now: Date): string {
  const date = (hours: number) => before(now, hours).toISOString().replace(/\.\d+/, '');
  const extra = (name: string, text: string | undefined) =>
    text === undefined ? '' : `<arxiv:${name}>${escaped(text)}</arxiv:${name}>`;
  return `<entry><id>http://arxiv.org/abs/${paper.id}v${paper.version}</id>
<updated>${date(paper.revisedHours ?? paper.ageHours)}</updated><published>${date(paper.ageHours)}</published>
<title>${escaped(paper.title).replace(' ', '\n  ')}</title>
<summary>  ${escaped(paper.abstract).replace(' ', '\n')}\n</summary>
${paper.authors.map((name) => `<author><name>${escaped(name)}</name></author>`).join('')}
${extra('comment', paper.comment)}${extra('journal_ref', paper.journalRef)}${extra('doi', paper.doi)}
<link title="pdf" href="http://arxiv.org/pdf/${paper.id}v${paper.version}" rel="related"/>
<arxiv:primary_category term="${paper.categories[0]}" scheme="http://arxiv.org/schemas/atom"/>
${paper.categories.map((term) => `<category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`).join('')}</entry>`;
}

/** One of arXiv's feeds: what was submitted or revised in the last day; nothing at weekends. */
export function rssFeed(papers: readonly UpstreamPaper[], now: Date, names: readonly string[]): string {
  const covers = (category: string) =>
    names.some((name) => category === name || category.startsWith(`${name}.`));
  const weekend = [0, 6].includes(now.getUTCDay());
  const latest = papers.filter(
    (paper) => !weekend && (paper.revisedHours ?? paper.ageHours) < 30 && paper.categories.some(covers),
  );
  const midnight = new Date(Math.floor(now.getTime() / (24 * hour)) * 24 * hour).toUTCString();
  const items = latest.map((paper) => {
    const suffix = covers(paper.categories[0] ?? '') ? '' : '-cross';
    const type = paper.version > 1 ? `replace${suffix}` : suffix === '' ? 'new' : 'cross';
    return `<item><title>${escaped(paper.title)}</title><link>https://arxiv.org/abs/${paper.id}</link>
<description>arXiv:${paper.id}v${paper.version} Announce Type: ${type} \nAbstract: ${escaped(paper.abstract)}</description>
<guid isPermaLink="false">oai:arXiv.org:${paper.id}v${paper.version}</guid>
${paper.categories.map((category) => `<category>${category}</category>`).join('')}<pubDate>${midnight}</pubDate>
<arxiv:announce_type>${type}</arxiv:announce_type><dc:creator>${escaped(paper.authors.join(', '))}</dc:creator></item>`;
  });
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>${names.join('+')} updates on arXiv.org</title><pubDate>${midnight}</pubDate>
<skipDays><day>Saturday</day><day>Sunday</day></skipDays>
${items.join('\n')}
</channel></rss>`;
}
