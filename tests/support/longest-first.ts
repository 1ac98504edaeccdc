import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a project are begun one after the other: a worker keeps the modules that it has loaded within one. */
const projects = ['processes', 'browser', 'integration', 'unit'];

/** Those that take longest, from the longest on: begun last, one of them would be waited for by itself. */
const longest = [
  'processes/serve',
  'faults/mail-server',
  'faults/kill',
  'processes/embedded',
  'faults/held-server',
  'faults/random-kills',
  'faults/announcement-kill',
  'faults/import-kill',
  'faults/database',
  'processes/commands',
  'processes/doctor',
  'processes/what-commands-open',
  'faults/control',
  'browser/reader-pages',
  'browser/reader-tasks',
  'browser/console',
  'browser/every-page',
  'browser/accounts',
  'browser/preferences',
  'browser/console-digests',
  'browser/mail-look',
  'browser/readers',
  'browser/passkeys',
  'browser/console-clicks',
  'browser/main-path',
  'integration/digests/schedule-hold',
  'integration/bounces/bounce-receiver',
  'integration/papers/sources-faults',
  'integration/deliveries/smtp-outcomes',
  'integration/console/audit',
  'integration/deliveries/server-holds',
  'integration/api/papers',
  'integration/papers/trends',
  'integration/api/digests',
  'integration/digests/scheduling-corrections',
  'integration/console/settings',
  'integration/deliveries/smtp-servers',
  'integration/deliveries/postfix',
  'unit/domain/hostile-lengths',
  'unit/http/render',
  'unit/domain/time/zone',
  'unit/fuzz/fuzz',
  'unit/domain/bounces/lengths',
  'unit/adapters/apart/apart',
];

const tests = join(import.meta.dirname, '..');
function place({ moduleId }: TestSpecification): number {
  const found = longest.indexOf(relative(tests, moduleId).replace('.test.ts', ''));
  return found < 0 ? longest.length : found;
}

/**
 * Begins with the projects, and in them with the files, that take longest, so that all workers end at about one time.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted(
      (one, other) =>
        projects.indexOf(one.project.name) - projects.indexOf(other.project.name) ||
        place(one) - place(other),
    );
  }
}
