/** Tables from TeX's names to Unicode: LaTeX's own, amsmath, amssymb, and what MathJax adds on arXiv's pages. */

import { longest } from '../lengths.ts';

type Table = ReadonlyMap<string, string>;

/** Reads `name character name character …`, of a text in the source. */
export function table(entries: string): Table {
  const words = entries.trim().split(/\s+/);
  return new Map(words.flatMap((name, i) => (i % 2 === 0 ? [[name, words[i + 1] ?? ''] as const] : [])));
}

/** Letters that mathematics sets in italics. */
export const greek = table(`
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
  lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ
  chi χ psi ψ omega ω digamma ϝ
  Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Pi Π Rho Ρ
  Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π
  varSigma Σ varUpsilon Υ varPhi Φ varPsi Ψ varOmega Ω ell ℓ imath ı jmath ȷ
`);

/** Stand between two operands, with as much space as the author gave them. */
export const binary = table(`
  times × cdot · pm ± mp ∓ div ÷ ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨
  wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯
  amalg ⨿ ltimes ⋉ rtimes ⋊ dagger † dag † ddagger ‡ ddag ‡ cdotp · bmod mod boxtimes ⊠ boxplus ⊞
  triangleleft ◁ triangleright ▷ bigtriangleup △ bigtriangledown ▽ intercal ⊺ dotplus ∔ circledast ⊛ circledcirc ⊚ barwedge ⊼ veebar ⊻ Cap ⋒ Cup ⋓ lhd ⊲ rhd ⊳
  doublebarwedge ⩞
`);

/** Relations and arrows: a space on either side. */
export const relations = table(`
  leq ≤ le ≤ geq ≥ ge ≥ lt < gt > neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝ doteq ≐
  triangleq ≜ coloneqq ≔ eqqcolon ≕ coloneq ≔ asymp ≍ ll ≪ gg ≫ lll ⋘ ggg ⋙ leqslant ⩽ geqslant ⩾ lesssim ≲
  gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿
  subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ sqsubset ⊏ sqsubseteq ⊑ sqsupseteq ⊒
  in ∈ ni ∋ notin ∉ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ perp ⊥ mid ∣ nmid ∤ parallel ∥ nparallel ∦ bowtie ⋈
  smile ⌣ frown ⌢ nleq ≰ ngeq ≱ nless ≮ ngtr ≯ nsim ≁ gtrless ≷ lessgtr ≶ trianglelefteq ⊴ trianglerighteq ⊵
  to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← longleftarrow ⟵ leftrightarrow ↔ longleftrightarrow ⟷
  Rightarrow ⇒ Longrightarrow ⟹ implies ⟹ Leftarrow ⇐ Longleftarrow ⟸ impliedby ⟸ Leftrightarrow ⇔
  Longleftrightarrow ⟺ iff ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓
  updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ rightharpoondown ⇁
  leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ rightsquigarrow ⇝ leadsto ⇝
  twoheadrightarrow ↠ rightrightarrows ⇉ leftrightarrows ⇆ rightleftarrows ⇄ nrightarrow ↛ dashrightarrow ⇢
  circlearrowright ↻ circlearrowleft ↺ multimap ⊸ between ≬ pitchfork ⋔ Subset ⋐ Supset ⋑ nsupseteq ⊉ varsubsetneq ⊊ varsupsetneq ⊋ sqsupset ⊐ nvdash ⊬
  nvDash ⊭ unlhd ⊴ unrhd ⊵ owns ∋ thicksim ∼ thickapprox ≈ backsim ∽ eqsim ≂ lessdot ⋖ gtrdot ⋗ lesseqgtr ⋚ gtreqless ⋛
  upharpoonright ↾ restriction ↾ upuparrows ⇈ downdownarrows ⇊ curvearrowright ↷ curvearrowleft ↶ xrightleftharpoons ⇌
`);

/** Everything else that is one character, upright and without space of its own. */
export const ordinary: Table = new Map([
  ...table(`
  infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ emptyset ∅ varnothing ∅ forall ∀
  exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ measuredangle ∡ triangle △ Box □ square □ blacksquare ■
  Diamond ◇ lozenge ◊ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ prime ′ backprime ‵
  ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotso … surd √
  degree ° textdegree ° celsius ℃ checkmark ✓ xmark ✗ bigstar ★ therefore ∴ because ∵ complement ∁ eth ð mho ℧
  Vert ‖ vert | lvert | rvert | lVert ‖ rVert ‖ backslash \\ slash / qed ∎ blacktriangle ▲
  sun ☉ euro € pounds £ yen ¥ copyright © textcopyright © textregistered ® texttrademark ™ S § P ¶
  textdagger † textdaggerdbl ‡ textbullet • textperiodcentered · textendash – textemdash — textasciitilde ~
  textasciicircum ^ textbackslash \\ textunderscore _ textbar | textless < textgreater > textbraceleft {
  textbraceright } textdollar $ textquotesingle ' textquoteleft ‘ textquoteright ’ textquotedblleft “
  textquotedblright ” textellipsis … textmu µ texteuro € textsterling £ textpm ± texttimes × textrightarrow →
  R ℝ Z ℤ N ℕ C ℂ Q ℚ Bbbk 𝕜 micron μm arcsec ″ arcmin ′ degr ° angstrom Å textmicro μ textohm Ω textperthousand ‰
  permil ‰ ulcorner ⌜ urcorner ⌝ llcorner ⌞ lrcorner ⌟ vcentcolon : circledR ® blacklozenge ⧫ textnumero №
  lq ‘ rq ’ guillemotleft « guillemotright » LaTeX LaTeX TeX TeX LaTeXe LaTeX2ε BibTeX BibTeX eg e.g. ie i.e.
  etc etc. aka a.k.a. cf cf. wrt w.r.t. iid i.i.d. lbrack [ rbrack ] item •
`),
  ['etal', 'et al.'],
]);

