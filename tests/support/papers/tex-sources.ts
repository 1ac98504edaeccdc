import fc from 'fast-check';

const pieces = [
  ...String.raw`\ $ $$ { } [ ] ^ _ ~ -- --- ' '' \( \) \[ \] \frac \sqrt \hat \mathbf \mathbb \text \textbf \emph \left \right
    \sum \alpha \times \le \log \c \v \' \" \verb| \citet{ \num{ \begin{pmatrix} \end{pmatrix} \over \cal \ce{ \SI{ \em \bf \rm \% \$ \& & ( ) , = + - * / 1 23 x < > "`.split(
    /\s+/,
  ),
  '``',
  '`',
  ' ',
  '\n',
  '\\\\',
  '\u0000',
  '\u202E',
  '\uD800',
  'é',
  '𝒱',
  'https://a.example/b_c~d',
  '<b>',
];

/** Words that no command has in its name. */
export const plainWords = ['quantum', 'gravity', 'lattice', 'neural'] as const;

/** The signs and commands of TeX in any order, most of it nonsense, with some words. */
export const texSoup = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...plainWords)), { maxLength: 40 })
  .map((parts) => parts.join(''));

export const anySource = fc.oneof(texSoup, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
