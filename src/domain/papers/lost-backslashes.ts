import { cut, longest } from '../lengths.ts';

// Hugging Face's texts have lost some of TeX's backslashes: `256times256`, `sim40%`, `textbf{bold}`, `ell_{2,1}`. What
// cannot be anything else is given its backslash back; a word that could be one, such as "times" between spaces, stays.

const set = (names: string) => new Set(names.split(' '));

const argumentNames = set(
  'textbf textit textrm texttt textsc textsf emph underline mathcal mathbb mathbf mathrm mathit mathfrak mathsf boldsymbol operatorname sqrt frac text hat tilde bar vec overline widehat widetilde',
);
const letters =
  'ell alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega nabla partial';
/** No word of any language. */
const relations =
  'leq geq neq leqslant geqslant rightarrow leftarrow mapsto infty cdot subseteq propto forall ldots';
/** Words too, but not where they touch a number. */
const atNumbers = 'times sim approx pm gg ll le ge';

const letterNames = set(letters);
const relationNames = set(relations);
const numberNames = set(atNumbers);
/** What stands alone in a formula is a command. */
const formulaNames = set(`${letters} ${relations} ${atNumbers} in to`);

/** A text with the backslashes that it has lost, where that is sure; of more than `longest.tex` in the beginning. */
export function withLostBackslashes(text: string): string {
  const given = cut(text, longest.tex);
  const parts = given.split('$');
  // Of an odd number of signs the last one is money.
  const isPaired = parts.length % 2 === 1;
  const repaired = parts.map((part, index) => {
    if (!isPaired || index % 2 === 0) return inProse(part);
    return part.includes('\\') ? part : inFormula(part);
  });
  return repaired.join('$') + text.slice(given.length);
}

function inProse(text: string): string {
  const commands = withArguments(growing(text, (inside) => alone(inside, formulaNames)));
  const scripts = commands.replace(
    /(?<![\p{L}\\_])([A-Za-z]{2,10})([_^](?:\{[^{}]{1,20}\}|[\p{L}\d](?![\p{L}\d])))/gu,
    (found, name: string) => (letterNames.has(name) ? `$\\${found}$` : found),
  );
  return numbers(alone(scripts, relationNames));
}

function inFormula(text: string): string {
  return numbers(alone(withArguments(growing(text, (inside) => inside)), formulaNames));
}

/** `textbf{…}` */
function withArguments(text: string): string {
  return text.replace(/(?<![\p{L}\\])[a-z]{3,16}(?=\{)/gu, (name) =>
    argumentNames.has(name) ? `\\${name}` : name,
  );
}

/** Names with no letter on either side. */
function alone(text: string, names: ReadonlySet<string>): string {
  return text.replace(/(?<![\p{L}\\])[A-Za-z]{2,10}(?!\p{L})/gu, (name) =>
    names.has(name) ? `\\${name}` : name,
  );
}

/** `256times256`, `sim40`, `4times` */
function numbers(text: string): string {
  return text
    .replace(/(?<=\d)[a-z]{2,6}(?=\d)/g, (name) => (numberNames.has(name) ? `\\${name}` : name))
    .replace(/(?<![\p{L}\p{N}\\])(?=(?:sim|approx|pm|leq|geq)\d)/gu, '\\')
    .replace(/(?<=\d)(?=times(?:$|[\s\p{P}]))/gu, '\\');
}

/** Brackets that grow are brackets, and the narrow spaces around them are none. */
function growing(text: string, inner: (inside: string) => string): string {
  return text.replace(
    /!?(?<!\\)\bleft([([|])([^()[\]|]{0,80}?)(?<!\\)right([)\]|])/g,
    (_, open: string, inside: string, close: string) => open + inner(inside.replace(/!/g, ' ')) + close,
  );
}
