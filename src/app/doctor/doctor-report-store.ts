import type { Check } from '../../domain/doctor/check.ts';

/** What the doctor found when somebody last asked, and when that was. */
export type DoctorReport = { at: Date; checks: Check[] };

export interface DoctorReportStore {
  /** Null: nobody has asked yet. */
  read(): Promise<DoctorReport | null>;
  write(report: DoctorReport): Promise<void>;
}
