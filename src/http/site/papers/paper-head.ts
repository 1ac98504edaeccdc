import { excerpt } from '../../../domain/papers/excerpt.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { thumbnailPath } from '../../../domain/papers/thumbnails/thumbnail.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import type { PageHead } from '../../page.ts';
import { shownText, webAddress } from '../paper-items.ts';

/** Authors that are told to programs: nobody reads thousands. */
const mostAuthors = 200;

const slashed = (date: Date) => date.toISOString().slice(0, 10).replaceAll('-', '/');

/**
 * For programs that read one name per author: a semicolon would be taken for the end of one
 * (https://github.com/zotero/translators, Embedded Metadata).
 */
function names(paper: Paper): string[] {
  return paper.authors.slice(0, mostAuthors).map((name) => texToText(name).replaceAll(';', ' '));
}

const pdfOf = ({ arxivId }: Paper) => (arxivId === null ? null : `https://arxiv.org/pdf/${arxivId}`);

/** The path of its picture, as it is kept here. */
const pictureOf = ({ thumbnail }: Paper) => (thumbnail === null ? null : thumbnailPath(thumbnail, 'large'));

/**
 * The names that indexers of papers know: those of Highwire Press, as Google Scholar asks for them
 * (https://scholar.google.com/intl/en/scholar/inclusion.html, dates with slashes) and Zotero reads them.
 */
function highwire(paper: Paper): { name: string; content: string }[] {
  const all: [string, string | null][] = [
    ['citation_title', texToText(paper.title)],
    ...names(paper).map((name): [string, string] => ['citation_author', name]),
    ['citation_publication_date', slashed(paper.publishedAt)],
    ['citation_online_date', paper.updatedAt === null ? null : slashed(paper.updatedAt)],
    ['citation_arxiv_id', paper.arxivId],
    ['citation_doi', paper.doi],
    ['citation_abstract_html_url', webAddress(paper.url)],
    ['citation_public_url', webAddress(paper.url)],
    ['citation_pdf_url', pdfOf(paper)],
    ['citation_abstract', texToText(paper.abstract)],
  ];
  return all.flatMap(([name, content]) => (content === null ? [] : { name, content }));
}

/** https://schema.org/ScholarlyArticle */
function scholarlyArticle(paper: Paper, publicUrl: string): object {
  const address = `${publicUrl}/papers/${paper.id}`;
  const elsewhere = [
    webAddress(paper.url),
    paper.doi === null ? null : `https://doi.org/${paper.doi.split('/').map(encodeURIComponent).join('/')}`,
  ].filter((one) => one !== null);
  const pdf = pdfOf(paper);
  const picture = pictureOf(paper);
  return {
    '@context': 'https://schema.org',
    '@type': 'ScholarlyArticle',
    '@id': address,
    url: address,
    headline: texToText(paper.title),
    name: texToText(paper.title),
    author: names(paper).map((name) => ({ '@type': 'Person', name })),
    datePublished: paper.publishedAt.toISOString().slice(0, 10),
    ...(paper.updatedAt === null ? {} : { dateModified: paper.updatedAt.toISOString().slice(0, 10) }),
    abstract: texToText(paper.abstract),
    keywords: paper.categories,
    ...(paper.version === null ? {} : { version: String(paper.version) }),
    ...(picture === null ? {} : { image: `${publicUrl}${picture}` }),
    ...(elsewhere.length === 0 ? {} : { sameAs: [...new Set(elsewhere)] }),
    ...(pdf === null
      ? {}
      : { encoding: { '@type': 'MediaObject', contentUrl: pdf, encodingFormat: 'application/pdf' } }),
  };
}

/** What goes into the head of a paper's page, for people and for programs. */
export function paperHead(paper: Paper, publicUrl: string): PageHead {
  const path = `/papers/${paper.id}`;
  const picture = pictureOf(paper);
  return {
    title: texToText(paper.title),
    description: texToText(excerpt(shownText(paper), 200)),
    type: 'article',
    canonical: path,
    ...(picture === null ? {} : { picture }),
    meta: highwire(paper),
    data: scholarlyArticle(paper, publicUrl),
  };
}
