import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { runJobs } from '../../support/jobs.ts';
import { storePaper } from '../../support/mail/sending.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const folder = join(import.meta.dirname, '../../../docs/monitoring');

let service: TestService;
/** What `/metrics` tells, by name: the labels of each. */
let told: Map<string, Set<string>>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = new Date('2026-11-24T10:00:00Z');
  await storePaper(service.deps);
  await addReader(service.deps, 'ada@example.org');
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  const app = await service.app();
  await app.inject('/topics');
  const { body } = await app.inject('/metrics');
  told = new Map();
  for (const [, name = ''] of body.matchAll(/^# TYPE (\S+)/gm)) told.set(name, new Set());
  for (const [, name = '', labels = ''] of body.matchAll(/^(\w+)(?:\{([^}]*)\})? /gm)) {
    const known = told.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    told.set(name, known);
  }
});
afterAll(() => service.close());

/** The metrics that an expression asks for, with the labels by which it chooses. */
function asked(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/\b((?:offprint|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', chosen = '']) => ({
      name,
      labels: [...chosen.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
    }),
  );
}

/** Of Prometheus itself, and of histograms. */
const others = ['job', 'instance', 'le'];
/** Told only while there is one. */
const sometimes: Record<string, string[]> = {
  offprint_mail_server_held: ['server'],
  offprint_source_healthy: ['source'],
  offprint_tidied_rows_total: ['what'],
};

function wrongIn(expression: string): string[] {
  const labelsOf = (name: string) => [...(told.get(name) ?? []), ...(sometimes[name] ?? []), ...others];
  const metrics = asked(expression);
  const any = metrics.flatMap(({ name }) => labelsOf(name));
  const groups = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(/,\s*/),
  );
  return [
    ...metrics.filter(({ name }) => !told.has(name)).map(({ name }) => `${name} is not told`),
    ...metrics.flatMap(({ name, labels }) =>
      labels
        .filter((label) => !labelsOf(name).includes(label))
        .map((label) => `${name} has no label ${label}`),
    ),
    ...groups.filter((label) => !any.includes(label)).map((label) => `nothing has a label ${label}`),
  ];
}

test('the alerts ask for what is told', async () => {
  const { groups } = parse(await readFile(join(folder, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string; annotations: { description: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.flatMap(({ expr }) => wrongIn(expr))).toEqual([]);
  const chapters = await readFile(join(folder, '../operations.md'), 'utf8');
  for (const { annotations } of rules) {
    const chapter = /docs\/operations\.md, ([^).]+)/.exec(annotations.description)?.[1];
    if (chapter !== undefined) expect(chapters).toMatch(new RegExp(`^#+ ${chapter}$`, 'm'));
  }
});

test('so does the dashboard', async () => {
  const { panels } = JSON.parse(await readFile(join(folder, 'grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect(expressions.flatMap(wrongIn)).toEqual([]);
  // A histogram is three.
  const whole = (name: string) => name.replace(/_(?:bucket|count|sum)$/, '');
  const shown = new Set(
    expressions.flatMap((expression) => asked(expression).map(({ name }) => whole(name))),
  );
  const missing = [...told.keys()].filter((name) => name.startsWith('offprint_') && !shown.has(whole(name)));
  // Only where a server of embeddings is named.
  expect(missing.filter((name) => name !== 'offprint_embeddings')).toEqual([]);
});
