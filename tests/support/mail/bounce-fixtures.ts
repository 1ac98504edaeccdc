import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../fixtures/bounces');

type Label = { address: string; status: string; reply: string; kind: string; reason: string };

/** Our own reports, complaints and automatic answers, with what they say. */
export function bounceFixtures(): { file: string; path: string; raw: Buffer; recipients: Label[] }[] {
  return readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ file, recipients }) => {
      const path = join(folder, file);
      return { file, path, raw: readFileSync(path), recipients };
    });
}

export function bounceFixture(name: string): Buffer {
  const found = bounceFixtures().find(({ file }) => file.endsWith(`/${name}.eml`));
  if (found === undefined) throw new Error(`there is no mail ${name}`);
  return found.raw;
}
