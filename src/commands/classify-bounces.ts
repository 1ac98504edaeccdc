import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { readBounce } from '../domain/bounces/bounce.ts';
import { messageOf } from '../domain/errors.ts';
import type { CommandIo } from './command-io.ts';

/** How much of one message is looked at. The rest is read and dropped, so that whoever pipes it in is not cut off. */
const mostOctets = 1024 * 1024;

/** A message to judge, and the name of where it came from; `-` is standard input. */
export type BounceFile = { file: string; raw: Uint8Array };

/**
 * The messages in files, in order; standard input without a file. One that cannot be read is reported, and null stands
 * in its place.
 */
export async function* bounceFiles(
  io: CommandIo,
  files: readonly string[],
): AsyncGenerator<BounceFile | null> {
  for (const file of files.length > 0 ? files : ['-']) {
    try {
      yield { file, raw: file === '-' ? await wholeOf(io.stdin) : await readFile(file) };
    } catch (error) {
      io.stderr.write(`${file}: ${messageOf(error)}\n`);
      yield null;
    }
  }
}

async function wholeOf(input: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    if (length < mostOctets) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

/**
 * `bounce --classify`: for each file one line, a JSON object with `--json`. True when every file could be read. Needs
 * no database and opens none.
 */
export async function classifyBouncesCommand(
  io: CommandIo,
  files: readonly string[],
  options: { json?: boolean },
): Promise<boolean> {
  let well = true;
  for await (const message of bounceFiles(io, files)) {
    if (message === null) {
      well = false;
      continue;
    }
    const { file } = message;
    const { recipients } = readBounce(message.raw);
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify({ file, recipients })}\n`
        : `${file}: ${recipients.length === 0 ? 'no report that can be read' : recipients.map(inWords).join('; ')}\n`,
    );
  }
  return well;
}

function inWords({
  address,
  status,
  kind,
  reason,
}: ReturnType<typeof readBounce>['recipients'][number]): string {
  return [address || 'an address that is not named', kind, reason, status].filter(Boolean).join(' ');
}
