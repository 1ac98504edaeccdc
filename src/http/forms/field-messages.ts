import type { FieldError } from '../../domain/errors.ts';

/** Messages by field; null where there is nothing to say, so that a template may ask for any of them. */
export type FieldMessages<F extends string> = Record<F, string | null> & {
  /** What is wrong with none of the fields in particular. */
  other: string | null;
};

/** The same words with a capital at their start. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The message for each field, and in `other` what is wrong with none of them. */
export function messagesFor<F extends string>(
  names: readonly F[],
  errors: readonly FieldError[] = [],
): FieldMessages<F> {
  const messageOf = (name: F) => {
    const found = errors.find(({ field }) => field === name);
    return [name, found === undefined ? null : sentence(found.message)] as const;
  };
  const known: readonly string[] = names;
  const others = errors.filter(({ field }) => !known.includes(field));
  return {
    ...(Object.fromEntries(names.map(messageOf)) as Record<F, string | null>),
    other: others.map(({ message }) => sentence(message)).join(' ') || null,
  };
}
