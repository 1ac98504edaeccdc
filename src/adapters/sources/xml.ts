import { type EntityDecoderOptions, type X2jOptions, XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its attributes under `@name`, its children under theirs, its own text under `#text`. */
type Element = Readonly<Record<string, unknown>>;

const documentType = 'it has a document type declaration';

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi;

function characterOf(code: number): string | null {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : null;
}

/**
 * References to characters and the five entities that XML has (XML 1.0, 4.1 and 4.6), each decoded once. There are no
 * others: whoever declares some declares a document type, and the parser says so here whatever it is hidden behind.
 */
const decoder: EntityDecoderOptions = {
  decode: (text) =>
    text.replace(reference, (whole, decimal?: string, hexadecimal?: string, name = '') => {
      if (decimal !== undefined) return characterOf(Number(decimal)) ?? whole;
      if (hexadecimal !== undefined) return characterOf(Number.parseInt(hexadecimal, 16)) ?? whole;
      return predefined[String(name).toLowerCase()] ?? whole;
    }),
  addInputEntities() {
    throw new Error(documentType);
  },
  setExternalEntities() {},
  setXmlVersion() {},
  reset() {},
};
/** A feed has elements in elements five deep. */
const deepest = 20;

const options: X2jOptions = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  entityDecoder: decoder,
  maxNestedTags: deepest,
};
const parser = new XMLParser(options);
/** Leaves what may be HTML as it came, entities and all: the order of text and elements in it matters. */
const feedParser = new XMLParser({
  ...options,
  stopNodes: [
    'title',
    'summary',
    'content',
    'description',
    'content:encoded',
    'dc:title',
    'dc:description',
    'dc:creator',
  ].map((name) => `*.${name}`),
});

/**
 * Reads an XML document whose root is `root`. Throws an Error saying what is wrong when the document is cut off,
 * not well-formed, nested deeper than any feed, something else, or brings entities of its own (XML 1.0, 4.2), which no
 * feed has reason to.
 */
export function readXml(text: string, root: string): Element {
  const element = child(parsed(text, parser), root);
  if (element === null) throw new Error(`it has no <${root}> at its root`);
  return element;
}

/**
 * Reads a feed of any of three kinds: `feed` (Atom), `rss` (RSS 2.0) or `rdf:RDF` (RSS 1.0). Titles, texts and names
 * have their markup and references as they came. Throws as `readXml` does.
 */
export function readXmlFeed(text: string): { root: 'feed' | 'rss' | 'rdf:RDF'; element: Element } {
  const document = parsed(text, feedParser);
  for (const root of ['feed', 'rss', 'rdf:RDF'] as const) {
    const element = child(document, root);
    if (element !== null) return { root, element };
  }
  throw new Error('it is neither Atom nor RSS');
}

function parsed(text: string, by: XMLParser): unknown {
  if (text.trim() === '') throw new Error('it is empty');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new Error(`it is cut off or not well-formed (line ${verdict.err.line})`);
  if (/<!DOCTYPE/i.test(withoutCharacterData(text))) throw new Error(documentType);
  const document: unknown = by.parse(text);
  return document;
}

/** Without the sections in which markup is text (XML 1.0, 2.7). */
function withoutCharacterData(text: string): string {
  const [before = '', ...sections] = text.split('<![CDATA[');
  const behind = sections.map((section) => {
    const end = section.indexOf(']]>');
    return end === -1 ? '' : section.slice(end + 3);
  });
  return [before, ...behind].join('');
}

/** The child elements of that name; one that holds only text is an element with `#text`. */
export function children(element: unknown, name: string): Element[] {
  const found = isElement(element) ? element[name] : undefined;
  return (Array.isArray(found) ? found : []).map((one: unknown) => (isElement(one) ? one : { '#text': one }));
}

export function child(element: unknown, name: string): Element | null {
  return children(element, name)[0] ?? null;
}

/** The text of the first child of that name; null when there is no such child. */
export function childText(element: unknown, name: string): string | null {
  return textOf(child(element, name));
}

export function textOf(element: Element | null): string | null {
  const text = element?.['#text'];
  return typeof text === 'string' ? text : null;
}

export function attribute(element: Element | null, name: string): string | null {
  const value = element?.[`@${name}`];
  return typeof value === 'string' ? value : null;
}

function isElement(value: unknown): value is Element {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
