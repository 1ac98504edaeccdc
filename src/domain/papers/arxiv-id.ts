import { longest } from '../lengths.ts';

/** An arXiv id without its version, which is what a paper is known by, and the version when one was named. */
export type ArxivId = { id: string; version: number | null };

/**
 * What ids come wrapped in: addresses of arXiv's pages, arXiv's DOIs, the ids of its feeds, the `arXiv:` of citations.
 */
const page = /^(?:https?:\/\/)?(?:[a-z]{1,20}\.)?arxiv\.org\/(?:abs|pdf|html|ps|e-print|format|src)\//i;
const wrappings: readonly RegExp[] = [
  /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)?10\.48550\/arxiv\./i,
  /^oai:arxiv\.org:/i,
  /^arxiv:\s*/i,
];

/** Since April 2007: year, month and a number of four digits, five from 2015 on. */
const presentForm = /^(\d{4}\.\d{4,5})(?:v([1-9]\d{0,3}))?$/i;
/** Until March 2007: the archive, perhaps its subject class, then year, month and a number of three digits. */
const formerForm = /^([a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?\/(\d{7})(?:v([1-9]\d{0,3}))?$/i;

/**
 * Reads an arXiv id as people and sources write it: `2510.01234v2`, `math.GT/0309136v1`, `hep-th/9901001`, with
 * `arXiv:` or `oai:arXiv.org:` before it, as the address of a page or as arXiv's own DOI. The subject class of an
 * old id is left out, because `math.GT/0309136` and `math/0309136` are one paper. Null when it is none of these.
 * (https://info.arxiv.org/help/arxiv_identifier.html)
 */
export function parseArxivId(text: string): ArxivId | null {
  if (text.length > longest.paper) return null;
  const bare = unwrapped(text.trim());
  const present = presentForm.exec(bare);
  if (present !== null) return withVersion(present[1], present[2]);
  const former = formerForm.exec(bare);
  return former === null ? null : withVersion(`${former[1]?.toLowerCase()}/${former[2]}`, former[3]);
}

function unwrapped(text: string): string {
  const path = page.exec(text);
  if (path !== null) {
    const [id = ''] = text.slice(path[0].length).split(/[?#]/, 1);
    return id.replace(/\/$/, '').replace(/\.pdf$/i, '');
  }
  const wrapping = wrappings.find((one) => one.test(text));
  return wrapping === undefined ? text : text.replace(wrapping, '');
}

function withVersion(id: string | undefined, version: string | undefined): ArxivId | null {
  return id === undefined ? null : { id, version: version === undefined ? null : Number(version) };
}
