import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { previewDigest } from '../../src/app/digests/preview-digest.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { openCpuShares } from '../cpu-share.ts';
import { type BenchResult, type BenchRun, bounded, compared, type Facts, type Measure } from '../result.ts';
import { openHere } from '../service.ts';
import { type DigestRun, type DigestRunOptions, runDigest } from './digest-run.ts';
import { addReaders, makeCatalogue } from './made-readers.ts';
import type { PlainInput, PlainReport } from './plain-sender.ts';
import type { Sizes } from './plain-template.ts';
import { startSink } from './sink-process.ts';

const papers = 3_000;
const catalogue = 'catalogue';
const seeded = 'readers';
/** What a mail server at a distance takes for each reply. */
const distanceMs = 20;
/** Of a core, for each worker, where the cores of the machine are not to be what is measured. */
const workerCores = 0.5;

/**
 * One digest, planned, sent and recorded by real worker processes, to a mail server in a process of its own. Baseline:
 * mails of the same content and size from a compiled template by nodemailer's `sendMail({ html, text })` with a pool,
 * and no record of anything; and one such mail's bytes for everybody by its `sendMail({ raw })`.
 */
export async function benchSend({ size: readers = 20_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const shares = await openCpuShares(stack);
  say(`send: ${papers} papers, ${readers} readers`);
  await makeCatalogue(server, catalogue, papers);
  await onDatabase(await server.create(seeded, catalogue), async (client) => {
    await addReaders(client, { name: 'reader', count: readers, leastTopics: 2 });
    await client.query('VACUUM ANALYZE');
  });
  const sizes = await ourSizes(server);
  const dkimKeyFile = await makeKey(server.home);

  const ours = async (what: Partial<DigestRunOptions>): Promise<DigestRun> => {
    const options = { workers: 1, latencyMs: 0, dkimKeyFile: null, from: seeded, readers, ...what };
    const { share, dkimKeyFile: keyFile } = options;
    say(
      `send: ours, ${options.workers} worker${options.workers === 1 ? '' : 's'}, ${options.latencyMs} ms a reply${keyFile === null ? '' : ', DKIM'}${share === undefined ? '' : `, ${share.cores} of a core each`}`,
    );
    return await runDigest(server, options);
  };
  const baseline = async (keyFile: string | null, raw = false): Promise<PlainReport> => {
    say(`send: baseline${raw ? ', made once' : ''}${keyFile === null ? '' : ', DKIM'}`);
    return await plainSending(server, { messages: readers, papers, sizes, dkimKeyFile: keyFile, raw });
  };
  const raw = await baseline(null, true);
  const plain = await baseline(null);
  const one = await ours({});
  const plainSigned = await baseline(dkimKeyFile);
  const signed = await ours({ dkimKeyFile });
  const two = await ours({ workers: 2 });
  const far = await ours({ latencyMs: distanceMs });
  const farTwo = await ours({ latencyMs: distanceMs, workers: 2 });
  const share = { shares, cores: workerCores };
  const held = await ours({ share });
  const heldTwo = await ours({ share, workers: 2 });

  return {
    bench: 'send',
    about: `${readers} readers, ten papers each of ${papers}, ${(sizes.html / 1000).toFixed(1)} kB of HTML`,
    measures: [
      ...costs('', one, plain, readers, 0.4),
      ...costs(', RSA DKIM', signed, plainSigned, readers, 0.5),
      wholeCost('CPU a message, PostgreSQL’s included, to one message made once for all', one, raw, 1),
      wholeCost(
        'CPU a message, PostgreSQL’s included, RSA DKIM, to one message made once, unsigned',
        signed,
        raw,
        1.3,
      ),
      compared(
        'messages a second, one worker, to one message made once for all',
        '/s',
        { ours: (readers / one.wallMs) * 1000, baseline: (readers / raw.wallMs) * 1000 },
        { atLeast: 0.8 },
      ),
      scaling('messages a second, 2 workers to 1, no latency', one, two),
      scaling(`messages a second, 2 workers to 1, ${distanceMs} ms a reply`, far, farTwo),
      scaling(`messages a second, 2 workers to 1, ${workerCores} of a core each`, held, heldTwo, 1.8),
      bounded('messages a second, baseline', '/s', (readers / plain.wallMs) * 1000, {}),
    ],
    facts: {
      ...unitCosts(one, readers),
      ...sizeFacts(sizes, plain.sizes, one),
      'shares of a core by': shares.how,
      ...server.facts,
    },
  };
}

/** Ours to the baseline, with and without what the database uses: the baseline has none. */
function costs(
  suffix: string,
  ours: DigestRun,
  plain: PlainReport,
  readers: number,
  atMost: number,
): Measure[] {
  const baseline = plain.processorMs / readers;
  const whole = ours.processorMs + ours.database.processorMs;
  return [
    compared(
      `CPU a message of the sending process${suffix}`,
      'ms',
      { ours: ours.processorMs / readers, baseline },
      { atMost },
    ),
    compared(`CPU a message, PostgreSQL's included${suffix}`, 'ms', { ours: whole / readers, baseline }),
  ];
}

/** All that ours takes, ledger and database, to what it takes to hand over bytes that are there. */
function wholeCost(name: string, ours: DigestRun, raw: PlainReport, atMost: number): Measure {
  const whole = (ours.processorMs + ours.database.processorMs) / ours.messages;
  return compared(name, 'ms', { ours: whole, baseline: raw.processorMs / ours.messages }, { atMost });
}

/** "Baseline" is here the one worker. */
function scaling(name: string, one: DigestRun, two: DigestRun, atLeast = 1.7): Measure {
  const rate = ({ messages, wallMs }: DigestRun) => (messages / wallMs) * 1000;
  return compared(name, '/s', { ours: rate(two), baseline: rate(one) }, { atLeast });
}

/** What docs/scaling.md counts with. */
function unitCosts({ database, delivery, wallMs, processorMs }: DigestRun, readers: number): Facts {
  return {
    'PostgreSQL CPU a message, ms': database.processorMs / readers,
    'WAL a message, bytes': database.walBytes / readers,
    'pages written to the WAL whole, after a checkpoint, a message': database.wholePages / readers,
    'commits a message': database.commits / readers,
    'delivery with its indexes after sending, bytes a row': delivery.bytes / readers,
    'vacuum of delivery afterwards, ms a row': delivery.vacuumMs / readers,
    'updates of delivery that write no index (HOT), %': delivery.hotShare * 100,
    'connections to PostgreSQL, one worker': database.connections,
    'different selections of papers': delivery.selections,
    'seconds, one worker': wallMs / 1000,
    'of these the processor was busy, share': processorMs / wallMs,
  };
}

function sizeFacts(ours: Sizes, baseline: Sizes, one: DigestRun): Facts {
  return {
    'HTML a message, bytes, ours': ours.html,
    'HTML a message, bytes, baseline': baseline.html,
    'text a message, bytes, ours': ours.text,
    'text a message, bytes, baseline': baseline.text,
    'on the wire a message, bytes, ours': one.bytes / one.messages,
  };
}

/** Bytes of the parts of our mails, on average over some readers. */
async function ourSizes(server: BenchServer): Promise<Sizes> {
  await using stack = server.scope();
  const { deps } = await openHere(stack, {
    databaseUrl: server.urlOf(seeded),
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  const some = 20;
  const sum: Sizes = { html: 0, text: 0 };
  for (let reader = 1; reader <= some; reader++) {
    const { mail, papers: shown } = await previewDigest(deps, { email: `reader${reader}@example.org` });
    if (mail === null || shown !== 10)
      throw new Error(`reader ${reader} gets ${shown} papers instead of ten`);
    sum.html += Buffer.byteLength(mail.html);
    sum.text += Buffer.byteLength(mail.text);
  }
  return { html: sum.html / some, text: sum.text / some };
}

async function makeKey(home: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = join(home, 'dkim.pem');
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return file;
}

async function plainSending(server: BenchServer, input: Omit<PlainInput, 'smtpPort'>): Promise<PlainReport> {
  await using stack = server.scope();
  const sink = await startSink(stack, { latencyMs: 0 });
  const sender = startProgram(stack, 'sending/plain-sender.ts', { ...input, smtpPort: sink.port });
  const report = await nextMessage<PlainReport>(sender);
  const { messages } = await sink.report();
  if (messages !== input.messages + 1) throw new Error(`the baseline sent ${messages} messages`);
  return report;
}
