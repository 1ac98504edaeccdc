import { isSameAddress } from './bounce-address.ts';
import { type BounceKind, type BounceReason, kinds } from './bounce-reason.ts';
import { headerOf, type MimePart, parseText, walk } from './mime.ts';
import { textReader } from './mime-text.ts';

/** What a message says of one recipient. `address` and `status` are empty where it does not say. */
export type BouncedRecipient = { address: string; status: string; kind: BounceKind; reason: BounceReason };

/**
 * Other addresses under which a report speaks of a recipient, such as where their mail is forwarded to: by the one that
 * stands in its `BouncedRecipient`.
 */
export type Aliases = ReadonlyMap<string, readonly string[]>;

export function bouncedRecipient(address: string, status: string, reason: BounceReason): BouncedRecipient {
  return { address, status, kind: kinds[reason], reason };
}

/**
 * What a report says of a reader, told who that is: an address that is gone but is not the reader's own, such as one
 * that they forward to, does not make theirs one. A report that names no address is about whoever it was sent to.
 */
export function forReader(recipient: BouncedRecipient, aliases: Aliases, reader: string): BouncedRecipient {
  const { address, kind } = recipient;
  const named = [address, ...(aliases.get(address) ?? [])];
  if (kind !== 'hard' || address === '' || named.some((one) => isSameAddress(one, reader))) return recipient;
  return { ...recipient, kind: kinds.forwarded, reason: 'forwarded' };
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
