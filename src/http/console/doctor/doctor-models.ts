import type { DoctorReport } from '../../../app/doctor/doctor-report-store.ts';
import type { Check, CheckStatus } from '../../../domain/doctor/check.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

type CheckRow = {
  name: string;
  /** A class of badges. */
  health: 'well' | 'paused' | 'failing';
  status: string;
  says: string;
  /** Records to paste into a zone file. */
  publish: string | null;
  id: string;
};

export type DoctorModel = {
  /** Null: it was not asked yet. */
  at: Moment | null;
  summary: string;
  checks: CheckRow[];
};

export const doctorPage = secretPage<DoctorModel>('console/doctor/doctor');

const names: Readonly<Record<string, string>> = {
  configuration: 'Configuration',
  database: 'Database',
  'public-url': 'Public address',
  clock: 'Clock',
  proxy: 'Proxy',
  templates: 'Mail templates',
  smtp: 'Mail server',
  dkim: 'DKIM',
  spf: 'SPF',
  dmarc: 'DMARC',
  'reverse-dns': 'Reverse DNS',
  mx: 'MX',
};

const statuses = {
  pass: { health: 'well', status: 'OK' },
  warn: { health: 'paused', status: 'Look at it' },
  fail: { health: 'failing', status: 'To mend' },
} as const satisfies Record<CheckStatus, Pick<CheckRow, 'health' | 'status'>>;

/** What has to be mended comes first. */
const gravity: Record<CheckStatus, number> = { fail: 0, warn: 1, pass: 2 };

function inWords(checks: readonly Check[]): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const [failed, warned] = [count('fail'), count('warn')];
  if (failed > 0) return `${failed} to mend before mail is sent, ${warned} worth a look.`;
  return warned > 0 ? `Nothing has to be mended; ${warned} worth a look.` : 'All is well.';
}

/** `/admin/doctor`. */
export function doctorModel(report: DoctorReport | null): DoctorModel {
  const checks = (report?.checks ?? []).toSorted((a, b) => gravity[a.status] - gravity[b.status]);
  return {
    at: report === null ? null : momentOf(report.at),
    summary: inWords(checks),
    checks: checks.map(({ name, status, says, publish = null }, index) => ({
      name: names[name] ?? name,
      ...statuses[status],
      says,
      publish,
      id: `record-${index + 1}`,
    })),
  };
}
