import { safeLine, wrapped } from '../../src/adapters/mail/mail-texts.ts';
import { pieceOf } from '../../src/adapters/mail/mime/quoted-printable.ts';
import { readBounce } from '../../src/domain/bounces/bounce.ts';
import { addressIn } from '../../src/domain/bounces/bounce-address.ts';
import { statusIn } from '../../src/domain/bounces/bounce-fields.ts';
import { kinds } from '../../src/domain/bounces/bounce-reason.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { parseArxivId } from '../../src/domain/papers/arxiv-id.ts';
import { readAuthor } from '../../src/domain/papers/author-name.ts';
import { shorten } from '../../src/domain/papers/excerpt.ts';
import { normaliseDoi } from '../../src/domain/papers/paper-identity.ts';
import { formatSearch, parseSearch, readQuery } from '../../src/domain/papers/search-query.ts';
import { parseAddress } from '../../src/domain/subscribers/address.ts';
import { maskedAddress } from '../../src/domain/subscribers/masked-address.ts';
import { texToText } from '../../src/domain/tex/tex.ts';
import { escapeHtml, texToHtml } from '../../src/domain/tex/tex-html.ts';

/** What holds of whatever is read: null when it does. `file`: whose words the texts are made of. */
export type Kept = { name: string; file: string; holds(text: string): string | null };

const same = (one: unknown, other: unknown, words: string) =>
  JSON.stringify(one) === JSON.stringify(other) ? null : words;
const unless = (holds: boolean, words: string) => (holds ? null : words);

/** RFC 2045, 6.7. */
function decoded(quoted: string): string {
  const octets = quoted
    .replaceAll('=\r\n', '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString();
}

export const promises: readonly Kept[] = [
  {
    name: 'an address that is taken parses to itself',
    file: 'subscribers/address.ts',
    holds(text) {
      const read = parseAddress(text);
      if (!read.ok) return null;
      if (/[\s\p{Cc}<>]/u.test(read.address)) return 'a character in it that must not be there';
      return same(parseAddress(read.address), read, 'another address the second time');
    },
  },
  {
    name: 'a masked address shows two letters of the name at most',
    file: 'subscribers/address.ts',
    holds(text) {
      const read = parseAddress(text);
      if (!read.ok) return null;
      const shown = maskedAddress(read.address).slice(0, -read.domain.length - 1);
      return unless(shown.length <= 3 && shown.includes('…'), 'more of it is shown');
    },
  },
  {
    name: 'a search that is written reads the same again',
    file: 'papers/search-query.ts',
    holds(text) {
      const read = parseSearch(text);
      return same(parseSearch(formatSearch(read)), read, 'another search the second time');
    },
  },
  {
    name: 'a query that is followed reads the same again',
    file: 'papers/search-query.ts',
    holds(text) {
      const read = readQuery(text);
      return read.ok ? same(readQuery(read.query), read, 'another query the second time') : null;
    },
  },
  {
    name: 'an author that is followed reads the same again',
    file: 'papers/author-name.ts',
    holds(text) {
      const read = readAuthor(text);
      return read.ok ? same(readAuthor(read.author), read, 'another author the second time') : null;
    },
  },
  {
    name: 'an arXiv id reads the same again',
    file: 'papers/arxiv-id.ts',
    holds(text) {
      const read = parseArxivId(text);
      return read === null ? null : same(parseArxivId(read.id)?.id, read.id, 'another id the second time');
    },
  },
  {
    name: 'a DOI reads the same again',
    file: 'papers/paper-identity.ts',
    holds(text) {
      const read = normaliseDoi(text);
      return read === null ? null : same(normaliseDoi(read), read, 'another DOI the second time');
    },
  },
  {
    name: 'one line has no line break, and is one line again',
    file: 'one-line.ts',
    holds(text) {
      const line = oneLine(text);
      return /[\r\n]/.test(line) ? 'a line break' : same(oneLine(line), line, 'another line the second time');
    },
  },
  {
    name: 'a line of a mail has no control character',
    file: 'tex/tex.ts',
    holds: (text) =>
      unless(!/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(safeLine(text)), 'one in it'),
  },
  {
    name: 'TeX as text has no control character',
    file: 'tex/tex.ts',
    holds: (text) => unless(!/\p{Cc}/u.test(texToText(text)), 'one in it'),
  },
  {
    name: 'TeX as HTML has no tags but its own, in pairs',
    file: 'tex/tex.ts',
    holds(text) {
      const html = texToHtml(text, new Set(['the', 'of']));
      const rest = html.replace(/<(i|b|sub|sup|code|mark)>|<\/(?:i|b|sub|sup|code|mark)>/g, '');
      const count = (tag: RegExp) => html.match(tag)?.length ?? 0;
      if (count(/<[a-z]+>/g) !== count(/<\/[a-z]+>/g)) return 'a tag without its other half';
      return unless(!/[<>"']/.test(rest), 'a sign that is not escaped');
    },
  },
  {
    name: 'escaped HTML has no sign of a tag or a quotation',
    file: 'tex/tex-html.ts',
    holds: (text) => unless(!/[<>"']/.test(escapeHtml(text)), 'one in it'),
  },
  {
    name: 'a text that is shortened is no longer than asked for',
    file: 'papers/excerpt.ts',
    holds: (text) => unless(shorten(text, 80).length <= 80, 'longer'),
  },
  {
    name: 'quoted-printable gives the text back, in lines of 76 octets',
    file: 'tex/tex.ts',
    holds(text) {
      const sent = text.toWellFormed().replace(/\r\n?|\n/g, '\r\n');
      const { encoded } = pieceOf(sent);
      if (encoded.split('\r\n').some((line) => line.length > 76)) return 'a longer line';
      // The break at the end of a piece is a soft one.
      return same(decoded(encoded), sent, 'another text');
    },
  },
  {
    name: 'a text of a mail keeps its words',
    file: 'tex/tex.ts',
    holds(text) {
      const words = (of: string) => of.split(/\s+/).filter(Boolean);
      return same(words(wrapped(text)), words(text), 'other words');
    },
  },
  {
    name: 'a report is judged by the tables, and names addresses and codes alone',
    file: 'bounces/bounce.ts',
    holds(text) {
      const { recipients, messageIds, returnPaths, deliveredTo } = readBounce(Buffer.from(text, 'latin1'));
      for (const { address, status, kind, reason } of recipients) {
        if (kinds[reason] !== kind) return 'another kind than its reason has';
        if (address !== '' && addressIn(address) !== address) return 'an address that is none';
        if (status !== '' && statusIn(status) !== status) return 'a status that is none';
      }
      if (messageIds.length > 20 || returnPaths.length > 60 || deliveredTo.length > 20)
        return 'lists without a bound';
      return unless(
        messageIds.every((id) => /^<[^<>\s]+>$/.test(id)),
        'a Message-ID that is none',
      );
    },
  },
];
