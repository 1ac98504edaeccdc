import { describe, expect, test } from 'vitest';
import { readTex, texToText } from '../../../../src/domain/tex/tex.ts';
import { texToMathHtml } from '../../../../src/domain/tex/tex-html.ts';

const tex = String.raw;

describe('fonts', () => {
  test.each([
    [tex`$\Bbb R^n$, $\frak g_2$, $\bold{x}_1$`, 'ℝⁿ, 𝔤₂, x₁'],
    [tex`\(\cal O(N^2)\), \(\cal{O}(\alpha_s^2)\), \({\cal O}(n^2)\)`, '𝒪(N²), 𝒪(αₛ²), 𝒪(n²)'],
    [tex`\({\cal N=4}\), \({\cal A_i B_j}\), \(\cal L = -{\cal L}_0\)`, '𝒩 = 4, 𝒜ᵢ ℬⱼ, ℒ = −ℒ₀'],
    [tex`\(\bf x_1^2\), \(\rm H_2O\), \({\rm SO(3)}_n\)`, 'x₁², H₂O, SO(3)ₙ'],
  ])('in %s leave scripts: %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });

  test('take one argument where MathJax takes one', () => {
    expect(readTex(tex`$\Bbb R^nx$`)).toEqual([
      { text: 'ℝ', style: 'plain' },
      { text: 'n', style: 'sup' },
      { text: 'x', style: 'italic' },
    ]);
  });
});

describe('formulas', () => {
  test.each([
    [tex`$\sqrt{s_{_{NN}}}$, $\sqrt{s_{NN}}$, $\sqrt{x^2}$, $x^{^2}$`, '√s_NN, √s_NN, √(x²), x²'],
    [tex`\({n \choose k}\), \({a \over b}\), \(a+1 \over 2b\)`, '(n choose k), a/b, (a+1)/(2b)'],
    [tex`$\sum_{i=1 \atop j=2}^n$, $\sum_{\substack{i \\ j}} x$`, '∑_(i=1, j=2)ⁿ, ∑_(i, j) x'],
    [tex`$\widehat{AB}$, $\overrightarrow{AB}$, $\widetilde{X+Y}$`, 'hat(AB), vec(AB), tilde(X+Y)'],
    [tex`$\R^n \to \Z, \N, \C, \Q$`, 'ℝⁿ → ℤ, ℕ, ℂ, ℚ'],
    [tex`$\ket{\psi}\bra{\phi}$, $\braket{a|b}$, $\braket{a}{b}$`, '|ψ⟩⟨ϕ|, ⟨a|b⟩, ⟨a|b⟩'],
    [tex`$f\colon X\to Y$, $c, w \colon B \to (0,\infty)$`, 'f: X → Y, c, w: B → (0, ∞)'],
    [tex`$\abs{x} + \norm{y}$, $\Hom(A,B)$, $\SU(2)$, $3\micron$`, '|x| + ‖y‖, Hom(A, B), SU(2), 3μm'],
  ])('%s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

describe('rows', () => {
  test.each([
    [tex`$\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$`, '(1 0; 0 1)'],
    [tex`$\left(\begin{array}{cc} a+b & 1 \\[2pt] & c\\ \end{array}\right)$`, '(a+b 1; · c)'],
    [tex`$\begin{bmatrix} a + b & 1 \end{bmatrix}$, $\pmatrix{1&0\cr 0&1}$`, '[a + b, 1], (1 0; 0 1)'],
    [
      tex`$f(x) = \begin{cases} 1, & \text{if } x>0 \\ 0 & \text{otherwise} \end{cases}$`,
      'f(x) = {1 if x > 0; 0 otherwise}',
    ],
    [tex`$\begin{cases} a & x>0\\ b & x \le 0\end{cases}$`, '{a, x > 0; b, x ≤ 0}'],
    [tex`So \begin{equation*} x = y^2 \end{equation*} holds`, 'So x = y² holds'],
    [tex`\begin{align} x &= y \\ &= z, \label{a} \\ u &= v \end{align}`, 'x = y = z, u = v'],
    [tex`\begin{eqnarray} a &=& b \nonumber \\ c &=& d \end{eqnarray}`, 'a = b; c = d'],
    [tex`$$\begin{aligned} a &= b\\ c&=d\end{aligned}$$`, 'a = b; c = d'],
    [tex`$\begin{pmatrix} \begin{matrix} 1 & 2 \end{matrix} \\ 3 \end{pmatrix}$`, '(1 2; 3)'],
  ])('of %s read %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });

  test('of an environment in the text are a formula with a line of its own', () => {
    const given: unknown[] = [];
    texToMathHtml(tex`So \begin{eqnarray} a &=& b \label{x} \\ c &=& d \end{eqnarray} holds`, (formula) => {
      given.push(formula);
      return null;
    });
    expect(given).toEqual([{ source: tex`\begin{align*} a &=& b  \\ c &=& d \end{align*}`, display: true }]);
  });
});

describe('numbers, units and chemistry', () => {
  test.each([
    [tex`\SI{5}{\meter}, \SI{96.73}{\percent}, $\SI{250.00}{\milli\second}$`, '5 m, 96.73%, 250.00 ms'],
    [tex`\si{\micro\meter\per\second\squared}, \unit{kg.m^2}, \si{\per\second}`, 'μm/s², kg·m², 1/s'],
    [
      tex`\num{1e5}, \num{-1.5e-3}, \SI[a=b]{3}{m/s^2}, \SI{1.2(3)}{\GeV}`,
      '1×10⁵, −1.5×10⁻³, 3 m/s², 1.2(3) GeV',
    ],
    [
      tex`\SI{30}{\degree}, \SI{4}{\celsius}, \ang{1;2;3}, \SIrange{1}{5}{\km}`,
      '30°, 4 °C, 1°2′3″, 1 to 5 km',
    ],
    [
      tex`\ce{H2O}, \ce{SO4^2-}, \ce{Na+}, \ce{Fe^{3+}}, $\ce{TiO2}$, \ce{^{13}C}`,
      'H₂O, SO₄²⁻, Na⁺, Fe³⁺, TiO₂, ¹³C',
    ],
    [tex`\ce{CO2 + C -> 2CO}, \ce{A <=> B}, \ce{CuSO4*5H2O}`, 'CO₂ + C → 2CO, A ⇌ B, CuSO₄·5H₂O'],
    [tex`[\ion{O}{iii}], \ion{N}{2}, $\ion{H}{1}$`, '[O III], N II, H I'],
  ])('%s read %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});
