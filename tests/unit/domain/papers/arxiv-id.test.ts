import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOfOtherMonths, parseArxivId } from '../../../../src/domain/papers/arxiv-id.ts';

describe('parseArxivId', () => {
  test.each([
    ['2510.01234', '2510.01234', null],
    ['2510.01234v2', '2510.01234', 2],
    ['2510.01234V12', '2510.01234', 12],
    ['0704.0001v1', '0704.0001', 1],
    ['math.GT/0309136v1', 'math/0309136', 1],
    ['math/0309136', 'math/0309136', null],
    ['hep-th/9901001', 'hep-th/9901001', null],
    ['Cond-Mat/0102536', 'cond-mat/0102536', null],
    ['  arXiv:2510.01234v1 ', '2510.01234', 1],
    ['arXiv: math.GT/0309136', 'math/0309136', null],
    ['oai:arXiv.org:2609.01234v1', '2609.01234', 1],
    ['oai:arXiv.org:hep-th/9901001', 'hep-th/9901001', null],
    ['http://arxiv.org/abs/2510.01234v3', '2510.01234', 3],
    ['https://www.arxiv.org/pdf/2510.01234v3.pdf', '2510.01234', 3],
    ['https://export.arxiv.org/abs/hep-th/9901001v2?context=math#top', 'hep-th/9901001', 2],
    ['arxiv.org/html/2510.01234v1/', '2510.01234', 1],
    ['https://doi.org/10.48550/arXiv.2510.01234', '2510.01234', null],
    ['10.48550/arxiv.2510.01234', '2510.01234', null],
    ['cond-mat.mtrl-sci/0309136v2', 'cond-mat/0309136', 2],
    ['physics.optics/0309136', 'physics/0309136', null],
    ['arXiv:2611.95001v1 [cs.LG]', '2611.95001', 1],
    ['arXiv:2611.95001v1  [cs.LG]  24 Nov 2026', '2611.95001', 1],
    ['arXiv 2611.95001', '2611.95001', null],
    ['arXiv:2611.95001.', '2611.95001', null],
    ['https://huggingface.co/papers/2611.95001', '2611.95001', null],
    ['https://hf.co/papers/2611.95001?utm=x', '2611.95001', null],
    ['https://www.alphaxiv.org/abs/2611.95001v2', '2611.95001', 2],
    ['alphaxiv.org/overview/2611.95001', '2611.95001', null],
  ])('reads %j as %s, version %s', (text, id, version) => {
    expect(parseArxivId(text)).toEqual({ id, version });
  });

  test.each([
    '',
    'arXiv:',
    '2510.123',
    '2510.123456',
    '25100.1234',
    '2510.01234v0',
    '2510.01234v',
    '2510.01234 v2',
    '2510.01234v2x',
    'math/030913',
    'math.GTX/0309136',
    '/0309136',
    'https://example.org/abs/2510.01234',
    'https://arxiv.org.example.org/abs/2510.01234',
    'https://arxiv.org/list/cs.RO/recent',
    '10.1000/2510.01234',
    'arXiv 2510.01234 compared',
    'https://huggingface.co/models/2611.95001',
    '٢٥١٠.٠١٢٣٤',
  ])('takes %j for no arXiv id', (text) => {
    expect(parseArxivId(text)).toBeNull();
  });

  const base = fc.oneof(
    fc.stringMatching(/^[0-9]{4}\.[0-9]{4,5}$/),
    fc.stringMatching(/^(hep-th|math|quant-ph|cs)\/[0-9]{7}$/),
  );

  test('finds the same id in every way of writing it, and an id reads as itself', () => {
    const written = fc.constantFrom(
      (id: string) => id,
      (id: string) => `arXiv:${id}`,
      (id: string) => `oai:arXiv.org:${id}`,
      (id: string) => `https://arxiv.org/abs/${id}`,
      (id: string) => `http://export.arxiv.org/pdf/${id}.pdf`,
      (id: string) => ` ${id}\n`,
    );
    const version = fc.option(fc.integer({ min: 1, max: 9999 }));
    fc.assert(
      fc.property(base, version, written, (id, number, write) => {
        expect(parseArxivId(write(number === null ? id : `${id}v${number}`))).toEqual({
          id,
          version: number,
        });
      }),
    );
  });

  test('whatever it reads can be read again, and nothing makes it throw', () => {
    const likely = fc.string({
      unit: fc.constantFrom(...'0123456789.v/mathGT-:'.split('')),
      minLength: 9,
      maxLength: 12,
    });
    const nearly = fc
      .tuple(base, likely, fc.nat(9))
      .map(([id, noise, at]) => id.slice(0, at) + noise.slice(at));
    fc.assert(
      fc.property(fc.oneof(nearly, likely, fc.string({ unit: 'binary' })), (text) => {
        const read = parseArxivId(text);
        expect(read === null ? null : parseArxivId(read.id)?.id).toBe(read?.id ?? null);
      }),
    );
  });
});

describe('isOfOtherMonths', () => {
  test.each([
    ['2611.01234', '2026-11-24T15:00:00Z', false],
    ['2610.01234', '2026-11-24T15:00:00Z', false],
    ['2612.01234', '2027-01-02T15:00:00Z', false],
    ['2612.00001', '2026-11-30T15:00:00Z', false],
    ['2609.01234', '2026-11-24T15:00:00Z', true],
    ['1706.03762', '2026-11-24T15:00:00Z', true],
    ['2701.00001', '2026-11-24T15:00:00Z', true],
    ['hep-th/9901001', '2026-11-24T15:00:00Z', true],
    ['math/0701001', '2026-11-24T15:00:00Z', true],
  ])('of %s as of %s is %s', (id, now, other) => {
    expect(isOfOtherMonths(id, new Date(now))).toBe(other);
  });
});
