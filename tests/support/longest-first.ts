import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a project are begun one after the other, for a worker keeps the modules that it has loaded within one. */
const projects = ['processes', 'browser', 'integration', 'unit'];

/** Those that take longest, from the longest on: begun last, one of them would be waited for by itself. */
const longest = ['faults/kill'];

/**
 * Begins with the projects, and in them with the files, that take longest, so that workers end at about the same time.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.indexOf(relative('tests', moduleId).replace('.test.ts', ''));
      return found < 0 ? longest.length : found;
    };
    const others = await super.sort(files);
    return others.toSorted(
      (one, other) =>
        projects.indexOf(one.project.name) - projects.indexOf(other.project.name) ||
        place(one) - place(other),
    );
  }
}
