import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its attributes under `@name`, its children under theirs, its own text under `#text`. */
type Element = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  // The parser's word for decoding numeric character references as well.
  htmlEntities: true,
});

/**
 * Reads an XML document whose root is `root`. Throws an Error saying what is wrong when the document is cut off,
 * not well-formed, something else, or brings entities of its own (XML 1.0, 4.2), which no feed has reason to.
 */
export function readXml(text: string, root: string): Element {
  if (text.trim() === '') throw new Error('it is empty');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new Error(`it is cut off or not well-formed (line ${verdict.err.line})`);
  const markup = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  if (/<!DOCTYPE/i.test(markup)) throw new Error('it has a document type declaration');
  const document: unknown = parser.parse(text);
  const element = child(document, root);
  if (element === null) throw new Error(`it has no <${root}> at its root`);
  return element;
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
