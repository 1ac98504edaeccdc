import { type BounceKind, type BounceReason, kinds } from './bounce-reason.ts';
import { headerOf, type MimePart, parseText, walk } from './mime.ts';
import { textReader } from './mime-text.ts';

/** What a message says of one recipient. `address` and `status` are empty where it does not say. */
export type BouncedRecipient = {
  address: string;
  status: string;
  kind: BounceKind;
  reason: BounceReason;
  /** Other addresses under which it speaks of the same recipient, such as where their mail is forwarded to. */
  also?: readonly string[];
};

export function bouncedRecipient(address: string, status: string, reason: BounceReason): BouncedRecipient {
  return { address, status, kind: kinds[reason], reason };
}

/** A message with its parts, without those of messages that it returns, and their texts. */
export type Report = {
  message: MimePart;
  parts: readonly MimePart[];
  textOf: (part: MimePart) => string;
};

export function reportOf(message: MimePart): Report {
  return { message, parts: [...walk(message, isOpen)], textOf: textReader() };
}

/** A returned message is looked into only for its headers. */
export function isOpen(part: MimePart): boolean {
  return part.type !== 'message/rfc822' && part.type !== 'message/global';
}

/** The returned messages, or their headers, as far as they are parts of their own. */
export function originals({ parts, textOf }: Report): MimePart[] {
  return parts.flatMap((part) => {
    if (!isOpen(part)) return part.parts;
    return /^(?:text\/rfc822-headers?|message\/global-headers)$/.test(part.type)
      ? [parseText(textOf(part))]
      : [];
  });
}

/** What a person who opens the message reads. What somebody passed on is quoted by most mail programs. */
export function textForPeople({ parts, textOf }: Report): string {
  return parts
    .filter(isForPeople)
    .map(textOf)
    .join('\n')
    .replace(/^> ?(?!>)/gm, '');
}

export function isForPeople({ type, headers }: Pick<MimePart, 'type' | 'headers'>): boolean {
  return (
    (type === 'text/plain' || type === 'text/html') &&
    !/^attachment/i.test(headerOf({ headers }, 'content-disposition'))
  );
}
