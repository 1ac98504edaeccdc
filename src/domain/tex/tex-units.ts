import { longest } from '../lengths.ts';
import { argument, option, push, skipSpace, type TexSource, type TexSpan } from './tex-source.ts';
import { greek, scriptText, table } from './tex-symbols.ts';

/** What a rule read, and the index of what follows; null when it is not what the command needs. */
type Read = { spans: TexSpan[]; next: number } | null;
type Rule = (tex: TexSource, next: number, to: number) => Read;

const units = table(`
  meter m metre m second s gram g kilogram kg ampere A kelvin K mole mol candela cd hertz Hz newton N pascal Pa joule J
  watt W coulomb C volt V farad F ohm Ω siemens S weber Wb tesla T henry H lumen lm lux lx becquerel Bq gray Gy
  sievert Sv katal kat radian rad steradian sr minute min hour h day d degree ° arcminute ′ arcsecond ″ degreeCelsius °C
  celsius °C liter L litre L tonne t hectare ha electronvolt eV dalton Da atomicmassunit u bar bar bel B decibel dB neper Np
  astronomicalunit au parsec pc lightyear ly angstrom Å barn b percent % permille ‰ byte B bit bit micron μm knot kn
  year yr solarmass M☉ px px pixel px
  um μm us μs uW μW uA μA uV μV ug μg uL μL mm mm cm cm km km nm nm pm pm fm fm ms ms ns ns ps ps fs fs Hz Hz kHz kHz
  MHz MHz GHz GHz THz THz mV mV kV kV mA mA mW mW kW kW MW MW eV eV meV meV keV keV MeV MeV GeV GeV TeV TeV kg kg mg mg
  K K mK mK dB dB
`);
const prefixes = table(`
  yocto y zepto z atto a femto f pico p nano n micro μ milli m centi c deci d deca da deka da hecto h kilo k mega M
  giga G tera T peta P exa E zetta Z yotta Y kibi Ki mebi Mi gibi Gi tebi Ti
`);
const powers = table('squared 2 cubed 3');
const powersBefore = table('square 2 cubic 3');
const unitPiece = /\\([A-Za-z]+)(?:\{([^{}\\]*)\})?|([^\\]+)/gu;

/** Units that are written as a reader of text has them: `m/s^2`, `kg.m`. */
function writtenUnits(text: string): string {
  return text
    .replace(/[~\s]+/g, ' ')
    .replace(/\./g, '·')
    .replace(/([_^])(?:\{([^{}]*)\}|([+-]?\w))/g, (_, sign: string, group = '', one = '') =>
      scriptText(`${group}${one}`, sign === '_' ? 'sub' : 'sup'),
    )
    .trim();
}

/** The units of siunitx's `\si{\meter\per\second}`: m/s; null when one is unknown. */
export function unitText(source: string): string | null {
  if (source.length > longest.author) return null;
  const above: string[] = [];
  const below: string[] = [];
  let prefix = '';
  let power = '';
  let isBelow = false;
  for (const [, name, inside = '', written] of source.replace(/\\,/g, '.').matchAll(unitPiece)) {
    const list = isBelow ? below : above;
    const own = powers.get(name ?? '') ?? (name === 'tothe' ? inside : undefined);
    const known = prefixes.get(name ?? '');
    if (written !== undefined) {
      const text = writtenUnits(written);
      if (/[{}$&]/.test(text)) return null;
      if (text !== '') above.push(text);
    } else if (name === 'per') isBelow = true;
    else if (known !== undefined) prefix = known;
    else if (name === 'raiseto' || powersBefore.has(name ?? ''))
      power = powersBefore.get(name ?? '') ?? inside;
    else if (own !== undefined) {
      const last = list.pop();
      if (last === undefined) return null;
      list.push(last + scriptText(own, 'sup'));
    } else {
      const unit = units.get(name ?? '');
      if (unit === undefined) return null;
      list.push(prefix + unit + (power === '' ? '' : scriptText(power, 'sup')));
      prefix = '';
      power = '';
    }
  }
  const under = below.length > 1 ? `(${below.join('·')})` : below.join('');
  if (under === '') return above.join('·');
  return `${above.length === 0 ? '1' : above.join('·')}/${under}`;
}

/** A number as siunitx reads it: `1.5e-3` is 1.5×10⁻³; null when it is none. */
export function numberText(source: string): string | null {
  const text = source
    .replace(/\\(?:pm|mp)\s*|\+-/g, '±')
    .replace(/\\times\s*/g, 'x')
    .replace(/[~\s]|\\,/g, '');
  if (text.length > 40 || !/\d/.test(text) || !/^[\d.,+±()x/<>=≤≥*eEdD-]+$/.test(text)) return null;
  return text
    .replace(/([\d.)]?)[eEdD]([+-]?\d+)/g, (_, before: string, order: string) => {
      const times = before === '' ? '' : `${before}×`;
      return `${times}10${scriptText(order.replace('+', ''), 'sup')}`;
    })
    .replace(/-/g, '−')
    .replace(/x/g, '×');
}

/** A number of units: 5 m, 20%, 30°. */
function quantity(number: string | null, unit: string | null): string | null {
  if (number === null || unit === null) return null;
  return /^(?:[%‰′″]|°$)/.test(unit) || unit === '' || number === '' ? number + unit : `${number} ${unit}`;
}

