import { type RecordedBounce, recordBounceMail } from '../app/bounces/record-bounce.ts';
import { openBounceReading } from '../wire/bounces.ts';
import { messageIdsOf, returnPathsOf } from '../wire/keys.ts';
import { bounceFiles } from './classify-bounces.ts';
import type { CommandIo } from './command-io.ts';
import { settings, withStores } from './run.ts';

/** `bounce`: for each file one line, a JSON object with `--json`. True when every file could be read and recorded. */
export async function recordBouncesCommand(
  io: CommandIo,
  files: readonly string[],
  options: { json?: boolean },
): Promise<boolean> {
  // Its thread starts beside the opening of the database, which takes longer.
  const bounceReader = openBounceReading(settings(io).log);
  try {
    return await withStores(io, async (stores, { config }) => {
      const deps = {
        ...stores,
        bounceReader,
        returnPaths: await returnPathsOf(config),
        messageIds: await messageIdsOf(config),
      };
      let well = true;
      for await (const message of bounceFiles(io, files)) {
        if (message === null) {
          well = false;
          continue;
        }
        const { file, raw } = message;
        const events = await recordBounceMail(deps, { origin: 'command', raw });
        io.stdout.write(
          options.json === true
            ? `${JSON.stringify({ file, events })}\n`
            : `${file}: ${events.length === 0 ? 'nothing that counts' : events.map(inWords).join('; ')}\n`,
        );
      }
      return well;
    });
  } finally {
    await bounceReader.close();
  }
}

function inWords({ kind, reason, subscriberId, matchedBy, recorded, barred }: RecordedBounce): string {
  const about =
    matchedBy === null
      ? 'nobody was found; kept to be looked at'
      : `${subscriberId === null ? 'an erased subscriber' : `subscriber ${subscriberId}`}, found by ${matchedBy}`;
  const so = recorded ? (barred ? ', no longer mailed' : '') : ', recorded before';
  return `${kind} ${reason}: ${about}${so}`;
}
