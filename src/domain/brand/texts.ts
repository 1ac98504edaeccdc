import { english } from '../languages/en.ts';
import type { Language } from '../languages/language.ts';
import type { PageWords } from '../languages/pages/en.ts';
import type { RetentionTerms } from '../retention/retention.ts';

/** The terms that readers are told of. */
const readersTerms = ['unconfirmed', 'deliveries', 'bounces', 'events', 'unsubscribed'] as const;
export type ReadersTerms = Pick<RetentionTerms, (typeof readersTerms)[number]>;

/** How long what is known of readers is kept, a sentence each. */
export function keptInWords(terms: ReadersTerms, language: Language = english): string[] {
  const { kept } = language.pages.own;
  const said = readersTerms.filter((name) => terms[name] > 0);
  return [...said.map((name) => filledIn(kept[name], { days: terms[name] })), kept.rest];
}

/** What an installation is made of, as its own pages tell it. */
export type Facts = {
  name: string;
  /** What people call its sources. */
  sources: readonly string[];
  contact: string | null;
  postalAddress: string | null;
  /** For how many days what is known of readers is kept. */
  terms: ReadersTerms;
  /** For how many days unsubscribing can be undone. */
  undoDays: number;
  /** Hosts of programs that are told readers' addresses. */
  givenTo: readonly string[];
};

/** A text of an owner inside Markdown, where none of its signs means anything. */
function plain(text: string): string {
  return text.slice(0, 1_000).replace(/[\\`*_{}[\]()<>#+!|~&-]/g, '\\$&');
}

/** `values` are plain Markdown already. */
function filledIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

function contactLine({ contact }: Facts, { own }: PageWords): string {
  if (contact === null) return own.answerMails;
  const href = /^https?:/i.test(contact) ? contact : `mailto:${contact}`;
  return filledIn(own.writeTo, { contact: `[${plain(contact)}](${href})` });
}

function listed(names: readonly string[], { locale }: Language): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names.map(plain));
}

/** The text about the service, in Markdown, while no owner has written one. */
export function usualAbout(facts: Facts, language: Language = english): string {
  const { own } = language.pages;
  return filledIn(own.about, {
    name: plain(facts.name),
    sources: facts.sources.length === 0 ? own.importedFiles : listed(facts.sources, language),
    contact: contactLine(facts, language.pages),
  });
}

/** How papers are ranked, in Markdown, while no owner has written it; true of what the software does. */
export function usualRanking(facts: Facts, language: Language = english): string {
  const { own } = language.pages;
  return filledIn(own.ranking, {
    name: plain(facts.name),
    sources: facts.sources.length === 0 ? own.importedFiles : listed(facts.sources, language),
  });
}

/** What is stored about readers and why, in Markdown, while no owner has written it; true of what the software does. */
export function usualPrivacy(facts: Facts, language: Language = english): string {
  const { own } = language.pages;
  const programs = facts.givenTo.map(plain).join(', ');
  return filledIn(own.privacy, {
    name: plain(facts.name),
    programs: programs === '' ? '' : filledIn(own.programs, { programs }),
    kept: keptInWords(facts.terms, language).join(' '),
    undoDays: facts.undoDays,
    contact: contactLine(facts, language.pages),
    post: facts.postalAddress === null ? '' : `\n\n${plain(facts.postalAddress)}`,
  });
}
