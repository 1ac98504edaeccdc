import type { DoctorReportStore } from '../../../app/doctor/doctor-report-store.ts';
import type { Check } from '../../../domain/doctor/check.ts';
import type { Db } from '../client.ts';

const one = { where: { id: 1 } };

export function doctorReportStore(db: Db): DoctorReportStore {
  return {
    async read() {
      const select = { doctorChecks: true, doctorAt: true };
      const { doctorChecks, doctorAt } = await db.installation.findUniqueOrThrow({ ...one, select });
      if (!Array.isArray(doctorChecks) || doctorAt === null) return null;
      // Nothing else is written there.
      return { checks: doctorChecks as Check[], at: doctorAt };
    },
    async write({ checks, at }) {
      await db.installation.update({ ...one, data: { doctorChecks: checks, doctorAt: at } });
    },
  };
}
