import type { BouncedRecipient } from '../../src/domain/bounces/report.ts';

/**
 * The baseline: what a short script does. The recipients are those of `Final-Recipient` fields, else the first address
 * in angle brackets after the head; 5 is hard, 4 is soft, by the first code after each. It knows no complaints.
 */
export function firstDigit(raw: Uint8Array): BouncedRecipient[] {
  const text = Buffer.from(raw).toString('latin1');
  const body = text.slice(text.search(/\r?\n\r?\n/));
  const named = [...body.matchAll(/^Final-Recipient:[^;\n]*;\s*<?([^\s<>]+@[^\s<>]+)/gim)];
  const found = named.length > 0 ? named : [...body.matchAll(/<([^\s<>]+@[^\s<>]+)>/g)].slice(0, 1);
  return found.map((match) => {
    const after = body.slice(match.index);
    const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(after)?.[0] ?? '';
    const digit = status[0] ?? /\b([45])\d\d[ -]/.exec(after)?.[1];
    const hard = digit === '5';
    return {
      address: match[1] ?? '',
      status,
      kind: hard ? 'hard' : 'soft',
      reason: hard ? 'unknown-user' : 'undetermined',
    };
  });
}
