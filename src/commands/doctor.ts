import { diagnose } from '../app/doctor/diagnose.ts';
import { type Check, fail, pass } from '../domain/doctor/check.ts';
import { DomainError } from '../domain/errors.ts';
import { openDoctor } from '../wire/doctor.ts';
import type { CommandIo } from './command-io.ts';
import { print, progress, progressDone, settings } from './run.ts';

/** How long a check may take: the longest are of mail servers that say nothing. */
const limitMs = 30_000;

export type DoctorOptions = {
  /** The only name server to ask: an address or address:port. */
  dns?: string;
  /** Addresses from which mail is known to leave. */
  ip?: string[];
  json?: boolean;
};

/** `doctor`: true when nothing failed. */
export async function doctorCommand(io: CommandIo, options: DoctorOptions): Promise<boolean> {
  const checks = await examine(io, options);
  print(io, { checks }, options, () => checks.map(inLines).join('\n'));
  return checks.every(({ status }) => status !== 'fail');
}

async function examine(io: CommandIo, { dns, ip }: DoctorOptions): Promise<Check[]> {
  let opened: ReturnType<typeof settings>;
  try {
    opened = settings(io);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // All other checks depend on it.
    return error.fields.map(({ field, message }) => ({
      name: 'configuration',
      ...fail(`${field}: ${message}.`),
    }));
  }
  const { config, log } = opened;
  const doctor = openDoctor(config, { log, dns: dns ?? null, sendingAddresses: ip ?? [] });
  progress(io, 'looking …');
  try {
    return [
      { name: 'configuration', ...pass('Every variable can be read, and none that is required is missing.') },
      ...(await diagnose(doctor.ports, doctor.settings, limitMs)),
    ];
  } finally {
    await doctor.close();
    progressDone(io);
  }
}

/** A line, and below it the records to publish. */
function inLines({ name, status, says, publish }: Check): string {
  const records = publish?.split('\n') ?? [];
  return [`${status}  ${name}: ${says}`, ...records.map((record) => `        publish  ${record}`)].join('\n');
}
