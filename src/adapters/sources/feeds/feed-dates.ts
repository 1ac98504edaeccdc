import { instantOrNull } from '../fields.ts';

/**
 * Months by the first three or four letters of their names in English, German, French, Spanish, Italian and Portuguese.
 * Four where three would be two months.
 */
const months: Readonly<Record<string, number>> = {
  jan: 1,
  jän: 1,
  ene: 1,
  gen: 1,
  feb: 2,
  fev: 2,
  fév: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  apr: 4,
  avr: 4,
  abr: 4,
  may: 5,
  mai: 5,
  mag: 5,
  jun: 6,
  giu: 6,
  jul: 7,
  lug: 7,
  aug: 8,
  aoû: 8,
  aou: 8,
  ago: 8,
  sep: 9,
  set: 9,
  oct: 10,
  okt: 10,
  out: 10,
  ott: 10,
  nov: 11,
  dec: 12,
  dez: 12,
  déc: 12,
  dic: 12,
  juin: 6,
  juil: 7,
};

/** Zones that are named in letters and that RFC 5322 does not have, in minutes east of Greenwich. */
const zones: Readonly<Record<string, number>> = {
  wet: 0,
  bst: 60,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  sgt: 480,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
};

/**
 * The moment that a feed's date means, or null: as in RFC 3339 and RFC 5322, and as sites write dates in spite of them:
 * `20 novembre 2026`, `Fr, 20 Nov 2026 10:00 MEZ`, `20.11.2026`, `November 20, 2026`. A date without a zone is in UTC,
 * also where a program's own zone would be taken; one of which day and month could be either is none.
 */
export function feedDate(text: string | null): Date | null {
  const written = text?.trim().slice(0, 100) ?? '';
  if (/^\d{4}-\d{2}-\d{2}(?:$|[T ])/.test(written)) return instantOrNull(asRfc3339(written));
  const day = dayOf(written);
  if (day === null) return null;
  const [, hour = '0', minute = '0', second = '0'] = /\b(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(written) ?? [];
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 60) return null;
  const at = Date.UTC(day.year, day.month - 1, day.day, h, m, s);
  // The 31st of a shorter month.
  if (new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDate() !== day.day) return null;
  return instantOrNull(new Date(at - offsetOf(written) * 60_000).toISOString());
}

/** With the `T` and the colon in the offset that some leave out. */
function asRfc3339(written: string): string {
  const [date, time] = [written.slice(0, 10), written.slice(11)];
  if (time === '') return date;
  const zoned = time
    .replaceAll(' ', '')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
    .replace(/(?:UTC|GMT)$/, 'Z');
  return `${date}T${zoned}`;
}

type Day = { year: number; month: number; day: number };

function dayOf(written: string): Day | null {
  const dayFirst =
    /\b(\d{1,2})(?:st|nd|rd|th|er|º)?\.?[\s-]{1,3}(?:de\s)?(\p{L}{3,10})\.?,?[\s-]{1,3}(?:de\s)?(\d{4})\b/u.exec(
      written,
    );
  const byDay = dayFirst === null ? null : named(dayFirst[1], dayFirst[2], dayFirst[3]);
  if (byDay !== null) return byDay;
  const monthFirst =
    /\b(\p{L}{3,10})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(?:\d{1,2}:\d{2}(?::\d{2})?\s(?:[A-Z]{2,5}\s)?)?(\d{4})\b/u.exec(
      written,
    );
  if (monthFirst !== null) return named(monthFirst[2], monthFirst[1], monthFirst[3]);
  const yearFirst = /\b(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b/.exec(written);
  if (yearFirst !== null) return numbered(yearFirst[1], yearFirst[2], yearFirst[3]);
  const dotted = /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/.exec(written);
  if (dotted !== null) return numbered(dotted[3], dotted[2], dotted[1]);
  const [, first = '', second = '', year] = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(written) ?? [];
  if (first === second || Number(first) > 12) return numbered(year, second, first);
  return Number(second) > 12 ? numbered(year, first, second) : null;
}

function named(day: string | undefined, name = '', year: string | undefined): Day | null {
  const word = name.toLowerCase().normalize('NFC');
  const month = months[word.slice(0, 4)] ?? months[word.slice(0, 3)];
  return month === undefined ? null : numbered(year, String(month), day);
}

function numbered(year = '', month = '', day = ''): Day | null {
  const read = { year: Number(year), month: Number(month), day: Number(day) };
  return read.year >= 1000 && read.month >= 1 && read.month <= 12 && read.day >= 1 && read.day <= 31
    ? read
    : null;
}

/** Minutes east of Greenwich. */
function offsetOf(written: string): number {
  const [, sign, hours, minutes = '0'] =
    /\s(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})?\s*(?:\(|$)/.exec(written) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const name = /\d{2}\s([A-Z]{2,4})\b/.exec(written)?.[1] ?? '';
  const known = zones[name.toLowerCase()];
  if (known !== undefined) return known;
  // Those of RFC 5322, 4.3, and GMT.
  const american = /^([ECMP])([SD])T$/.exec(name);
  if (american === null) return 0;
  const standard = -60 * (5 + 'ECMP'.indexOf(american[1] ?? 'E'));
  return american[2] === 'D' ? standard + 60 : standard;
}
