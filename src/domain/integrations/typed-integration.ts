import type { FieldError } from '../errors.ts';
import { longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';
import { isTimeZone } from '../time/zone.ts';
import { type IntegrationKind, type Target, type ToldEvent, toldEvents } from './integration.ts';
import { readTargetUrl } from './target-url.ts';

/** A form as it was typed; a secret that is empty stays as it was. */
export type TypedIntegration = {
  name: string;
  url: string;
  room: string;
  token: string;
  events: readonly string[];
  withReader: boolean;
  topics: readonly string[];
  papers: string;
  hour: string;
  timezone: string;
};

export type IntegrationSettings = {
  name: string;
  events: ToldEvent[];
  /** Whether a reader's number and address are told. */
  withReader: boolean;
  papers: number;
  hour: number;
  timezone: string;
};

export const longestName = 60;
export const mostPapers = 20;
export const mostTopics = 20;

function wholeNumber(typed: string, least: number, most: number): number | null {
  const value = /^\d{1,2}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

/**
 * What was typed of an integration; tells every field that is wrong. `before`: the target of one that is edited, whose
 * secrets stay where nothing is typed; null for a new one, or when they cannot be read any more.
 */
export function readIntegration(
  kind: IntegrationKind,
  typed: TypedIntegration,
  { before, loopback }: { before: Target | null; loopback: boolean },
): { settings: IntegrationSettings; target: Omit<Target, 'secret' | 'previous'>; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: keyof TypedIntegration, message: string) => void errors.push({ field, message });
  const isChat = kind !== 'webhook';

  const name = oneLine(typed.name.slice(0, 1_000));
  if (name === '') wrong('name', 'must not be empty');
  if (name.length > longestName) wrong('name', `must have at most ${longestName} characters`);

  let url = before?.url ?? '';
  if (typed.url.trim() !== '') {
    const read = readTargetUrl(typed.url, { loopback });
    if ('fault' in read) wrong('url', read.fault);
    else url = kind === 'matrix' ? read.url.origin : read.url.href;
  } else if (before === null || kind === 'webhook') wrong('url', 'must not be empty');

  let room: string | null = null;
  let token: string | null = null;
  if (kind === 'matrix') {
    room = typed.room.trim().slice(0, longest.address + 2);
    // Matrix 1.13, appendix 4.2.2: an opaque identifier, with or without its server.
    if (!/^![\x21-\x7e]{1,254}$/.test(room)) wrong('room', 'must be a room’s id such as !abc:example.org');
    token = typed.token.trim() || (before?.token ?? null);
    if (token === null) wrong('token', 'must not be empty');
    else if (!/^[\x21-\x7e]{1,500}$/.test(token)) wrong('token', 'must be an access token, without spaces');
  }

  const events = toldEvents.filter((event) => typed.events.includes(event));
  if (!isChat && events.length === 0) wrong('events', 'choose at least one');
  if (isChat && typed.topics.length > mostTopics) wrong('topics', `choose at most ${mostTopics}`);
  const papers = isChat ? wholeNumber(typed.papers, 1, mostPapers) : 5;
  if (papers === null) wrong('papers', `must be a number from 1 to ${mostPapers}`);
  const hour = isChat ? wholeNumber(typed.hour, 0, 23) : 8;
  if (hour === null) wrong('hour', 'must be an hour from 0 to 23');
  const timezone = isChat ? typed.timezone.slice(0, longest.timezone + 1) : 'UTC';
  if (!isTimeZone(timezone)) wrong('timezone', 'must be a time zone such as Europe/Berlin');

  return {
    settings: {
      name,
      events: isChat ? [] : events,
      withReader: !isChat && typed.withReader,
      papers: papers ?? 5,
      hour: hour ?? 8,
      timezone,
    },
    target: { url, room, token },
    errors,
  };
}
