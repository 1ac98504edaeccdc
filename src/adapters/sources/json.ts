/** A list of papers has objects in objects six deep. */
const deepest = 20;

/**
 * Parses JSON that is not nested deeper than a source's answers are: each level costs far more memory than it has
 * bytes.
 */
export function readJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`it is nested deeper than ${deepest} levels`);
  return JSON.parse(text);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth++;
      if (depth > deepest) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}
