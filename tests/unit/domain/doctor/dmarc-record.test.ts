import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dmarcRecordProblems,
  firstDmarcRecord,
  isDmarcRecord,
} from '../../../../src/domain/doctor/dmarc-record.ts';

const good = 'v=DMARC1; p=reject; rua=mailto:dmarc@example.org';
const problems = (text: string) => dmarcRecordProblems('example.org', text);
const published = (text: string) => problems(text)[0]?.publish;
const line = (text: string) => `_dmarc.example.org.  TXT  "${text}"`;

describe('a DMARC record', () => {
  it.each([
    good,
    'v=DMARC1;p=quarantine;sp=reject;np=reject;adkim=s;aspf=r;psd=n;t=n;fo=1;rua=mailto:a@example.net!10m,mailto:b@example.org;ruf=mailto:c@example.org;',
    'v = DMARC1 ; p = Reject ; rua = mailto:dmarc@example.org',
  ])('has nothing wrong: %s', (text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['fail', 'a policy that is none', 'v=DMARC1; p=block; rua=mailto:a@example.org', 'p=block is none'],
    ['fail', 'a policy for names that do not exist that is none', `${good}; np=no`, 'np=no is none'],
    ['fail', 'no policy', 'v=DMARC1; rua=mailto:a@example.org', 'no p='],
    ['fail', 'a tag twice', `${good}; p=none`, 'p= is there twice'],
    ['fail', 'the mark of a public suffix', `${good}; psd=y`, 'public suffix'],
    ['warn', 'a policy that asks for nothing', 'v=DMARC1; p=none; rua=mailto:a@example.org', 'p=none asks'],
    ['warn', 'a policy that is only tested', `${good}; t=y`, 't=y'],
    ['warn', 'nobody to report to', 'v=DMARC1; p=reject', 'Without rua='],
    ['warn', 'a report address that is none', 'v=DMARC1; p=reject; rua=dmarc@example.org', 'rua= must name'],
    ['warn', 'a way of alignment that is none', `${good}; adkim=strict`, 'adkim=strict'],
    ['warn', 'tags that RFC 9989 has taken out', `${good}; pct=50; ri=86400`, 'taken out pct=, ri='],
    ['warn', 'a tag that nobody knows', `${good}; ruaa=x`, 'no tag ruaa='],
  ])('%ss for %s', (status, _, text, says) => {
    expect(problems(text)).toMatchObject([{ status, says: expect.stringContaining(says) }]);
  });

  it('is shown as it should be, one step further', () => {
    expect(published('v=DMARC1; p=none')).toBe(line('v=DMARC1; p=none; rua=mailto:dmarc@example.org'));
    expect(published('v=DMARC1; rua=mailto:a@example.net; p=none; sp=none; pct=50')).toBe(
      line('v=DMARC1; p=quarantine; sp=none; rua=mailto:a@example.net'),
    );
    expect(published(`${good}; t=y; adkim=strict; aspf=s; psd=y; x=1`)).toBe(
      line('v=DMARC1; p=reject; aspf=s; rua=mailto:dmarc@example.org'),
    );
    expect(firstDmarcRecord('example.org')).toBe(line('v=DMARC1; p=none; rua=mailto:dmarc@example.org'));
  });

  it('is made right by what is shown, until only p=none is left to tighten', () => {
    const tag = fc.constantFrom('p', 'sp', 'np', 'adkim', 'aspf', 't', 'psd', 'fo', 'rua', 'pct', 'rf', 'x');
    const value = fc.constantFrom(
      'none',
      'quarantine',
      'reject',
      'r',
      's',
      'y',
      'n',
      '1',
      'mailto:a@example.org',
      '',
    );
    const list = fc.uniqueArray(fc.tuple(tag, value), { selector: ([name]) => name });
    fc.assert(
      fc.property(list, (tags) => {
        let text = ['v=DMARC1', ...tags.map((pair) => pair.join('='))].join('; ');
        for (let steps = 0; steps < 4 && problems(text).length > 0; steps++) {
          const shown = problems(text)[0]?.publish ?? '';
          text = /TXT {2}"(.*)"$/.exec(shown)?.[1] ?? '';
          expect(isDmarcRecord(text)).toBe(true);
        }
        expect(problems(text)).toEqual([]);
      }),
    );
  });

  it('is told from other texts', () => {
    for (const text of [good, 'v=DMARC1', ' V = DMARC1;p=none']) expect(isDmarcRecord(text)).toBe(true);
    for (const text of ['v=dmarc1; p=none', 'v=DMARC10; p=none', 'p=none; v=DMARC1', 'v=spf1 -all'])
      expect(isDmarcRecord(text)).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => void problems(`v=DMARC1;${text}`)));
  });
});
