import { commandLine } from '../app/actor.ts';
import { undoBounces } from '../app/bounces/lift-bounce.ts';
import type { CommandIo } from './command-io.ts';
import { print, withStores } from './run.ts';

/** `undo-bounces`: takes back what a digest's refusals did to its readers. */
export async function undoBouncesCommand(
  io: CommandIo,
  digestId: number,
  options: { json?: boolean },
): Promise<void> {
  const readers = await withStores(io, (deps) => undoBounces(deps, digestId, commandLine));
  print(io, { readers }, options, () => `${readers} readers are active again.`);
}
