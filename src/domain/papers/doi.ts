import { longest } from '../lengths.ts';
import { normaliseDoi } from './paper-identity.ts';

/** A DOI as papers are known by, and the version when one was named. */
export type Doi = { doi: string; version: number | null };

/** bioRxiv's and medRxiv's addresses have the version behind the DOI, which is no part of it. */
const versioned = /^(10\.(?:1101|64898)\/[\d.]{6,24})v([1-9]\d{0,2})$/;
/** What pages of a paper add to its DOI. */
const pages = /(?:[/.](?:full|abstract|pdf|html|short|figures|references|meta|epdf)){1,3}$/;

/**
 * The DOI in a text: alone, with `doi:` or a resolver's address before it, or within a publisher's address; null when
 * there is none.
 */
export function doiIn(text: string): Doi | null {
  if (text.length > longest.url) return null;
  const bare = normaliseDoi(text) ?? normaliseDoi(withinAddress(text.trim()) ?? '');
  if (bare === null) return null;
  const doi = bare.replace(pages, '');
  const [, base = doi, version] = versioned.exec(doi) ?? [];
  return { doi: base, version: version === undefined ? null : Number(version) };
}

/** Whether a DOI is one that bioRxiv and medRxiv give. */
export function isPreprintDoi(doi: string): boolean {
  return doi.length <= longest.paper && /^10\.(?:1101|64898)\//.test(doi);
}

function withinAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  const [, found] = /[/=](10\.\d{4,9}(?:\/|%2f)[^\s?#&]{1,200})/i.exec(text) ?? [];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    // A lone per cent sign.
    return found;
  }
}
