import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bibtexOf, citationOf } from '../../../../src/domain/papers/citation/citation.ts';
import { makePaper } from '../../../support/papers/paper.ts';

const paper = makePaper({
  title: String.raw`On BERT & $\alpha$-decay: 50% of {\"U}ber_fits`,
  authors: [String.raw`Andr\'e Weil`, 'Zhu, Yifei', 'The CMS Collaboration', '李明'],
  doi: '10.1000/a_b<1>%7B',
});

/** What an entry is made of, read as BibTeX reads it: by its braces. Throws where they are not balanced. */
function fieldsOf(entry: string): Map<string, string> {
  const [, body = ''] = /^@\w+\{[^,]*,\n([\s\S]*)\n\}$/.exec(entry) ?? [];
  const fields = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const [head = '', name = ''] = /^\s*(\w+) = /.exec(body.slice(at)) ?? [];
    if (head === '') throw new Error(`no field at ${body.slice(at, at + 40)}`);
    let end = at + head.length;
    const from = end;
    let depth = 0;
    do {
      if (body[end] === '{') depth++;
      else if (body[end] === '}') depth--;
      end++;
      if (end > body.length) throw new Error('a brace is open');
    } while (depth > 0 || (body[end] !== ',' && end < body.length));
    if (depth !== 0) throw new Error('a brace too many');
    fields.set(name, body.slice(from, end));
    at = end + 1;
  }
  return fields;
}

describe('BibTeX', () => {
  it('has what arXiv asks for, with whatever TeX takes for more than a letter escaped', () => {
    expect(bibtexOf(paper)).toBe(String.raw`@misc{weil2026bert,
  title = {On {BERT} \& α-decay: 50\% of Über\_fits},
  author = {André Weil and Zhu, Yifei and {The CMS Collaboration} and 李明},
  year = {2026},
  month = nov,
  eprint = {2611.00001},
  archivePrefix = {arXiv},
  primaryClass = {cs.RO},
  doi = {10.1000/a_b%3C1%3E%257B},
  url = {https://arxiv.org/abs/2611.00001}
}`);
  });
  it('is an article where the journal is known, and has no eprint without arXiv', () => {
    const entry = bibtexOf({
      ...paper,
      arxivId: null,
      url: 'javascript:alert(1)',
      journalRef: 'Phys. Rev. D 76 {1}',
    });
    expect(entry).toMatch(/^@article\{/);
    const fields = fieldsOf(entry);
    expect([...fields.keys()]).toEqual(['title', 'author', 'journal', 'year', 'month', 'doi']);
  });
  it('names fifty of three thousand authors', () => {
    const author = fieldsOf(bibtexOf({ ...paper, authors: Array(3_000).fill('A B') })).get('author');
    expect(author?.split(' and ')).toHaveLength(51);
    expect(author).toMatch(/ and others\}$/);
  });
  it.each(['}', '{', '\\', '@misc{x,', '%', '"', '}},\n url = {javascript:1', '\\end{document}', '#$^~_&'])(
    'stays whole whatever is in it: %s',
    (hostile) => {
      const all = {
        title: hostile,
        authors: [hostile],
        journalRef: hostile,
        doi: hostile,
        url: `https://x/${hostile}`,
      };
      const fields = fieldsOf(bibtexOf({ ...paper, ...all, primaryCategory: hostile }));
      expect([...fields.keys()].slice(0, 2)).toEqual(['title', 'author']);
      expect(fields.has('year')).toBe(true);
    },
  );
  it('stays whole whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('{', '}', '\\', '$', 'a', ' and ', ',', '"', '%', '\n'))
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (hostile) => {
        const entry = bibtexOf({
          ...paper,
          title: hostile,
          authors: [hostile, 'B'],
          journalRef: hostile,
          doi: hostile,
        });
        expect(fieldsOf(entry).get('year')).toBe('{2026}');
        expect(entry).toMatch(/^@article\{[a-z0-9]+,/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a citation as text', () => {
  it('says who, when, what and where', () => {
    expect(citationOf({ ...paper, doi: null })).toBe(
      'André Weil, Zhu, Yifei, The CMS Collaboration, 李明 (2026). On BERT & α-decay: 50% of Über_fits. arXiv:2611.00001. https://arxiv.org/abs/2611.00001',
    );
    const many = citationOf({ ...paper, authors: Array(9).fill('A B'), title: 'Why?', doi: '10.1/x' });
    expect(many).toBe(
      'A B, A B, A B, A B, A B, A B et al. (2026). Why? arXiv:2611.00001. https://doi.org/10.1/x',
    );
  });
});
