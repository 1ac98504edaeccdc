import { join } from 'node:path';
import { expressionsIn, faultOf } from './expressions.ts';

// Refuses regular expressions that backtrack: on the right text they take minutes, and outside text can be that one.
// What the checker refuses or cannot tell stands here, with the reason why it does no harm.

/** By file, then by expression: why it may stay. */
const allowed: Record<string, Record<string, string>> = {
  'adapters/mail/digest/cards.ts': {
    'new RegExp(`\\ue000${nonce}(\\\\w+)\\ue001`)': 'looks for marks that we have put in, each with its end',
  },
  'adapters/mail/digest/frame.ts': { '^(.*\\ue000.*\\n)': 'cuts our own template, once' },
  'adapters/mail/mail-texts.ts': {
    '[\\s,;:–—(-]*(?:\\s+(?:an?|the|of|for|and|or|in|on|to|with|without|via|from|by|at|as|is|are|using|towards?|under|through))+ …$':
      'reads a title that is cut to the 140 characters of a preheader',
  },
  'adapters/mail/mime/dkim.ts': {
    "new RegExp(`^${label}(?:\\\\.${label})+$`, 'i')":
      'reads settings; a dot parts its runs, and no label has one',
    "new RegExp(`^${label}(?:\\\\.${label})*$`, 'i')":
      'reads settings; a dot parts its runs, and no label has one',
  },
  'adapters/smtp/trouble.ts': { '<?[^\\s<>@]+@[^\\s<>@]+>?': 'reads 2,000 characters' },
  'adapters/webhooks/ses.ts': {
    '^arn:aws[\\w-]*:sns:[a-z0-9-]{3,30}:\\d{12}:[\\w-]{1,256}$': 'reads settings; a colon parts its runs',
  },
  'app/papers/edit-topic.ts': {
    '^(?!new$)[a-z][a-z0-9]*(-[a-z0-9]+)*$': 'a hyphen parts its runs, and none of them has one',
  },
  'config/bounces.ts': {
    '^(?=.{4,190}$)[a-z0-9-]+(\\.[a-z0-9-]+)+$':
      'reads settings; a dot parts its runs, and none of them has one',
  },
  'domain/accounts/browser-family.ts': { '\\bVersion\\/[\\d.]+ .*\\bSafari\\/': 'reads 400 characters' },
  'domain/doctor/zone-line.ts': {
    "new RegExp(`.{1,${longestString}}`, 'gsu')": 'takes whatever comes, and so never goes back',
  },
  'domain/papers/excerpt.ts': {
    '^\\\\(?:[\'`^"~=.]|[Hbcdkruv](?![a-zA-Z])) ?(?:\\\\[a-zA-Z]+|[a-zA-Z])':
      'reads 64 characters, of which one run',
  },
  'domain/papers/search-query.ts': {
    '(-?)"([^"]*)"?|(?<![^\\s"])(-?)([^\\s"]+)|([^\\s"]+)': 'whatever it begins it can end where it stands',
    '(?<!\\S)[-–—]+(?!\\S)': 'what stands before it lets it begin once in a run',
  },
  'domain/papers/search-words.ts': {
    '(?:[A-Za-z]|[0-9](?:\\.(?=[0-9]))?)+': 'whatever it begins it can end where it stands',
    '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]+|(?:(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}])\\p{L}|\\p{N}|(?<=\\p{N})\\.(?=\\p{N}))+':
      'whatever it begins it can end where it stands',
  },
  'domain/ranking/tokenize.ts': {
    "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]|(?:(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}])[\\p{L}\\p{N}])+|[^\\p{L}\\p{N}\\s\\-–_/'’]+":
      'whatever it begins it can end where it stands',
  },
  'domain/sending/greeting-name.ts': {
    "new RegExp(`^(${label}\\\\.){0,30}(?![0-9]+$)${label}$`, 'i')":
      'reads 253 characters; a dot parts its runs',
  },
  'domain/sending/outcome.ts': { '<?[^\\s<>@]{1,256}@[^\\s<>@]{1,256}>?': 'reads 4,000 characters' },
  'domain/tex/tex-quotes.ts': {
    "(?<![\\p{L}\\p{N}`)\\]])`(?=\\S)(?:[^`']|(?<=\\p{L})'(?=\\p{L}))+(?<=\\S)'(?![\\p{L}'])":
      'reads 300 characters',
  },
  'domain/tex/tex-text.ts': {
    '\\^(?:-?\\d+|\\*|[A-Za-z](?![\\p{L}\\p{N}]))': 'is tried at one place, and has one run there',
  },
  'http/framed-mail.ts': { '<head[^>]*>': 'reads our own mails' },
};

/**
 * Folders whose expressions look for many wordings at once, at which the checker gives up. They read bounded texts, and
 * tests/unit/domain/bounces/lengths.test.ts times them.
 */
const timed: readonly string[] = ['domain/bounces/'];

const folder = join(import.meta.dirname, '../src');
const expressions = expressionsIn(folder);
const faults: string[] = [];
for (const expression of expressions) {
  const { file, line, source, flags } = expression;
  if (timed.some((one) => file.startsWith(one)) || allowed[file]?.[source] !== undefined) continue;
  const fault = faultOf(expression);
  if (fault !== null)
    faults.push(`src/${file}:${line} ${flags === null ? source : `/${source}/${flags}`} ${fault}`);
}
for (const [file, reasons] of Object.entries(allowed)) {
  for (const source of Object.keys(reasons)) {
    if (!expressions.some((one) => one.file === file && one.source === source))
      faults.push(
        `src/${file} has no ${source} any more: take it off the list in scripts/check-expressions.ts`,
      );
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else console.log(`${expressions.length} regular expressions, none of which backtracks`);