export const openers = table('langle ⟨ lceil ⌈ lfloor ⌊ lbrace { llbracket ⟦ lgroup ⟮');
export const closers = table('rangle ⟩ rceil ⌉ rfloor ⌋ rbrace } rrbracket ⟧ rgroup ⟯');

/** Letters of European names; in text TeX swallows the space after them. */
export const nameLetters = table(`
  ss ß SS ẞ o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å i ı j ȷ dh ð DH Ð dj đ DJ Đ th þ TH Þ ng ŋ NG Ŋ
`);

/** Named functions: upright, set apart from what they apply to. */
export const functions: ReadonlySet<string> = new Set(
  `arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det diag dim exp gcd hom inf injlim ker lg
  lim liminf limsup ln log max min mod poly polylog Pr projlim rank sec sgn sign sin sinh softmax sup tan tanh tr Tr
  sech csch arccot Hom Ext Tor End Aut Spec Proj Gal Pic GL SL PGL PSL SU SO KL Var Cov supp coker diam vol`.split(
    /\s+/,
  ),
);

/** Operators over a range: like functions, set apart from what they apply to. */
export const bigOperators = table(`
  sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂
  bigodot ⨀ biguplus ⨄ bigsqcup ⨆
`);

/** Accents over or under one letter: the command's name or sign and its combining mark. */
export const textAccents = table(`
  ' \u0301 \` \u0300 ^ \u0302 " \u0308 ~ \u0303 = \u0304 . \u0307
  u \u0306 v \u030C H \u030B r \u030A c \u0327 k \u0328 d \u0323 b \u0331 t \u0361
`);
export const mathAccents = table(`
  hat \u0302 widehat \u0302 tilde \u0303 widetilde \u0303 bar \u0304 vec \u20D7 dot \u0307 ddot \u0308 dddot \u20DB
  check \u030C widecheck \u030C breve \u0306 acute \u0301 grave \u0300 mathring \u030A
  overline \u0305 underline \u0332 overrightarrow \u20D7 overleftarrow \u20D6 overleftrightarrow \u20E1
`);
/** The accents that go over every letter of what they cover. */
export const lineAccents: ReadonlySet<string> = new Set(['bar', 'overline', 'underline']);

/** Groups whose contents an author wants set in a style. */
export const textStyles: ReadonlyMap<string, 'plain' | 'italic' | 'bold' | 'sub' | 'sup' | 'code'> = new Map([
  ...['textbf', 'strong'].map((name) => [name, 'bold'] as const),
  ...['textit', 'emph', 'textsl'].map((name) => [name, 'italic'] as const),
  ...['texttt', 'code'].map((name) => [name, 'code'] as const),
  ['textsuperscript', 'sup'],
  ['textsubscript', 'sub'],
  ...`text textrm textsf textsc textup textmd textnormal mbox hbox fbox makebox underline uline ul enquote
  uppercase lowercase`
    .split(/\s+/)
    .map((name) => [name, 'plain'] as const),
]);

/** Switches of style, in force up to the end of their group. */
export const switches: ReadonlyMap<string, 'plain' | 'italic' | 'bold' | 'code'> = new Map([
  ...['bf', 'bfseries'].map((name) => [name, 'bold'] as const),
  ...['em', 'it', 'itshape', 'sl', 'slshape'].map((name) => [name, 'italic'] as const),
  ...['tt', 'ttfamily'].map((name) => [name, 'code'] as const),
  ...['rm', 'rmfamily', 'sf', 'sffamily', 'sc', 'scshape', 'upshape', 'normalfont', 'mdseries'].map(
    (name) => [name, 'plain'] as const,
  ),
]);

/** Commands that only steer the layout. */
export const silent: ReadonlySet<string> = new Set(
  `tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge displaystyle textstyle scriptstyle
  scriptscriptstyle limits nolimits noindent centering protect xspace nobreak allowbreak relax null left right
  middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm nonumber notag hline boldmath unboldmath mathstrut strut smash smallskip medskip bigskip`.split(
    /\s+/,
  ),
);

