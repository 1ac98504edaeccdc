import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from '../app/actor.ts';
import { followDigest, hasEnded } from '../app/digests/digest-progress.ts';
import { previewDigest } from '../app/digests/preview-digest.ts';
import { triggerDigest, tryDigest } from '../app/digests/trigger-digest.ts';
import { DomainError } from '../domain/errors.ts';
import { type DigestCounts, deliveryStates } from '../domain/sending/delivery.ts';
import type { Cadence } from '../domain/time/cadence.ts';
import type { CommandIo } from './command-io.ts';
import { print, progress, progressDone, withService } from './run.ts';

export type SendOptions = {
  cadence?: Cadence;
  to?: string[];
  topic?: string[];
  asOf?: Date;
  dryRun?: boolean;
  wait?: boolean;
  json?: boolean;
};

function inWords(counts: DigestCounts): string {
  const present = deliveryStates
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  return `${counts.audience} in the audience${present.length > 0 ? `: ${present.join(', ')}` : ''}`;
}

/** `send`: true unless, with `--wait`, a delivery failed or is unknown. */
export async function sendCommand(io: CommandIo, options: SendOptions): Promise<boolean> {
  const requested = {
    origin: 'command' as const,
    cadence: options.cadence,
    emails: options.to,
    topics: options.topic,
    asOf: options.asOf,
  };
  // With --wait this process works too, so that the digest ends whether or not a service runs.
  return await withService(
    io,
    async ({ deps, work }) => {
      if (options.dryRun === true) {
        print(
          io,
          { dryRun: true, ...(await tryDigest(deps, requested)) },
          options,
          ({ audience, queued, skipped, suppressed }) =>
            `Dry run: ${audience} in the audience; ${queued} would get a digest, ${skipped} have nothing new, ${suppressed} must not be mailed.`,
        );
        return true;
      }
      const { id } = await triggerDigest(deps, { ...requested, actor: commandLine });
      if (options.wait !== true) {
        print(
          io,
          { id },
          options,
          () =>
            `Digest ${id} is triggered. The workers of a running service send it; --wait sends it from here too.`,
        );
        return true;
      }
      await work();
      for await (const step of followDigest(deps, id, {
        everyMs: 250,
        signal: new AbortController().signal,
      })) {
        progress(io, `digest ${id} ${step.status}: ${inWords(step.counts)}`);
        if (!hasEnded(step)) continue;
        progressDone(io);
        print(io, step, options, ({ status, counts }) => `Digest ${id} ${status}: ${inWords(counts)}`);
        return step.counts.failed + step.counts.unknown === 0;
      }
      return false;
    },
    { worker: options.wait === true },
  );
}

/** `preview`: writes the digest that a subscriber would get as .eml, .html and .txt. */
export async function previewCommand(
  io: CommandIo,
  options: {
    to: string;
    asOf?: Date;
    out: string;
    json?: boolean;
  },
): Promise<void> {
  const { mail, papers } = await withService(io, ({ deps }) =>
    previewDigest(deps, { email: options.to, asOf: options.asOf }),
  );
  if (mail === null)
    throw new DomainError('not_found', 'There is nothing new for this reader, so no digest would be sent.');
  await mkdir(options.out, { recursive: true });
  const files = {
    eml: join(options.out, 'digest.eml'),
    html: join(options.out, 'digest.html'),
    txt: join(options.out, 'digest.txt'),
  };
  await Promise.all([
    writePrivately(files.eml, mail.raw),
    writePrivately(files.html, mail.html),
    writePrivately(files.txt, mail.text),
  ]);
  print(
    io,
    { subject: mail.subject, papers, files },
    options,
    () => `${mail.subject}\n${papers} papers, written to ${Object.values(files).join(', ')}`,
  );
}

/** For the account's own eyes: a mail has links that act for its reader. */
async function writePrivately(path: string, content: Uint8Array | string): Promise<void> {
  // One that is there would keep its mode.
  await rm(path, { force: true });
  await writeFile(path, content, { mode: 0o600 });
}
