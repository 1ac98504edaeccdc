import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longest } from '../../../../src/domain/lengths.ts';
import { readTex, texToText } from '../../../../src/domain/tex/tex.ts';
import type { TexSpan } from '../../../../src/domain/tex/tex-source.ts';
import { anySource, plainWords, texSoup } from '../../../support/papers/tex-sources.ts';

const tex = String.raw;

/** The spans in one string: _[sub] ^[sup] /italic/ *bold* `code`. */
function marked(source: string): string {
  const marks = {
    plain: ['', ''],
    italic: ['/', '/'],
    bold: ['*', '*'],
    sub: ['_[', ']'],
    sup: ['^[', ']'],
    code: ['`', '`'],
  };
  return readTex(source)
    .map(({ text, style }) => marks[style].join(text))
    .join('');
}

function joined(spans: readonly TexSpan[]): string {
  return spans.map(({ text }) => text).join('');
}

describe('accents and letters of names', () => {
  test.each([
    [tex`Andr\'e`, 'André'],
    [tex`Erd\H{o}s P\'al`, 'Erdős Pál'],
    [tex`G\"{o}del and {\AA}ngstr\"om`, 'Gödel and Ångström'],
    [tex`\v{C}ech, Ho\v{r}ava, Mi\'skiewicz`, 'Čech, Hořava, Miśkiewicz'],
    [tex`Fran\c{c}ois, Fran\c cois`, 'François, François'],
    [tex`S{\o}ren, S\o ren, \L{}ukasz, stra\ss e`, 'Søren, Søren, Łukasz, straße'],
    [tex`na\"{\i}ve, Mart\'{\i}n, Mart\'\i n`, 'naïve, Martín, Martín'],
    [tex`Nu\~nez, \.Z, \=a, \u{g}, \k{a}, \d{s}, \r{u}`, 'Nuñez, Ż, ā, ğ, ą, ṣ, ů'],
    [tex`\AE{}gir, \oe uvre, \dj{}, \th{}`, 'Ægir, œuvre, đ, þ'],
    [tex`J\"urgen \'Etienne`, 'Jürgen Étienne'],
    ["O'Brien", "O'Brien"],
  ])('%s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

describe('text', () => {
  test.each([
    [
      tex`a gain of 25\% on Q\&A for \$5 with \#1 in a\_b and \{x\}`,
      'a gain of 25% on Q&A for $5 with #1 in a_b and {x}',
    ],
    [tex`vision--language --- at last`, 'vision–language — at last'],
    ['run it with --verbose below -----', 'run it with --verbose below -----'],
    ["``quoted'' and ''so''", '“quoted” and “so”'],
    [
      "`one word', core-`the dog's bark'-of, `Two Words`, 'so' and ` alone '",
      "‘one word’, core-‘the dog's bark’-of, ‘Two Words’, 'so' and ` alone '",
    ],
    ['``a mixed pair", "a straight one" and 5" wide', '“a mixed pair”, "a straight one" and 5" wide'],
    [tex`distillation~(DFKD) in Fig.~3`, 'distillation (DFKD) in Fig. 3'],
    ['(~6%), ~ 35B, of ~300M, 5~6, 1M~5M', '(~6%), ~ 35B, of ~300M, 5~6, 1M~5M'],
    [tex`1\,ms and a\\b`, '1 ms and a b'],
    ['up to 1.33times faster', 'up to 1.33× faster'],
    ['3 times, 2times4, sometimes', '3 times, 2times4, sometimes'],
    [tex`cues (\eg, depth),~\ie, novel`, 'cues (e.g., depth), i.e., novel'],
    [tex`{HoloV} over {0, 1}`, 'HoloV over {0, 1}'],
    [tex`\b{eta}-VAE`, 'β-VAE'],
    [tex`an \ac{mpc}, two \acp{llm}, \gls{ResNet}`, 'an MPC, two LLMs, ResNet'],
    ['R^2 = 0.9, VLA^2, 10^-3, M^3Detection', 'R² = 0.9, VLA², 10⁻³, M³Detection'],
    ['MobileNet_v2, ^_^, x_i', 'MobileNet_v2, ^_^, x_i'],
    ['Mamba`s state, of D`Angelo', 'Mamba’s state, of D’Angelo'],
    [tex`Bird\u2019s caf\u00e9`, 'Bird’s café'],
    [tex`see \cite{he2022masked,bachmann2022}`, 'see [he2022masked, bachmann2022]'],
    [tex`a planner \cite{a}, and models~\cite{b,c} as (\cite{d})`, 'a planner, and models as ([d])'],
    [tex`so \label{x}. It follows from \citet{y}`, 'so. It follows from [y]'],
    [tex`\ell_1-norm, \ell_{2,1}, \alpha_s^2 and \mathbb{R}^n`, 'ℓ₁-norm, ℓ_(2,1), αₛ² and ℝⁿ'],
    [tex`10~$\mu$m, 3~$\sigma$, $5$~kg, $M$~$>$~$10^{10}$`, '10 μm, 3 σ, 5 kg, M > 10¹⁰'],
    [tex`a range of 5~6, \$5~10, $10$~$20$ 13~TeV`, 'a range of 5~6, $5~10, 10~20 13 TeV'],
    [tex`a 5\times gain, \alpha particles`, 'a 5× gain, α particles'],
    [tex`\begin{itemize}\item one \item two\end{itemize}`, '• one • two'],
    [tex`reasoning$\unicode{x2014}$a must`, 'reasoning—a must'],
    [tex`\textcolor{blue}{sky} and \textsc{Caps} and \underline{M}ixture`, 'sky and Caps and Mixture'],
    [tex`\footnote{aside}`, '(aside)'],
  ])('%s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });

  test.each([
    [tex`\textbf{A}daptive \emph{and} {\em so} {\bf b} on`, '*A*daptive /and/ /so/ *b* on'],
    [tex`\texttt{[CLS]} or $\texttt{[CLS]}$`, '`[CLS]` or `[CLS]`'],
    ["{\\small\\itshape ``have a rest''}", '/“have a rest”/'],
    [tex`the 5\textsuperscript{th} \verb|x_y|`, 'the 5^[th] `x_y`'],
    [tex`\textbf{a \emph{b} c 4$\times$}`, '*a */b/* c 4×*'],
  ])('%s has the styles %s', (source, spans) => {
    expect(marked(source)).toBe(spans);
  });
});

describe('links', () => {
  test.each([
    ['https://a.example/~x/b_c--d?e=%20&f^2', 'https://a.example/~x/b_c--d?e=%20&f^2'],
    ['www.a.example/b_{c} a.example/~ada/x--y', 'www.a.example/b_c a.example/~ada/x--y'],
    [tex`\url{https://a.example/b\_c~d%20e}`, 'https://a.example/b_c~d%20e'],
    ['at url{https://a.example/b}.', 'at https://a.example/b.'],
    [tex`\href{https://a.example/b}{here}`, 'here (https://a.example/b)'],
    [tex`\href{https://a.example/b/}{a.example/b}`, 'https://a.example/b/'],
    [tex`$\href{https://a.example}{https://a.example}$`, 'https://a.example'],
    [tex`\href{https://a.example/b}{this HTTP URL}`, 'https://a.example/b'],
    [tex`found $\href{this https URL}{here}$`, 'found here'],
    [tex`\textcolor{blue}{https://a.example/b}.`, 'https://a.example/b.'],
  ])('%s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

describe('mathematics', () => {
  test.each([
    [tex`$J_2$-function`, '/J/_[2]-function'],
    [tex`any $p \ge 1$, $n=5$ and $x=-1$`, 'any /p/ ≥ 1, /n/ = 5 and /x/ = −1'],
    [tex`$1.11\times$ to $1920\times1080$, $16 \times 16$, $16 \times$`, '1.11× to 1920×1080, 16 × 16, 16×'],
    [tex`$\tilde Θ(\min(nd,n^2))$`, '/Θ̃/(min(/nd/, /n/^[2]))'],
    [tex`$ε-$suboptimal, $e^+e^-$`, '/ε/-suboptimal, /e/^[+]/e/^[−]'],
    [tex`$\mathbb{SE}(3) \times \mathbb{R}^3$`, '𝕊𝔼(3) × ℝ^[3]'],
    [tex`$\mathcal{V}isi\mathcal{P}runer$`, '𝒱/isi/𝒫/runer/'],
    [tex`$3.0\%\sim 5.4\%$, $>10\times$, $\approx 17\%$`, '3.0% ∼ 5.4%, >10×, ≈17%'],
    [tex`90$^\circ$, $360^{\circ}$, $λ^*$, $f'(x)$, $f''$`, '90°, 360°, /λ/*, /f/′(/x/), /f/″'],
    [tex`$20\,\mathrm{FPS}$, $8~kg$, $\mathbf{Ro}$bot`, '20 FPS, 8 /kg/, *Ro*bot'],
    [tex`O($n^2$), $O(n \log n)$, $\log_2 n$`, 'O(/n/^[2]), /O/(/n/ log /n/), log_[2] /n/'],
    [tex`$\sum_{i=1}^{n} x_i$, $\int_0^1 f(x)\,dx$`, '∑_[i=1]^[n] /x/_[i], ∫_[0]^[1] /f/(/x/) /dx/'],
    [tex`$\text{if } x\in A$, $\operatorname*{argmin}_x f$`, 'if /x/ ∈ /A/, argmin_[x] /f/'],
    [
      tex`$\{1,\dots,n\}$, $1,000$, $\left( a \right)$, $\left. b \right|$`,
      '{1, …, /n/}, 1,000, (/a/), /b/ |',
    ],
    [tex`$-{\cal L}$ and $a{\rm max}$ and $\bm{\theta}_t$`, '−ℒ and /a/max and *θ*_[t]'],
  ])('%s has the spans %s', (source, spans) => {
    expect(marked(source)).toBe(spans);
  });

  test.each([
    [tex`H$_2$O, x$^2$, $x^{n+1}$, $\ell_p$`, 'H₂O, x², xⁿ⁺¹, ℓₚ'],
    [tex`$GRPO_{rank}$, $x_{\max q}$, $x_q$`, 'GRPOᵣₐₙₖ, x_(max q), x_q'],
    [tex`$e^{-x^2/2}$, $x_{i_j}$, $A^\top$, $A^T$, $x^\mathrm{T}$`, 'e^(−x²/2), x_iⱼ, A^⊤, Aᵀ, xᵀ'],
    [tex`$\frac{1}{2}$, $\frac{a+b}{c}$, $\frac{1}{2n}$, $x\frac12y$`, '1/2, (a+b)/c, 1/(2n), x 1/2 y'],
    [tex`$\frac{\partial L}{\partial x}$, $\frac{f(x)}{g(x)}$`, '∂L/∂x, f(x)/g(x)'],
    [tex`$\sqrt{x}$, $\sqrt{x+1}$, $\sqrt[3]{x}$, $\sqrt[n]{2}$`, '√x, √(x+1), ∛x, ⁿ√2'],
    [tex`$$E = mc^2$$, \(a\leq b\), \[x\ge y\]`, 'E = mc², a ≤ b, x ≥ y'],
    [tex`$\binom{n}{k}$, $a \pmod{p}$, $a \not= b$, $a\not\in B$`, '(n choose k), a (mod p), a ≠ b, a ∉ B'],
    [tex`$\hat{x}_i$, $\vec v$, $\overline{AB}$`, 'x̂ᵢ, v⃗, A̅B̅'],
    [tex`$AdS_5\times S^5$, $\tau\to\mu\gamma$, $K^{*0}$`, 'AdS₅×S⁵, τ → μγ, K*⁰'],
    [tex`\textbf{Title} of $k$-NN`, 'Title of k-NN'],
  ])('%s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

describe('what cannot be shown', () => {
  test.each([
    tex`the \nomad algorithm and \tool{}, \name.`,
    tex`\unknown{a}{b}[c]`,
    tex`$\begin{pmatrix} 1 & \weird \end{pmatrix}$`,
    tex`$\begin{foo}x\end{foo}$ \begin{theorem}x\end{theorem}`,
    tex`$\left( a \over b \right)$`,
    tex`$\si_1\si_2$`,
    tex`\SI{5}{\foo} \ce{\foo} \ion{\foo}{x} \num{x} \u10`,
    tex`$\weird{x}+1$`,
    tex`$\frac{1$ and $a}b$`,
    tex`$\check{AB}$`,
    tex`\textbf{unclosed`,
    tex`closed}`,
    tex`\(open`,
    tex`$`,
    '\\',
    tex`\unicode{x110000}`,
    tex`\unicode{xD800}`,
  ])('%s stays', (source) => {
    expect(texToText(source)).toBe(source);
  });

  test('the readable rest around it is still read', () => {
    expect(texToText(tex`$\weird{x}$ of $n^2$ in \nomad{} with 5\%`)).toBe(
      tex`$\weird{x}$ of n² in \nomad{} with 5%`,
    );
  });
});

test('white space is folded, across styles too', () => {
  expect(texToText(' a\r\n  b\t\\textit{ c } d\u00A0 ')).toBe('a b c d');
  expect(readTex(' \n ')).toEqual([]);
  expect(readTex('')).toEqual([]);
});

test('marks that turn the direction of what follows are dropped', () => {
  expect(texToText(`a\u202Eb\u2066c${tex`\unicode{x202E}`}d`)).toBe('abcd');
});

describe('for any source', () => {
  test('nothing throws, and no control character, broken surrogate or stray space comes out', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const spans = readTex(source);
        const text = joined(spans);
        expect(text).not.toMatch(/\p{Cc}|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/u);
        expect(text).not.toMatch(/^\s|\s$|\s\s/);
        expect(spans.every((span) => span.text !== '')).toBe(true);
        expect(spans.every((span, i) => span.style !== spans[i + 1]?.style)).toBe(true);
        expect(texToText(source)).not.toMatch(/\p{Cc}|\p{Cs}/u);
      }),
      { numRuns: 5000 },
    );
  });

  test('text and spans have the same characters but for the notation of scripts', () => {
    const bare = (text: string) =>
      text
        .normalize('NFKC')
        .replace(/[_^()]/g, '')
        .replaceAll('−', '-')
        .replaceAll('∗', '*');
    fc.assert(
      fc.property(anySource, (source) => {
        expect(bare(texToText(source))).toBe(bare(joined(readTex(source))));
      }),
      { numRuns: 5000 },
    );
  });

  test('no word is lost', () => {
    const letters = (text: string) => text.normalize('NFKD').replace(/[^A-Za-z]/g, '');
    fc.assert(
      fc.property(texSoup, fc.constantFrom(...plainWords), texSoup, (before, word, after) => {
        expect(letters(texToText(`${before} ${word} ${after}`))).toContain(word);
      }),
      { numRuns: 5000 },
    );
  });

  test('text without the signs of TeX is only folded', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem())), (parts) => {
        const source = parts.join(' ').replace(/[\\${}~^_`'-]|\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '');
        expect(readTex(source)).toEqual(
          source.trim() === '' ? [] : [{ text: source.replace(/\s+/g, ' ').trim(), style: 'plain' }],
        );
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  '{',
  '}',
  '$',
  '$x ',
  '$$a',
  '\\',
  '\\hat',
  '\\frac{',
  '\\frac{1}{',
  '\\textbf{',
  '{\\bf ',
  '\\(',
  'a^',
  'x_{',
  'a~',
  "\\'",
  '\\v ',
  '\\sqrt[',
  '{$ ',
  '--',
  '-',
  '"',
  '``a"',
  "'",
  '`',
  "`a'",
])('as much of %s as is read ends in time, closed or not', (piece) => {
  const half = longest.tex / 2 - 1;
  const many = piece.repeat(half / piece.length);
  expect(texToText(many + many)).toBeTypeOf('string');
  expect(texToText(`$${many}${'}'.repeat(half)}$`)).toBeTypeOf('string');
});

test('what is longer than any abstract stays source, and is cut', () => {
  const source = String.raw`\emph{x}`.repeat(10_000);
  expect(texToText(source)).toBe(`${source.slice(0, longest.tex)} …`);
  const pairs = `a${'👍'.repeat(longest.tex)}`;
  expect(texToText(pairs)).toBe(`a${'👍'.repeat(longest.tex / 2 - 1)} …`);
});