/** Commands, by name or sign, that leave a space. */
export const spaces: ReadonlySet<string> = new Set([
  ...'quad qquad enspace enskip thinspace space par newline linebreak hfill nobreakspace'.split(' '),
  ' ',
  '\n',
  '\t',
  ',',
  ';',
  ':',
  '>',
  '\\',
]);

/** Fonts of letters that Unicode has as characters of their own. */
export type Alphabet = 'double' | 'script' | 'fraktur';
export const alphabets: ReadonlyMap<string, Alphabet> = new Map([
  ...['mathbb', 'mathds', 'mathbbm', 'Bbb'].map((name) => [name, 'double'] as const),
  ...['mathcal', 'mathscr', 'cal', 'scr', 'EuScript'].map((name) => [name, 'script'] as const),
  ...['mathfrak', 'frak'].map((name) => [name, 'fraktur'] as const),
]);

/** Where a letter sits outside its block (Unicode, Mathematical Alphanumeric Symbols, "holes"). */
const holes: Readonly<Record<Alphabet, Table>> = {
  double: table('C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ'),
  script: table('B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ'),
  fraktur: table('C ℭ H ℌ I ℑ R ℜ Z ℨ'),
};
const blocks: Readonly<Record<Alphabet, { upper: number; lower: number; digit: number | null }>> = {
  double: { upper: 0x1d538, lower: 0x1d552, digit: 0x1d7d8 },
  script: { upper: 0x1d49c, lower: 0x1d4b6, digit: null },
  fraktur: { upper: 0x1d504, lower: 0x1d51e, digit: null },
};

/** `text` in `alphabet`; a character that the alphabet lacks stays as it is, and so does a text that is too long. */
export function inAlphabet(text: string, alphabet: Alphabet): string {
  if (text.length > longest.tex) return text;
  const { upper, lower, digit } = blocks[alphabet];
  return Array.from(text, (character) => {
    const hole = holes[alphabet].get(character);
    if (hole !== undefined) return hole;
    const code = character.charCodeAt(0);
    if (code >= 65 && code <= 90) return String.fromCodePoint(upper + code - 65);
    if (code >= 97 && code <= 122) return String.fromCodePoint(lower + code - 97);
    if (digit !== null && code >= 48 && code <= 57) return String.fromCodePoint(digit + code - 48);
    return character;
  }).join('');
}

const superscripts = table(`
  0 ⁰ 1 ¹ 2 ² 3 ³ 4 ⁴ 5 ⁵ 6 ⁶ 7 ⁷ 8 ⁸ 9 ⁹ + ⁺ - ⁻ − ⁻ = ⁼ ( ⁽ ) ⁾
  a ᵃ b ᵇ c ᶜ d ᵈ e ᵉ f ᶠ g ᵍ h ʰ i ⁱ j ʲ k ᵏ l ˡ m ᵐ n ⁿ o ᵒ p ᵖ r ʳ s ˢ t ᵗ u ᵘ v ᵛ w ʷ x ˣ y ʸ z ᶻ
  A ᴬ B ᴮ D ᴰ E ᴱ G ᴳ H ᴴ I ᴵ J ᴶ K ᴷ L ᴸ M ᴹ N ᴺ O ᴼ P ᴾ R ᴿ T ᵀ U ᵁ V ⱽ W ᵂ β ᵝ γ ᵞ δ ᵟ θ ᶿ φ ᵠ χ ᵡ
  * * ∗ * ′ ′ † † ‡ ‡ ° ° ″ ″ ™ ™
`);
const subscripts = table(`
  0 ₀ 1 ₁ 2 ₂ 3 ₃ 4 ₄ 5 ₅ 6 ₆ 7 ₇ 8 ₈ 9 ₉ + ₊ - ₋ − ₋ = ₌ ( ₍ ) ₎
  a ₐ e ₑ h ₕ i ᵢ j ⱼ k ₖ l ₗ m ₘ n ₙ o ₒ p ₚ r ᵣ s ₛ t ₜ u ᵤ v ᵥ x ₓ β ᵦ γ ᵧ ρ ᵨ φ ᵩ χ ᵪ
`);

/** No reader takes in raised or lowered characters in such number. */
const longestScript = 200;

/**
 * A subscript or superscript without markup: Unicode's own characters when there is one for each (x², H₂O),
 * else `_max` or `^(x+1)`.
 */
export function scriptText(text: string, style: 'sub' | 'sup'): string {
  const mark = style === 'sub' ? '_' : '^';
  if (text.length > longestScript) return `${mark}(${text})`;
  const characters = style === 'sub' ? subscripts : superscripts;
  const raised = Array.from(text, (character) => characters.get(character));
  if (raised.every((character) => character !== undefined)) return raised.join('');
  const single = /^(?:[\p{L}\p{N}\p{M}]+|.)$/u.test(text);
  return mark + (single ? text : `(${text})`);
}
