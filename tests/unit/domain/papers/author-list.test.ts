import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAuthorList, splitAuthors } from '../../../../src/domain/papers/author-list.ts';

describe('a list of authors in one text', () => {
  test.each([
    ['Ada Lovelace, Alan Turing', ['Ada Lovelace', 'Alan Turing']],
    [
      "Marie Curie (CNRS, Sorbonne Universit\\'e, Paris), Niels Bohr (1), Lise Meitner",
      ['Marie Curie', 'Niels Bohr', 'Lise Meitner'],
    ],
    [
      'Ada Lovelace (1 and 2), Alan Turing (2) ((1) London, UK, (2) Manchester, UK)',
      ['Ada Lovelace', 'Alan Turing'],
    ],
    ['Sammy Davis, Jr., John Smith, III, Li', ['Sammy Davis Jr.', 'John Smith III', 'Li']],
    ['Sammy Davis Jr. (CERN), Ada Lovelace', ['Sammy Davis Jr.', 'Ada Lovelace']],
    ['Ming-Hsuan (Eric) Yang, Wei Zhang', ['Ming-Hsuan (Eric) Yang', 'Wei Zhang']],
    ['John Doe (for the ATLAS Collaboration), Ada Lovelace (deceased)', ['John Doe', 'Ada Lovelace']],
    ['Marie Curie (CNRS, Niels Bohr', ['Marie Curie', 'Niels Bohr']],
    ['Marie Curie CNRS), Niels Bohr', ['Marie Curie CNRS)', 'Niels Bohr']],
    ["Andr\\'e Tran, M. S{\\o}rensen,  Li,", ["Andr\\'e Tran", 'M. S{\\o}rensen', 'Li']],
    ['Erd{\\H{o}}s, P\\v{c}, Q', ['Erd{\\H{o}}s', 'P\\v{c}', 'Q']],
    ['(CERN)', []],
    ['', []],
  ])('%j', (list, names) => {
    expect(splitAuthors(list)).toEqual(names);
  });

  test('gives each name that has neither comma nor bracket back as it was', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{1,9} [A-Z][a-z]{5,9}$/);
    const affiliation = fc.stringMatching(/^(?: \([A-Za-z, ]{0,20}\))?$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, affiliation)), (authors) => {
        const list = authors.map(([who, where]) => who + where).join(', ');
        expect(splitAuthors(list)).toEqual(authors.map(([who]) => who));
      }),
    );
  });
});

describe('a list of authors as feeds and preprint servers write it', () => {
  test.each([
    ['Lovelace, A.; King, M. L., Jr.; RECOVERY Group; ', ['A. Lovelace', 'M. L. King Jr.', 'RECOVERY Group']],
    ['van der Berg, J.-P.; Li, W.;', ['J.-P. van der Berg', 'W. Li']],
    ['Lovelace, A., Turing, A. M., Gödel, K.', ['A. Lovelace', 'A. M. Turing', 'K. Gödel']],
    ['Lovelace, Ada', ['Ada Lovelace']],
    ['van Gogh, Vincent', ['Vincent van Gogh']],
    ['Ada Lovelace, Alan Turing', ['Ada Lovelace', 'Alan Turing']],
    ['Ada Lovelace, Alan Turing, and Kurt Gödel', ['Ada Lovelace', 'Alan Turing', 'Kurt Gödel']],
    ['Ada Lovelace & Li', ['Ada Lovelace', 'Li']],
    ['Marie Curie (CNRS, Paris)', ['Marie Curie']],
    ['', []],
  ])('%j', (list, names) => {
    expect(readAuthorList(list)).toEqual(names);
  });
});
