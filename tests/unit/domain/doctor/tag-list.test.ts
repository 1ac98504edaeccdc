import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTagList, parseTagList } from '../../../../src/domain/doctor/tag-list.ts';

const tags = (text: string) => [...parseTagList(text).tags];

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
const value = fc.stringMatching(/^(?:[!-:<-~](?:[!-:<-~ ]{0,20}[!-:<-~])?)?$/);
const space = fc.stringMatching(/^[ \t]{0,3}$/);

describe('a tag list', () => {
  it('is read with or without white space and a semicolon at its end', () => {
    const read = [
      ['v', 'DKIM1'],
      ['p', 'MIIB+/=='],
    ];
    for (const text of ['v=DKIM1;p=MIIB+/==', ' v = DKIM1 ;\tp = MIIB+/== ; ', 'v=DKIM1;\r\n p=MIIB+/==;'])
      expect(parseTagList(text)).toMatchObject({ fault: null, tags: new Map(read as [string, string][]) });
  });

  it.each([
    ['', 'nothing stands'],
    ['v=DMARC1;; p=none', 'nothing stands'],
    ['v=DMARC1; none', '“none” is no tag'],
    ['v=DMARC1; p!=none', '“p!” cannot be'],
    ['v=DMARC1; p=none; p=reject', 'p= is there twice'],
    ['v=DMARC1; p=“none”', 'the value of p='],
  ])('has a fault: %s', (text, fault) => {
    expect(parseTagList(text).fault).toContain(fault);
  });

  it('keeps the first of a tag that is there twice, and the case of names', () => {
    expect(tags('p=none; p=reject; P=x')).toEqual([
      ['p', 'none'],
      ['P', 'x'],
    ]);
  });

  it('comes back as it was written, whatever space is around its parts', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([tag]) => tag }),
        space,
        (list, gap) => {
          const spaced = list.map(([tag, text]) => `${gap}${tag}${gap}=${gap}${text}${gap}`).join(';');
          for (const text of [formatTagList(list), spaced, `${spaced};`])
            expect(parseTagList(text)).toEqual({ fault: null, tags: new Map(list) });
        },
      ),
    );
  });

  it('is read whatever it is, and what has a fault is never taken for a list without one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[vp=; \t1]*$/)), (text) => {
        const { tags: read, fault } = parseTagList(text);
        if (fault === null) expect(parseTagList(formatTagList(read))).toEqual({ tags: read, fault: null });
      }),
    );
  });
});
