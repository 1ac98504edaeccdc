import { join } from 'node:path';
import { parseText } from '../../src/domain/bounces/mime.ts';
import { reportOf } from '../../src/domain/bounces/report.ts';
import { clientOf, thisMachine } from '../../src/domain/client.ts';
import { german } from '../../src/domain/languages/de.ts';
import { english } from '../../src/domain/languages/en.ts';
import { formatSearch } from '../../src/domain/papers/search-query.ts';
import { saysWithdrawn } from '../../src/domain/papers/withdrawal/withdrawal.ts';
import { termsOf } from '../../src/domain/ranking/terms.ts';
import { readVocabulary } from '../../src/domain/ranking/vocabulary.ts';
import { readWords } from '../../src/domain/sending/editors-words.ts';
import { prepare } from '../../src/domain/tex/tex-source.ts';
import { isNode, type Node, parseSource, sourceFiles } from './source-text.ts';

const someWords = readVocabulary(
  Array.from(
    { length: 5_000 },
    (_, at) =>
      `word${'abcdefghij'[at % 10]}${String(at).replace(/\d/g, (digit) => 'klmnopqrst'[Number(digit)] ?? '')} 9`,
  ).join('\n'),
);

export const domain = join(import.meta.dirname, '../../src/domain');

/** Gives a function a text. */
export type Call = (text: string) => unknown;
/** An exported function of `src/domain` that takes a text. */
export type TextFunction = { name: string; params: string[]; call: (...given: unknown[]) => unknown };

const isText = (type: string) => /^(?:readonly )?string(?:\[\])?(?: \| (?:null|undefined))*$/.test(type);

function typeOf(param: Node, text: string): { type: string; optional: boolean } {
  const isDefault = param.type === 'AssignmentPattern' && isNode(param['left']);
  const named = isDefault ? (param['left'] as Node) : param;
  const annotation = named['typeAnnotation'];
  const type = isNode(annotation) ? text.slice(annotation.start, annotation.end).replace(/^:\s*/, '') : '';
  return { type, optional: isDefault || named['optional'] === true };
}

/** The parameters of what a module exports as functions: those that must be given. */
function exportedFunctions(name: string): { name: string; params: string[] }[] {
  const { text, program } = parseSource(domain, name);
  const found: { name: string; params: string[] }[] = [];
  const add = (id: unknown, made: unknown) => {
    if (!isNode(made) || !/Function/.test(made.type) || !isNode(id)) return;
    const params = (made['params'] as Node[])
      .map((param) => typeOf(param, text))
      .filter(({ optional }, index) => index === 0 || !optional);
    found.push({ name: String(id['name']), params: params.map(({ type }) => type) });
  };
  for (const statement of program['body'] as Node[]) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : null;
    if (!isNode(declared)) continue;
    if (declared.type === 'VariableDeclaration') {
      for (const { id, init } of declared['declarations'] as Node[]) add(id, init);
    } else add(declared['id'], declared);
  }
  return found;
}

/** All of them, found by what the source says of their parameters. */
export async function textFunctions(): Promise<TextFunction[]> {
  const all: TextFunction[] = [];
  for (const file of sourceFiles(domain)) {
    const module = (await import(join(domain, file))) as Record<string, unknown>;
    for (const { name, params } of exportedFunctions(file)) {
      const call = module[name];
      if (typeof call !== 'function') throw new Error(`${file} does not export the function ${name}`);
      if (params.some(isText))
        all.push({ name: `${file} ${name}`, params, call: call as TextFunction['call'] });
    }
  }
  return all;
}

/** How a function is given a text; null when that has to be told. */
export function callOf({ name, params, call }: TextFunction): Call | null {
  const told = calls[name];
  if (told !== undefined) return (text) => call(...told(text));
  const [type = ''] = params;
  if (params.length > 1) return null;
  return type.includes('[]') ? (text) => call([text]) : (text) => call(text);
}

const at = (text: string) => Math.floor(text.length / 2);
const moment = new Date('2026-11-24T08:00:00Z');
const key = { domain: 'a.org', name: 's._domainkey.a.org', type: 'rsa', forms: ['x'] };
const noReaders = { text: () => [], textCommand: () => null, math: () => null };

