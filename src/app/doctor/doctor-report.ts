import type { Check } from '../../domain/doctor/check.ts';
import type { Needs } from '../deps.ts';
import type { DoctorReport } from './doctor-report-store.ts';

/** Asks the doctor, and keeps what it found for the console. */
export async function askDoctor(
  { stores, now }: Needs<'now', 'doctorReports'>,
  examine: () => Promise<Check[]>,
): Promise<DoctorReport> {
  const report = { checks: await examine(), at: now() };
  await stores.doctorReports.write(report);
  return report;
}
