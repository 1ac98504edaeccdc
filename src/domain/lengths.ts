/**
 * The longest texts that are read, in UTF-16 units. Whoever reads one of these kinds refuses a longer text, or cuts it,
 * before anything but its length is looked at: so no text costs more time than one of these does. What may be kept can
 * be shorter; that is said by whoever keeps it, in words about the field.
 */
export const longest = {
  /** RFC 5321, 4.5.3.1.3: a path of 256 octets, less its angle brackets. */
  address: 254,
  /** An address as it was pasted, with the white space and the marks around it. */
  typedAddress: 1_000,
  /** RFC 1035, 2.3.4, as text without the last dot. */
  domain: 253,
  /** RFC 4291, 2.2, has 45; a zone (RFC 4007, 11) is a name of an interface. */
  ip: 100,
  /** Of X-Forwarded-For: some forty hops. */
  forwardedFor: 2_000,
  /** A search that somebody follows. */
  query: 200,
  /** A search as it was typed. */
  search: 500,
  /** The saved search of a curated topic. */
  topicQuery: 4_000,
  /** The name of an author, tidied. */
  author: 120,
  /** A name as it was typed or as a paper has it, with TeX in it. */
  typedAuthor: 500,
  /** A title or an abstract with markup in it. */
  html: 200_000,
  /** The authors of one paper in one text: some ten thousand names. */
  authorList: 200_000,
  /** arXiv's longest title has 400 characters. */
  title: 2_000,
  /** arXiv takes abstracts of 1,920 characters; other sources have some of 10,000. */
  tex: 12_000,
  /** The address of a paper's page, an id or a DOI, as it was pasted. */
  paper: 500,
  /** The IANA database's longest name has 32 characters. */
  timezone: 64,
  /** RFC 5646, 4.4.1. */
  languageTag: 35,
  /** An Accept-Language header. */
  languages: 1_000,
  /** The address of a page: RFC 9110, 4.1, asks for 8,000 octets; nobody's own has more than a few hundred. */
  url: 2_000,
  slug: 100,
  /** Words of an editor in Markdown: some three thousand words. */
  markdown: 20_000,
  /** What stands in Markdown at the head of a digest, which must have room for its papers: some eight hundred words. */
  introduction: 5_000,
  /** A tag of subscribers as it was typed. */
  typedTag: 200,
  password: 200,
  /** What is typed for one code: letters, digits, dashes, spaces. */
  code: 100,
  userAgent: 400,
  /** A record of the DNS: 65,535 octets at most (RFC 1035, 3.2.1); those of mail have a few hundred. */
  dnsText: 4_096,
} as const;

/** A text of at most `most` UTF-16 units: itself, or as much of it, whole characters only. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return text.slice(0, splitsPair ? most - 1 : most);
}