/** How a text is given to those that take more than one text. */
export const calls: Record<string, (text: string) => unknown[]> = {
  'accounts/password.ts guessableWords': (text) => [text, text],
  'accounts/token-end.ts tokenEnd': (text) => [text, moment],
  'sending/editors-words.ts filledSubject': (text) => [text, { count: '1', first: text, date: text }],
  'time/send-moment.ts momentIn': (text) => [text, 'UTC'],
  'accounts/password.ts isMadeOf': (text) => [['offprint', 'digest'], text],
  'brand/accent.ts contrastOf': (text) => [text, text],
  'integrations/target-url.ts readTargetUrl': (text) => [text, { loopback: false }],
  'bounces/bounce-address.ts isPostmaster': (text) => [text, text],
  'bounces/bounce-address.ts isSameAddress': (text) => [text, text],
  'bounces/bounce-text.ts recipientsInText': (text) => [[text], [text], new Set()],
  'bounces/complaint.ts complaintsIn': (text) => [reportOf(parseText(text)), text],
  'bounces/json.ts objectAt': (text) => [{ [text]: {} }, text],
  'bounces/json.ts textAt': (text) => [{ [text]: text }, text],
  'bounces/mime-encodings.ts transferDecoded': (text) => [text, 'quoted-printable'],
  'bounces/mime-encodings.ts decodeCharset': (text) => [text, 'shift_jis'],
  'bounces/mime.ts headerOf': (text) => [{ headers: [{ name: text, value: text }] }, text],
  'bounces/provider-event.ts reasonFor': (text) => [text, '5.1.1', null],
  'bounces/suppression.ts readSuppressedLine': (text) => [text, text, text],
  'bounces/report.ts bouncedRecipient': (text) => [text, text, 'unknown-user'],
  'bounces/report.ts forReader': (text) => [
    { address: text, status: '', kind: 'hard', reason: 'unknown-user' },
    new Map([[text, [text]]]),
    text,
  ],
  'catalogue/preprint-topics.ts preprintCategory': (text) => ['biorxiv', text],
  'doctor/check.ts weigh': (text) => [text, []],
  'doctor/dkim-record.ts judgeDkimRecords': (text) => [key, [text], true],
  'doctor/dmarc-record.ts dmarcRecordProblems': (text) => [text, text],
  'doctor/embeddings.ts judgeEmbeddings': (text) => [
    text,
    { trouble: text },
    { stored: null, patienceMs: 400 },
  ],
  'doctor/sending-address.ts sendersOf': (text) => [[{ host: text, addresses: [text] }], [text]],
  'doctor/smtp-server.ts judgeSmtp': (text) => [text, { trouble: text, about: 'login' }, moment],
  'doctor/spf.ts spfWith': (text) => [text, [text]],
  'doctor/zone-line.ts textLine': (text) => [text, text],
  'doctor/zone-line.ts exchangerLine': (text) => [text, text],
  'doctor/zone-line.ts addressLine': (text) => [text, text],
  'doctor/zone-line.ts pointerLine': (text) => [text, text],
  'ip-address.ts isWithin': (text) => [text, [{ groups: [0, 0, 0, 0, 0, 0, 0, 0], bits: 8 }]],
  'ip-address.ts networkOf': (text) => [text, { ipv4: 24, ipv6: 56 }],
  'feed-ids.ts feedIdsOf': (text) => [text, moment],
  'languages/formats.ts dateInWords': (text) => [moment, text, english],
  'languages/formats.ts dayInWords': (text) => [moment, text, english],
  'languages/formats.ts momentInWords': (text) => [moment, text, english],
  'languages/formats.ts shortDate': (text) => [moment, text, english],
  'languages/formats.ts shortMoment': (text) => [moment, text, english],
  'languages/pages/errors.ts errorIn': (text) => [german, text],
  'languages/formats.ts listed': (text) => [[text, text, text], 2, english],
  'languages/formats.ts listedTitles': (text) => [[text, text], 1, english],
  'languages/formats.ts interestsInWords': (text) => [[text, text, text], 2, english],
  'languages/formats.ts capitalised': (text) => [text, english],
  'lengths.ts cut': (text) => [text, 100],
  'papers/arxiv-id.ts isOfOtherMonths': (text) => [text, moment],
  'papers/author-name.ts authorMatch': (text) => [text, text],
  'papers/author-name.ts bestAuthorMatch': (text) => [text, [text, text]],
  'papers/author-name.ts mutedAuthor': (text) => [`${text}.`, [text, text]],
  'papers/authors/author-papers.ts authorPapers': (text) => [text, [{ id: 1, names: [text] }]],
  'papers/authors/author-words.ts mayHave': (text) => [text, 'smith'],
  'papers/authors/authors-named.ts authorsNamed': (text) => [[text], [{ id: 1, names: [text] }]],
  'papers/embedded-text.ts paperText': (text) => [{ title: text, abstract: text }, text],
  'papers/embedded-text.ts queryText': (text) => [text, text],
  'papers/excerpt.ts shorten': (text) => [text, 300],
  'papers/excerpt.ts excerpt': (text) => [text, 300],
  'papers/excerpt.ts excerptAround': (text) => [text, 300, () => false],
  'papers/html-text.ts textOfHtml': (text) => [text, (html: string) => html],
  'papers/matching-words.ts matchingWords': (text) => [text, ['a']],
  'papers/paper-identity.ts titleKey': (text) => [text, [text]],
  'papers/withdrawal/withdrawal-statements.ts paperAt': (text) => [text.split(' '), 0],
  'papers/search-query.ts withWords': (text) => [{ words: null, fields: [] }, text],
  'papers/subject.ts titleInQuotes': (text) => [text, english],
  'papers/subject.ts queryInQuotes': (text) => [text, english],
  'ranking/asked-vector.ts askedVector': (text) => [text, { vocabulary: someWords, rarity: () => 1 }],
  'ranking/vocabulary.ts completions': (text) => [someWords, text, 5],
  'ranking/vocabulary.ts corrected': (text) => [someWords, text],
  'sending/greeting-name.ts greetingName': (text) => [`https://${text}`, text],
  'sending/warm-up.ts warmUpDay': (text) => [text, moment],
  'tex/tex-dollars.ts isFormula': (text) => [text, text],
  'tex/tex-environments.ts readRows': (text) => [
    prepare(text, noReaders),
    text,
    { from: 0, to: text.length },
    0,
  ],
  'tex/tex-html.ts texToHtml': (text) => [text, new Set(['a'])],
  'tex/tex-html.ts texToMathHtml': (text) => [text, () => null],
  'tex/tex-quotes.ts endsDouble': (text) => [text, at(text)],
  'tex/tex-quotes.ts beginsSingle': (text) => [text, at(text)],
  'tex/tex-quotes.ts isApostrophe': (text) => [text, at(text)],
  'tex/tex-quotes.ts endsSingle': (text) => [text, at(text)],
  'tex/tex-source.ts indexOfMark': (text) => [prepare(text, noReaders), text, 1],
  'tex/tex-source.ts prepare': (text) => [text, noReaders],
  'tex/tex-source.ts push': (text) => [[{ text, style: 'plain' }], text, 'plain'],
  'tex/tex-ties.ts inBareUrl': (text) => [text, at(text)],
  'tex/tex-ties.ts isTie': (text) => [text, at(text)],
  'tex/tex-symbols.ts inAlphabet': (text) => [text, 'double'],
  'tex/tex-symbols.ts scriptText': (text) => [text, 'sub'],
  'time/zone-names.ts offsetInWords': (text) => [text, moment],
  'time/zone.ts offsetMinutes': (text) => [moment, text],
  'time/zone.ts localTime': (text) => [moment, text],
  'time/zone.ts instantOf': (text) => [{ year: 2026, month: 11, day: 24, hour: 8 }, text],
  'url-signs.ts unencoded': (text) => [`postgresql://${text}@host`, { query: true }],
};

/** Those that take texts within something else. */
export const withTexts: Record<string, Call> = {
  'sending/editors-words.ts readWords': (text) => readWords({ subject: text, introduction: text }),
  'client.ts clientOf': (text) =>
    clientOf({ peer: '127.0.0.1', forwardedFor: text, host: text, passedOn: false }, thisMachine),
  'papers/search-query.ts formatSearch': (text) =>
    formatSearch({ words: text, fields: [{ name: 'author', value: text, not: false }] }),
  'papers/withdrawal/withdrawal.ts saysWithdrawn': (text) =>
    saysWithdrawn({ title: text, abstract: text, comment: text }),
  'ranking/terms.ts termsOf': (text) =>
    termsOf({ title: text, abstract: text, authors: [text, text], categories: [text] }),
};
