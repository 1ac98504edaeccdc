import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a project are begun one after the other: a worker keeps the modules that it has loaded within one. */
const projects = ['processes', 'browser', 'integration', 'unit'];

/** Those that take longest, from the longest on: begun last, one of them would be waited for by itself. */
const longest = [
  'faults/kill',
  'faults/mail-server',
  'processes/serve',
  'faults/held-server',
  'faults/random-kills',
  'faults/database',
  'processes/embedded',
  'processes/commands',
  'browser/reader-pages',
  'browser/reader-tasks',
  'browser/every-page',
  'browser/accounts',
  'browser/console',
  'browser/preferences',
  'browser/mail-look',
  'browser/readers',
  'browser/console-digests',
  'integration/console/imports',
  'integration/digests/scheduling-corrections',
  'integration/digests/schedule-hold',
  'integration/bounces/bounce-receiver',
  'integration/papers/trends',
  'integration/deliveries/sending',
  'integration/deliveries/postfix',
  'unit/domain/tex/tex',
  'unit/domain/time/zone',
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
