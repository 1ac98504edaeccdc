import { fail, type Verdict, warn, weigh } from './check.ts';
import { dmarcRecordProblems, firstDmarcRecord } from './dmarc-record.ts';
import { parseTagList } from './tag-list.ts';
import { textLine } from './zone-line.ts';

/** What receivers find out of the domain in `From` (RFC 9989, 4.10 and 5.3). */
export type DmarcFinding = {
  /** The DMARC records at that domain itself. */
  own: readonly string[];
  /** The record that applies, and the domain that has it: that one, or one above it. Null: none. */
  applied: { text: string; domain: string } | null;
  /** The policy that applies to this domain, with t= already applied. */
  policy: string;
  /** Whether the envelope's domain is in line with `From`, and those that sign. */
  aligned: { envelope: boolean; signing: readonly string[] };
};

/**
 * Judges DMARC for mail from `from` with an envelope sender at `envelope`, signed here for the domains in `signing`.
 */
export function judgeDmarc(
  mail: { from: string; envelope: string; signing: readonly string[] },
  finding: DmarcFinding,
): Verdict {
  const { from } = mail;
  const { own, applied } = finding;
  if (own.length > 1) {
    return fail(
      `There are ${own.length} DMARC records at _dmarc.${from}, so receivers take none of them: leave one.`,
      textLine(`_dmarc.${from}`, own[0] ?? ''),
    );
  }
  if (applied === null) {
    const [text] = own;
    if (text === undefined) {
      const words = `There is no DMARC record at _dmarc.${from} or above it. Google, Yahoo, Microsoft and Apple ask for one.`;
      return fail(words, firstDmarcRecord(from));
    }
    const problems = dmarcRecordProblems(from, text);
    return weigh('', [...problems, fail('No policy applies.', firstDmarcRecord(from))]);
  }
  const where =
    applied.domain === from ? `at _dmarc.${from}` : `at _dmarc.${applied.domain}, which is above,`;
  return weigh(
    `The DMARC record ${where} gives mail from ${from} the policy “${finding.policy}”. ${inLine(mail, finding)}`,
    [
      ...dmarcRecordProblems(applied.domain, applied.text),
      ...alignmentProblems(mail, { ...finding, applied }),
    ],
  );
}

function inLine(
  { envelope, signing }: { envelope: string; signing: readonly string[] },
  { aligned }: DmarcFinding,
): string {
  const lines = [
    ...(aligned.envelope ? [`SPF for ${envelope}`] : []),
    ...aligned.signing.map((domain) => `DKIM for ${domain}`),
  ];
  if (lines.length > 0) return `In line with it: ${lines.join(', ')}.`;
  return signing.length > 0 ? '' : 'Only a signature by your mail server can be in line with it.';
}

/** DMARC passes when SPF or DKIM passes for a domain in line with `From`; it takes both to survive everything. */
function alignmentProblems(
  { from, envelope, signing }: { from: string; envelope: string; signing: readonly string[] },
  { aligned, applied }: DmarcFinding & { applied: { text: string; domain: string } },
): Verdict[] {
  const { tags } = parseTagList(applied.text);
  const strict = (tag: string) => tags.get(tag)?.toLowerCase() === 's';
  const orRelax = (tag: string) =>
    strict(tag) ? `, or take ${tag}=s, which asks for the very same domain, out of the record` : '';
  const inLineDomain = strict('aspf') ? from : `one below it, such as bounce.${from}`;
  const envelopeWords = `The envelope sender is at ${envelope}, which is not in line with ${from}: set BOUNCE_DOMAIN to ${inLineDomain}${orRelax('aspf')}.`;
  const off = signing.filter((domain) => !aligned.signing.includes(domain));
  const offWords = `DKIM signs for ${off.join(', ')}, which is not in line with ${from}: set DKIM_DOMAIN to ${from}${orRelax('adkim')}.`;
  if (signing.length === 0) {
    return aligned.envelope
      ? []
      : [warn(`${envelopeWords} Until then DMARC hangs on your mail server signing for ${from}.`)];
  }
  if (aligned.signing.length > 0) return aligned.envelope ? [] : [warn(envelopeWords)];
  if (aligned.envelope)
    return [warn(`${offWords} Until then DMARC hangs on SPF alone, which does not survive forwarding.`)];
  return [fail(`DMARC cannot pass. ${offWords} ${envelopeWords}`)];
}