function ofTexts(count: number, build: (texts: string[]) => TexSpan[] | string | null): Rule {
  return (tex, next, to) => {
    const start = skipSpace(tex, next, to);
    let at = option(tex, start, to)?.next ?? start;
    const texts: string[] = [];
    while (texts.length < count) {
      const from = skipSpace(tex, at, to);
      const range = tex.source[from] === '{' ? argument(tex, from, to) : null;
      if (range === null) return null;
      texts.push(tex.source.slice(range.from, range.to));
      at = range.next;
    }
    const spans = build(texts);
    if (spans === null) return null;
    return { spans: typeof spans === 'string' ? [{ text: spans, style: 'plain' }] : spans, next: at };
  };
}

function range(from: string | null, end: string | null): string | null {
  return from === null || end === null ? null : `${from} to ${end}`;
}

function angle(source: string): string | null {
  const parts = source.split(';').map((part) => (part.trim() === '' ? '' : numberText(part)));
  if (parts.length > 3 || parts.includes(null)) return null;
  return parts.map((part, i) => (part === '' ? '' : `${part}${'°′″'[i]}`)).join('');
}

const romans =
  'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII XXIV XXV XXVI';

/** `\ion{O}{iii}`: O III */
function ion([element = '', stage = '']: string[]): string | null {
  const roman = romans.split(' ')[Number(stage) - 1] ?? stage.trim().toUpperCase();
  return /^[A-Z][a-z]?$/.test(element.trim()) && /^[IVX]+$/.test(roman) ? `${element.trim()} ${roman}` : null;
}

const chemicalPiece =
  /\s*(?:<=>>?|<<=>|<-->|<->|-->|->|<-)(?:\[[^[\]]*\]){0,2}\s*|[_^](?:\{[^{}\\]*\}|\d*[+-]?|[a-z])|\d+(?:\.\d+)?|[+-]|\\[A-Za-z]+ ?|[\p{L}()[\]]|[\s*.,/=#]/uy;
const arrows: Readonly<Record<string, string>> = {
  '->': '→',
  '-->': '⟶',
  '<-': '←',
  '<->': '↔',
  '<-->': '⟷',
};

/** The formula of `\ce{SO4^2-}`, after mhchem's manual: SO₄²⁻; null when it has anything else. */
export function chemical(source: string): TexSpan[] | null {
  if (source.length > longest.author) return null;
  const spans: TexSpan[] = [];
  for (let at = 0; at < source.length; at = chemicalPiece.lastIndex) {
    chemicalPiece.lastIndex = at;
    const piece = chemicalPiece.exec(source)?.[0] ?? '';
    const before = source[at - 1] ?? ' ';
    const after = source[at + piece.length] ?? ' ';
    const sign = piece.trim().split('[', 1).join();
    if (piece === '') return null;
    if (/^[_^]/.test(piece)) {
      const text = piece.replace(/^[_^]|[{}]/g, '').replaceAll('-', '−');
      if (text === '') push(spans, piece.startsWith('^') ? '↑' : '', 'plain');
      else push(spans, text, piece.startsWith('_') ? 'sub' : 'sup');
    } else if (/^\d/.test(piece)) push(spans, piece, /[\p{L})\]]/u.test(before) ? 'sub' : 'plain');
    else if (/^[+-]$/.test(piece) && /[\p{L}\d)\]}]/u.test(before) && /[\s)\],]/.test(after))
      push(spans, piece === '-' ? '−' : piece, 'sup');
    else if (/^(?:<=>|<<=)/.test(sign)) push(spans, ' ⇌ ', 'plain');
    else if (arrows[sign] !== undefined) push(spans, ` ${arrows[sign]} `, 'plain');
    else if (piece.startsWith('\\')) {
      const letter = greek.get(piece.slice(1).trim());
      if (letter === undefined) return null;
      push(spans, letter, 'plain');
    } else push(spans, piece === '*' ? '·' : piece === '#' ? '≡' : piece, 'plain');
  }
  return spans;
}

const both = (count: number, read: (numbers: string[]) => string | null): Rule =>
  ofTexts(count, (texts) => quantity(read(texts.slice(0, -1)), unitText(texts.at(-1) ?? '')));

/** Numbers, units (siunitx), chemistry (mhchem) and ions (AASTeX), whose arguments have a language of their own. */
export const unitRules: ReadonlyMap<string, Rule> = new Map([
  ...['SI', 'qty'].map((name) => [name, both(2, ([number = '']) => numberText(number))] as const),
  ...['SIrange', 'qtyrange'].map(
    (name) => [name, both(3, ([from = '', end = '']) => range(numberText(from), numberText(end)))] as const,
  ),
  ...['si', 'unit'].map((name) => [name, ofTexts(1, ([unit = '']) => unitText(unit))] as const),
  ['num', ofTexts(1, ([number = '']) => numberText(number))],
  ['numrange', ofTexts(2, ([from = '', end = '']) => range(numberText(from), numberText(end)))],
  ['ang', ofTexts(1, ([source = '']) => angle(source))],
  ['ce', ofTexts(1, ([source = '']) => chemical(source))],
  ['ion', ofTexts(2, ion)],
]);
