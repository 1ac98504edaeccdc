import type { Log } from '../../src/app/log.ts';

export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log that remembers. */
export function recordingLog(): Log & {
  lines: { level: string; fields: Record<string, unknown>; message: string }[];
} {
  const lines: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
