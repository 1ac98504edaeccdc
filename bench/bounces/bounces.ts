import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readBounce } from '../../src/domain/bounces/bounce.ts';
import type { BouncedRecipient } from '../../src/domain/bounces/report.ts';
import { type Bench, beside, bounded, type Measure } from '../result.ts';
import { firstDigit } from './first-digit.ts';
import { judgeLeftOut } from './left-out.ts';

type Label = { hard: boolean; complaint: boolean; automatic: boolean };
type Mail = { file: string; raw: Uint8Array; labels: Label[] };

const root = join(import.meta.dirname, '../..');
const own = join(root, 'tests/fixtures/bounces');
const labelFile = 'labels.jsonl';
const damagedMails = 100_000;

/** A collection of labelled mails: the one that is named, else one that lies beside the checkout, else our own. */
function collection(named: string | undefined): string {
  const beside = ['..', '../..'].map((up) => join(root, up, 'shared', 'data', 'bounces'));
  const folder = named ?? beside.find((one) => existsSync(join(one, labelFile))) ?? own;
  return resolve(folder);
}

/** Reasons of what is no bounce: nothing may count of it. */
const harmless: readonly string[] = ['auto-reply', 'vacation', 'delivered'];

/** `labels.jsonl`: per file `{file, recipients: [{hard?, kind?, reason}]}`; the reason `feedback` is a complaint. */
function load(folder: string): Mail[] {
  type Line = { file: string; recipients: { hard?: boolean; kind?: string; reason: string }[] };
  const lines = readFileSync(join(folder, labelFile), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { file, recipients } = JSON.parse(line) as Line;
    const labels = recipients.map(({ hard, kind, reason }) => ({
      hard: hard ?? kind === 'hard',
      complaint: kind === 'complaint' || reason === 'feedback',
      automatic: harmless.includes(reason),
    }));
    return { file, raw: readFileSync(join(folder, file)), labels };
  });
}

type Score = { found: number; hard: number; complaints: number; false: number; counted: number };

/** How many of the labelled recipients are named, are judged right, and what counts that must not. */
function score(mails: readonly Mail[], judge: (mail: Mail) => readonly BouncedRecipient[]): Score {
  const sum: Score = { found: 0, hard: 0, complaints: 0, false: 0, counted: 0 };
  for (const mail of mails) {
    const { labels } = mail;
    const told = judge(mail);
    for (const [at, label] of labels.entries()) {
      const one = told[at];
      // A complaint may come without an address: then it is the message that is found.
      if (one !== undefined && (one.address !== '' || label.complaint)) sum.found += 1;
      if (one !== undefined && (one.kind === 'hard') === label.hard) sum.hard += 1;
      if (label.complaint && one?.kind === 'complaint') sum.complaints += 1;
      if (!label.complaint && one?.kind === 'complaint') sum.false += 1;
      if (label.automatic && one !== undefined && one.kind !== 'none') sum.counted += 1;
    }
    if (labels.length === 0) sum.counted += told.filter(({ kind }) => kind !== 'none').length;
  }
  return sum;
}

/**
 * Mails that came back, judged by us and by the reply's first digit alone; then mails cut off or with octets changed,
 * of which none may make us fail or linger. `size`: how many of these.
 */
export const benchBounces: Bench = async ({ size = damagedMails, data, leaveOut, say }) => {
  const folder = collection(data);
  const mails = load(folder);
  const answers = (folder === own ? mails : load(own)).filter(isAutomatic);
  const recipients = mails.reduce((sum, { labels }) => sum + labels.length, 0);
  const complaints = mails.flatMap(({ labels }) => labels).filter(({ complaint }) => complaint).length;
  const judge = ({ raw }: Mail) => readBounce(raw).recipients;
  const baseline = ({ raw }: Mail) => firstDigit(raw);
  const both = (of: readonly Mail[]) => ({ ours: score(of, judge), baseline: score(of, baseline) });
  const [reports, automatic] = [both(mails), both(answers)];
  function share(
    name: string,
    key: keyof Score,
    of: number,
    target: { atLeast?: number; atMost?: number },
    { ours, baseline } = reports,
  ): Measure {
    return beside(name, '%', { ours: (100 * ours[key]) / of, baseline: (100 * baseline[key]) / of }, target);
  }
  say(`${mails.length} mails of ${folder} judged; now ${size} damaged ones`);
  const measures: Measure[] = [
    share('recipient found', 'found', recipients, { atLeast: 98 }),
    share('hard or not, right', 'hard', recipients, { atLeast: 95 }),
    ...(complaints > 0 ? [share('complaint right', 'complaints', complaints, { atLeast: 100 })] : []),
    share('taken for a complaint wrongly', 'false', recipients, { atMost: 0 }),
    share('automatic answers that count', 'counted', answers.length, { atMost: 0 }, automatic),
    ...(leaveOut ? withoutHosts(mails, recipients, complaints) : []),
    ...fuzz(mails, size),
  ];
  return {
    bench: 'bounces',
    about: 'mails that came back, beside a judge that knows only the first digit of the reply',
    measures,
    facts: {
      'labelled mails': mails.length,
      recipients,
      'automatic answers, our own': answers.length,
      folder,
    },
  };
};

/** How the mails of each host are judged by the wordings that are left when the host's own are taken out. */
function withoutHosts(mails: readonly Mail[], recipients: number, complaints: number): Measure[] {
  const { judge, hosts, taken } = judgeLeftOut(mails);
  const left = score(mails, judge);
  const share = (name: string, key: keyof Score, of: number, target: { atLeast?: number; atMost?: number }) =>
    bounded(`${name}, each of ${hosts} hosts left out`, '%', (100 * left[key]) / of, target);
  return [
    bounded('wordings that only one host’s mails ask for, taken out', 'wordings', taken, {}),
    share('hard or not, right', 'hard', recipients, { atLeast: 93 }),
    ...(complaints > 0 ? [share('complaint right', 'complaints', complaints, { atLeast: 100 })] : []),
    share('taken for a complaint wrongly', 'false', recipients, { atMost: 0 }),
    bounded('harmless ones that count, hosts left out', 'mails', left.counted, { atMost: 0 }),
  ];
}

function isAutomatic({ labels }: Mail): boolean {
  return labels.length === 0 || labels.some(({ automatic }) => automatic);
}

/** Truncations and changed octets in turn, the same ones in every run. */
function fuzz(mails: readonly Mail[], cases: number): Measure[] {
  let seed = 5965;
  // A linear congruential generator (Numerical Recipes): the same cases everywhere.
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let failures = 0;
  let slowest = 0;
  const started = performance.now();
  for (let at = 0; at < cases; at++) {
    const mail = mails[at % mails.length];
    if (mail === undefined) break;
    let raw = Uint8Array.from(mail.raw);
    if (at % 2 === 0) raw = raw.subarray(0, random(raw.length));
    else for (let flips = 1 + random(12); flips > 0; flips--) raw[random(raw.length)] = random(256);
    const took = () => {
      const begun = performance.now();
      readBounce(raw);
      return performance.now() - begun;
    };
    try {
      const first = took();
      // What is slow once may have been put off by the machine; what is slow itself is slow again.
      if (first > slowest) slowest = Math.max(slowest, Math.min(first, took(), took()));
    } catch {
      failures += 1;
    }
  }
  const mean = (performance.now() - started) / cases;
  return [
    bounded('damaged mails that made it fail', 'mails', failures, { atMost: 0 }),
    bounded('the slowest damaged mail', 'ms', slowest, { atMost: 1_000 }),
    bounded(`a damaged mail, mean of ${cases}`, 'ms', mean, {}),
  ];
}
