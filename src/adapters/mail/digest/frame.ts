import Handlebars from 'handlebars';
import type { Language } from '../../../domain/languages/language.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { type Frame, footAndHead, layoutOf } from '../layout.ts';
import { closedUp, wrappedLines } from '../mail-texts.ts';
import { type Piece, pieceOf } from '../mime/quoted-printable.ts';
import { cardsMark, type DigestTemplate } from '../templates.ts';

/** What differs from reader to reader around the cards. */
const slots = [
  'subject',
  'preheader',
  'date',
  'count',
  'contentsHtml',
  'contentsText',
  'interests',
  'view',
  'preferences',
  'unsubscribe',
] as const;

export type Slot = (typeof slots)[number];

/**
 * What one reader's digest says in each place; `view` is not asked for in a frame without a link to the browser, nor
 * the contents in one without. `contentsHtml` is HTML already.
 */
export type SlotValues = Readonly<Record<Slot, string>>;

/** What stands around the cards: what is the same for all, encoded once, and what is made for each reader. */
type Stretch = Piece | ((values: SlotValues) => Piece);

/** One part of a digest, cut where its cards come in. */
type FramePart = { before: Stretch[]; after: Stretch[] };

/** A digest without its cards. */
export type DigestFrame = { html: FramePart; text: FramePart };

// Private-use characters: the templates have none, and a value is put in only after the cutting.
const markOf = (slot: Slot) => `\ue000${slot}\ue001`;
const marks = /\ue000(\w+)\ue001/;
const markedLine = /^(.*\ue000.*\n)/m;

function isSlot(name: string): name is Slot {
  return (slots as readonly string[]).includes(name);
}

function slotNamed(name: string): Slot {
  if (isSlot(name)) return name;
  throw new TypeError(`The digest template has no place for ${name}`);
}

/** Which readers see the same around their cards. */
export type FrameKind = { language: Language; cadence: Cadence; hasView: boolean; hasContents: boolean };

/** What the template shows around the cards. */
export function frameView(frame: Frame, kind: FrameKind, values: SlotValues) {
  const { language, cadence } = kind;
  const { subject, preheader, date, count, interests, view, preferences, unsubscribe } = values;
  const { contentsHtml: html, contentsText: text } = values;
  return {
    ...layoutOf(language),
    ...footAndHead(frame, language, frame.digestName ?? frame.service),
    words: language.digest,
    unsubscribe: language.unsubscribe,
    changeWhatYouGet: language.changeWhatYouGet,
    because: language.digest.because({ cadence, interests, service: frame.service }),
    subject,
    preheader,
    date,
    count,
    compact: frame.look.density === 'compact',
    contents: kind.hasContents ? { html, text } : null,
    links: { view: kind.hasView ? view : null, preferences, unsubscribe },
  };
}

/** Every place holds its own mark. */
const marked = Object.fromEntries(slots.map((slot) => [slot, markOf(slot)])) as SlotValues;

function cutHtml(html: string): Stretch[] {
  return html.split(marks).map((stretch, index) => {
    if (index % 2 === 0) return pieceOf(stretch);
    const slot = slotNamed(stretch);
    if (slot === 'contentsHtml') return (values) => pieceOf(values[slot]);
    return (values) => pieceOf(Handlebars.escapeExpression(values[slot]));
  });
}

/** A line of text is wrapped with the reader's values in it, so the whole line is made for each reader. */
function textLine(line: string): Stretch {
  const stated = line.split(marks).map((part, index): ((values: SlotValues) => string) => {
    if (index % 2 === 0) return () => part;
    const slot = slotNamed(part);
    return (values) => values[slot];
  });
  return (values) => pieceOf(wrappedLines(stated.map((say) => say(values)).join('')));
}

function cutText(text: string): Stretch[] {
  const lines = text.split('\n').map((line) => (marks.test(line) ? line : wrappedLines(line)));
  return closedUp(lines.join('\n'))
    .split(markedLine)
    .map((stretch, index) => (index % 2 === 0 ? pieceOf(stretch) : textLine(stretch)));
}

/** Both sides of the place for the cards. */
function sides(rendered: string): [string, string] {
  const [before, after, ...more] = rendered.split(cardsMark);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error('The digest template must show its cards once');
  return [before, after];
}

/** Renders what is around the cards, once for all readers of a kind. */
export function digestFrame(template: DigestTemplate, frame: Frame, kind: FrameKind): DigestFrame {
  const view = frameView(frame, kind, marked);
  const [htmlBefore, htmlAfter] = sides(template.frame.html(view));
  const [textBefore, textAfter] = sides(template.frame.text(view));
  return {
    html: { before: cutHtml(htmlBefore), after: cutHtml(htmlAfter) },
    text: { before: cutText(textBefore.trimStart()), after: cutText(`${textAfter.trimEnd()}\n`) },
  };
}

/** One reader's part: the frame around the cards. */
export function framed(part: FramePart, cards: readonly Piece[], values: SlotValues): Piece[] {
  const filled = (stretch: Stretch) => (typeof stretch === 'function' ? stretch(values) : stretch);
  return [...part.before.map(filled), ...cards, ...part.after.map(filled)];
}
