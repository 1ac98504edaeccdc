import { longest } from '../lengths.ts';
import { dayMs } from '../time/units.ts';

/** An arXiv id without its version, which is what a paper is known by, and the version when one was named. */
export type ArxivId = { id: string; version: number | null };

/**
 * What ids come wrapped in: addresses of arXiv's pages, arXiv's DOIs, the ids of its feeds, the `arXiv:` of citations.
 */
const pages: readonly RegExp[] = [
  /^(?:https?:\/\/)?(?:[a-z]{1,20}\.)?arxiv\.org\/(?:abs|pdf|html|ps|e-print|format|src)\//i,
  /^(?:https?:\/\/)?(?:www\.)?alphaxiv\.org\/(?:abs|pdf|overview|html)\//i,
  /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/papers\//i,
];
const wrappings: readonly RegExp[] = [
  /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)?10\.48550\/arxiv\./i,
  /^oai:arxiv\.org:/i,
  /^arxiv:?\s*/i,
];

/** Since April 2007: year, month and a number of four digits, five from 2015 on. */
const presentForm = /^(\d{4}\.\d{4,5})(?:v([1-9]\d{0,3}))?$/i;
/** Until March 2007: the archive, perhaps its subject class, then year, month and a number of three digits. */
const formerForm =
  /^([a-z]+(?:-[a-z]+)*)(?:\.(?:[a-z]{2}|[a-z]{2,5}-[a-z]{2,4}|soft|other|optics))?\/(\d{7})(?:v([1-9]\d{0,3}))?$/i;

/**
 * Reads an arXiv id as people and sources write it: `2510.01234v2`, `math.GT/0309136v1`, `hep-th/9901001`, with
 * `arXiv:` or `oai:arXiv.org:` before it, as the address of a page or as arXiv's own DOI. The subject class of an
 * old id is left out, because `math.GT/0309136` and `math/0309136` are one paper. Also
 * the addresses of pages about arXiv's papers at Hugging Face and alphaXiv, and the stamp that arXiv prints on papers:
 * `arXiv:2510.01234v1 [cs.LG] 2 Oct 2025`. Null when it is none of these.
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
  const path = pages.map((page) => page.exec(text)).find((found) => found !== null);
  if (path !== undefined && path !== null) {
    const [id = ''] = text.slice(path[0].length).split(/[?#]/, 1);
    return id.replace(/\/$/, '').replace(/\.pdf$/i, '');
  }
  const wrapping = wrappings.find((one) => one.test(text));
  if (wrapping === undefined) return text;
  const [id = '', ...behind] = text.replace(wrapping, '').split(/\s+/);
  // The stamp on a paper's first page goes on with its category and date.
  const isStamp = behind.length === 0 || /^\[[\w.-]+\]$/.test(behind[0] ?? '');
  // A sentence ends with a full stop.
  return isStamp ? id.replace(/[.,;]$/, '') : text;
}

function withVersion(id: string | undefined, version: string | undefined): ArxivId | null {
  return id === undefined ? null : { id, version: version === undefined ? null : Number(version) };
}

/** What is announced as new was submitted at the end of the month before, at the most. */
const oldestMonths = 1;

/**
 * Whether an id is of an earlier month than the one before `now`: a paper that is new now cannot have it
 * (https://info.arxiv.org/help/arxiv_identifier.html: ids begin with year and month). Nor one of a month to come.
 */
export function isOfOtherMonths(id: string, now: Date): boolean {
  if (id.length > longest.paper) return true;
  const [, year = '', month = ''] = /(?:^|\/)(\d{2})(\d{2})/.exec(id) ?? [];
  if (month === '') return true;
  const century = Number(year) >= 91 ? 1900 : 2000;
  // A day ahead: it is another month already further east.
  const ahead = new Date(now.getTime() + dayMs);
  const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const announced = (century + Number(year)) * 12 + Number(month) - 1;
  return announced < months(now) - oldestMonths || announced > months(ahead);
}
