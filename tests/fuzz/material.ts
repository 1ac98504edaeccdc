import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bounceFixtures } from '../support/mail/bounce-fixtures.ts';
import { nodesIn, parseSource } from '../support/source-text.ts';
import { hostileTokens } from '../unit/domain/hostile-texts.ts';
import { inherited } from './json-mutations.ts';

const root = join(import.meta.dirname, '../..');
const lines = (path: string) => readFileSync(join(root, path), 'utf8').trim().split('\n');

type Sample = { title: string; abstract: string; authors: string[] };
const papers = lines('scripts/sample-papers.jsonl').map((line) => JSON.parse(line) as Sample);
const replies = lines('tests/fixtures/smtp-replies.jsonl').map(
  (line) => (JSON.parse(line) as { reply: string }).reply,
);

/** Mails that came back, one octet a character. */
export const returnedMails = bounceFixtures().map(({ raw }) => raw.toString('latin1'));

/** Texts as they should be, by the folder of whoever reads them. */
const right: Readonly<Record<string, readonly string[]>> = {
  bounces: [...returnedMails, ...replies],
  sending: replies,
  doctor: [
    'v=spf1 include:_spf.example.org ip4:192.0.2.0/24 a mx ~all',
    'v=DMARC1; p=none; rua=mailto:dmarc@example.org; adkim=s; pct=100',
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ',
    '250-mail.example.org\r\n250-STARTTLS\r\n250 SIZE 1000000',
  ],
  papers: [
    ...papers.flatMap(({ title, authors }) => [title, authors.join(', ')]),
    '"sparse attention" OR -vision author:"Ada Lovelace" cat:cs.RO from:2025-11 to:2026',
    'https://arxiv.org/abs/2611.00101v2',
    'hep-th/9901001',
    'https://doi.org/10.1000/182',
  ],
  tex: papers.flatMap(({ title, abstract }) => [title, abstract]),
  ranking: papers.map(({ abstract }) => abstract),
  subscribers: ['ada@example.org', ' Ada.Lovelace+x@exämple.ORG ', 'a@b.c.d'],
  time: ['Europe/Berlin', 'UTC', 'Etc/GMT+6'],
  languages: ['de-AT,de;q=0.8,en;q=0.5', 'pt-BR', '“so”'],
  accounts: ['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'abcd-efgh-ijkl-mnop', 'a long password'],
};

/** For those who read texts of the kind that a folder of `src/domain` does; else of all kinds. */
export function corpusOf(folder: string): readonly string[] {
  return right[folder] ?? Object.values(right).flatMap((texts) => texts.slice(0, 20));
}

/** Short texts in a source file: what it looks for in what it reads. Those that make parsers slow are among them. */
export function dictionaryOf(folder: string, file: string): readonly string[] {
  const { program } = parseSource(folder, file);
  const words = [...nodesIn(program)].flatMap(({ type, value }) =>
    type === 'Literal' && typeof value === 'string' && value.length <= 40 && !value.endsWith('.ts')
      ? value
      : [],
  );
  return [...new Set([...words, ...inherited, ...hostileTokens])].filter((word) => word !== '');
}
