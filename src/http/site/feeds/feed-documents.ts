import { XMLBuilder } from 'fast-xml-parser';
import type { Paper } from '../../../domain/papers/paper.ts';
import { texToText } from '../../../domain/tex/tex.ts';

/** A feed: what it is called, where it is, and the page that it is of. `now` counts when there are no papers. */
export type Feed = {
  publicUrl: string;
  /** What ids begin with, in every feed and for good. */
  ids: string;
  path: string;
  page: string;
  title: string;
  /** Of the service, absolute; null: there is none. */
  picture: string | null;
  /** Of its title (BCP 47); papers are in whatever language they are. */
  language: string;
  now: Date;
  /** Of an editor's collection: when it was last changed, and the words on its papers, by number. */
  edited?: { at: Date; notes: ReadonlyMap<number, string> };
};

/** What an editor says of a paper, before the text that is its own. */
function withNote(paper: Paper, words: string, edited: Feed['edited']): string {
  const note = edited?.notes.get(paper.id);
  return note === undefined ? text(words) : `${text(note)}\n\n${text(words)}`;
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** XML 1.0 allows no other control characters, not even escaped. */
function text(value: string): string {
  return texToText(value).replace(/[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]/gv, '');
}

/** An Atom feed (RFC 4287) of papers. */
export function atom(papers: readonly Paper[], feed: Feed): string {
  const { publicUrl, ids, path, page, title, picture, now, edited } = feed;
  const newest = new Date(Math.max(...papers.map(({ freshAt }) => freshAt.getTime())));
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    feed: {
      '@xmlns': 'http://www.w3.org/2005/Atom',
      id: `${ids}${path.slice(1)}`,
      title,
      updated: (edited?.at ?? (papers.length > 0 ? newest : now)).toISOString(),
      link: [
        { '@rel': 'self', '@href': `${publicUrl}${path}`, '@type': 'application/atom+xml' },
        { '@rel': 'alternate', '@href': `${publicUrl}${page}`, '@type': 'text/html' },
      ],
      ...(picture === null ? {} : { logo: picture }),
      generator: { '@uri': publicUrl, '#text': 'Offprint' },
      entry: papers.map((paper) => ({
        id: `${ids}papers/${paper.id}`,
        title: text(paper.title),
        link: { '@rel': 'alternate', '@href': `${publicUrl}/papers/${paper.id}`, '@type': 'text/html' },
        published: paper.publishedAt.toISOString(),
        updated: (paper.updatedAt ?? paper.publishedAt).toISOString(),
        // An entry needs an author (RFC 4287, 4.1.2).
        author: (paper.authors.length > 0 ? paper.authors : ['unknown']).map((name) => ({
          name: text(name),
        })),
        category: paper.categories.map((term) => ({ '@term': text(term) })),
        summary: withNote(paper, paper.summary ?? paper.abstract, edited),
      })),
    },
  };
  return builder.build(document);
}

/** A JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of papers. */
export function jsonFeed(papers: readonly Paper[], feed: Feed): string {
  const { publicUrl, ids, path, page, title, picture, language, edited } = feed;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: `${publicUrl}${page}`,
    feed_url: `${publicUrl}${path}`,
    ...(picture === null ? {} : { icon: picture }),
    language,
    items: papers.map((paper) => ({
      id: `${ids}papers/${paper.id}`,
      url: `${publicUrl}/papers/${paper.id}`,
      ...(paper.url === null ? {} : { external_url: paper.url }),
      title: text(paper.title),
      content_text: withNote(paper, paper.abstract, edited),
      ...(paper.summary === null ? {} : { summary: text(paper.summary) }),
      date_published: paper.publishedAt.toISOString(),
      date_modified: (paper.updatedAt ?? paper.publishedAt).toISOString(),
      authors: paper.authors.map((name) => ({ name: text(name) })),
      tags: paper.categories.map(text),
    })),
  });
}
