import { domainToASCII } from 'node:url';
import { cut, longest } from '../lengths.ts';

/**
 * An address as it was given, judged. `address` is what to store and to mail: the local part as typed, the
 * domain in lower-case ASCII. `hint` is the address that was probably meant when the domain looks mistyped;
 * it is a question to put to the person, never a reason to refuse.
 */
export type ParsedAddress =
  | { ok: true; address: string; domain: string; hint?: string }
  | { ok: false; message: string };

/** RFC 5321, 4.5.3.1.1. */
const maxLocalOctets = 64;
/** RFC 1035, 2.3.4. */
const maxLabelOctets = 63;

/** What pasting brings along at either end: white space, zero-width and direction marks, the byte order mark. */
const stray = /[\s\p{Cf}]/u;
/** Zero-width (non-)joiners are left to the IDN rules: Persian and Indic domains need them. */
const invisible = /[^\P{Cf}\u200C\u200D]/u;
/** RFC 5322, 3.2.3, and the dot between atoms. */
const notAtext = /[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/u;
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Names that no mail exchanger of the public internet can serve, each with the RFC that set it aside. `test`
 * and the `example` names are set aside too (RFC 2606), but are left in: they are what trial runs mail to.
 */
const specialUse: ReadonlyMap<string, string> = new Map([
  ['invalid', 'RFC 2606'],
  ['localhost', 'RFC 6761'],
  ['local', 'RFC 6762'],
  ['onion', 'RFC 7686'],
  ['home.arpa', 'RFC 8375'],
  ['alt', 'RFC 9476'],
  ['arpa', 'RFC 3172'],
]);

/** Domains so common that one slip away from them is more likely than a domain of its own. */
const commonDomains: readonly string[] = [
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'icloud.com',
  'protonmail.com',
  'proton.me',
];
/** Real mail domains that are one slip away from one of the above. */
const realNeighbours: ReadonlySet<string> = new Set(['mail.com', 'ymail.com', 'email.com', 'hotmail.co']);
/** Endings that are no top-level domain, with the one that was meant. */
const mistypedEndings: ReadonlyMap<string, string> = new Map([
  ['con', 'com'],
  ['cmo', 'com'],
  ['ocm', 'com'],
  ['comm', 'com'],
  ['vom', 'com'],
  ['ogr', 'org'],
  ['orgg', 'org'],
  ['nte', 'net'],
  ['ent', 'net'],
  ['eud', 'edu'],
]);

/**
 * Without stray characters at either end. Two loops: an expression that ends with `$` looks at each run in between
 * anew.
 */
function trimmedEnds(input: string): string {
  let start = 0;
  let end = input.length;
  while (start < end && stray.test(input.charAt(start))) start += 1;
  while (end > start && stray.test(input.charAt(end - 1))) end -= 1;
  return input.slice(start, end);
}

function tooLong(length: number): { ok: false; message: string } {
  return refuse(
    `The address is ${length} characters long; at most ${longest.address} are allowed (RFC 5321).`,
  );
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** Why the whole cannot be one bare address, in the order that helps most; null if it can. */
function shapeProblem(input: string): string | null {
  if (input === '') return 'An address is needed, like ada@example.org.';
  if (/\p{Cc}|[\u2028\u2029]/u.test(input)) {
    return 'The address has a line break or another control character in it: give it on one line.';
  }
  if (/[<>]/.test(input))
    return 'Give only the address, like ada@example.org, without a name or angle brackets.';
  if (input.includes('"')) {
    return 'Quoted names before the @ are not supported: give an address without quotation marks.';
  }
  const ats = input.split('@').length - 1;
  if (ats === 0) return 'An address needs an @ between name and domain, like ada@example.org.';
  if (ats > 1) return 'There is more than one @: give exactly one address.';
  if (/\s/u.test(input)) return 'An address cannot have spaces in it.';
  if (invisible.test(input)) return 'The address has an invisible character in it: type it again by hand.';
  return null;
}

/** Why `local` cannot stand before the @ of an address that this service can mail; null if it can. */
function localProblem(local: string): string | null {
  if (local === '') return 'The part before the @ is missing.';
  if (/[^\p{ASCII}]/u.test(local)) {
    return 'Letters outside A–Z before the @ are not supported (that takes SMTPUTF8, RFC 6531): give another address.';
  }
  const wrong = notAtext.exec(local);
  if (wrong !== null) return `The character ${wrong[0]} cannot stand before the @.`;
  if (local.startsWith('.') || local.endsWith('.'))
    return 'The part before the @ cannot begin or end with a dot.';
  if (local.includes('..')) return 'The part before the @ cannot have two dots in a row.';
  if (local.length > maxLocalOctets) {
    return `The part before the @ is ${local.length} characters long; at most ${maxLocalOctets} are allowed (RFC 5321).`;
  }
  return null;
}

function specialUseProblem(domain: string): string | null {
  for (const [name, source] of specialUse) {
    if (domain === name || domain.endsWith(`.${name}`)) {
      return `Addresses under .${name} cannot receive mail (${source}): give one on the public internet.`;
    }
  }
  return null;
}

/** The domain in lower-case ASCII without a trailing dot, or why it can have no mail exchanger. */
function parseDomain(typed: string): { domain: string } | { problem: string } {
  if (typed === '') return { problem: 'The domain after the @ is missing.' };
  if (typed.startsWith('[')) {
    return {
      problem: 'Address literals like [192.0.2.1] are not supported: give a domain name after the @.',
    };
  }
  // Checked first because domainToASCII reads these as the parts of a URL and cuts the name there.
  const wrong = /[^A-Za-z0-9.\-\P{ASCII}]/u.exec(typed);
  if (wrong !== null) return { problem: `The character ${wrong[0]} cannot stand in a domain.` };
  const ascii = /[^\p{ASCII}]/u.test(typed) ? domainToASCII(typed) : typed.toLowerCase();
  const domain = ascii.replace(/\.$/, '');
  if (domain === '') return { problem: `${typed} is not a domain name.` };
  if (/^\.|\.\.|\.$/.test(domain)) {
    return { problem: 'The domain cannot begin or end with a dot, or have two in a row.' };
  }
  const special = specialUseProblem(domain);
  if (special !== null) return { problem: special };
  const labels = domain.split('.');
  const last = labels.at(-1);
  if (last === undefined || labels.length < 2) {
    return { problem: `The domain ${domain} is not complete: it needs an ending, like ${domain}.org.` };
  }
  for (const label of labels) {
    if (label.length > maxLabelOctets) {
      return { problem: `A part of the domain is longer than ${maxLabelOctets} characters.` };
    }
    if (!hostLabel.test(label)) {
      return {
        problem: `${label} cannot be a part of a domain: only letters, digits and inner hyphens can.`,
      };
    }
  }
  if (/^\d+$/.test(last))
    return { problem: 'The domain ends in a number: give a domain name, not an IP address.' };
  return { domain };
}

/** Whether `a` becomes `b` by one letter more, less or other, or by swapping two neighbours. */
function oneSlipApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (a.length < b.length) return restA === restB.slice(1);
  if (a.length > b.length) return restA.slice(1) === restB;
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return swapped || restA.slice(1) === restB.slice(1);
}

function probableDomain(domain: string): string | null {
  const dot = domain.lastIndexOf('.');
  const ending = mistypedEndings.get(domain.slice(dot + 1));
  const mended = ending === undefined ? domain : domain.slice(0, dot + 1) + ending;
  if (commonDomains.includes(mended) || realNeighbours.has(mended)) return mended === domain ? null : mended;
  const near = commonDomains.find((common) => oneSlipApart(mended, common));
  return near ?? (mended === domain ? null : mended);
}

/**
 * Reads what a person typed or a file holds as one mailable address. Trims, normalizes to NFC, turns an
 * international domain into ASCII (UTS 46) and lower-cases the domain; the local part stays as typed, since
 * its case is the receiving host's business (RFC 5321, 2.4). Never throws; a refusal's message says why and
 * what would be right. What is accepted holds no space, control character or line break, and parses to itself.
 */
export function parseAddress(input: string): ParsedAddress {
  if (input.length > longest.typedAddress) return tooLong(input.length);
  const trimmed = trimmedEnds(input).normalize('NFC');
  const shape = shapeProblem(trimmed);
  if (shape !== null) return refuse(shape);
  const at = trimmed.indexOf('@');
  const local = trimmed.slice(0, at);
  const problem = localProblem(local);
  if (problem !== null) return refuse(problem);
  const parsed = parseDomain(trimmed.slice(at + 1));
  if ('problem' in parsed) return refuse(parsed.problem);
  const { domain } = parsed;
  const address = `${local}@${domain}`;
  if (address.length > longest.address) return tooLong(address.length);
  const meant = probableDomain(domain);
  return meant === null
    ? { ok: true, address, domain }
    : { ok: true, address, domain, hint: `${local}@${meant}` };
}

/**
 * The form in which two addresses are the same address: lower-case throughout, as `citext` compares and as
 * the suppression hash is taken. Give it an address that `parseAddress` accepted.
 */
export function comparable(address: string): string {
  return address.toLowerCase();
}

/** Where dots in the local part are of no account, and what the domain is called. */
const dotless: ReadonlyMap<string, string> = new Map([
  ['gmail.com', 'gmail.com'],
  ['googlemail.com', 'gmail.com'],
]);

/**
 * The inbox that an address most likely leads to, in lower case: without what follows a `+` (RFC 5233), and at Gmail
 * without dots. For caps alone: who somebody is, and where mail goes, is the address as it was given. Give it an
 * address that `parseAddress` accepted.
 */
export function inboxOf(address: string): string {
  const whole = comparable(cut(address, longest.address));
  const at = whole.lastIndexOf('@');
  const [local, domain] = [whole.slice(0, Math.max(at, 0)), whole.slice(at + 1)];
  const plus = local.indexOf('+');
  const named = plus > 0 ? local.slice(0, plus) : local;
  const gmail = dotless.get(domain);
  return gmail === undefined ? `${named}@${domain}` : `${named.replaceAll('.', '')}@${gmail}`;
}

/** What follows the last @, in lower case; empty when there is no @. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1).toLowerCase();
}
