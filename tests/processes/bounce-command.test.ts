import { afterAll, beforeAll, expect, test } from 'vitest';
import { bounceFixture, bounceFixtures } from '../support/mail/bounce-fixtures.ts';
import { returnedMail } from '../support/mail/returned-mail.ts';
import { command } from '../support/processes/command-line.ts';
import { addReader } from '../support/readers.ts';
import { type TestService, testService } from '../support/test-service.ts';

/** A database that cannot be reached: whoever asks it fails. */
const noDatabase = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };
let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const classify = (args: string[], input?: string) =>
  command(['bounce', '--classify', ...args], noDatabase, input);
const objects = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('each file is a line of JSON, in order, without a database', async () => {
  const fixtures = bounceFixtures();
  const { code, stdout, stderr } = await classify(['--json', ...fixtures.map(({ path }) => path)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(objects(stdout)).toEqual(
    fixtures.map(({ path, recipients }) => ({
      file: path,
      recipients: recipients.map(({ address, status, kind, reason }) => ({ address, status, kind, reason })),
    })),
  );
});

test('a message can come from standard input', async () => {
  const raw = bounceFixture('postfix-unknown-user').toString('latin1');
  const recipients = [
    { address: 'ada@reader.example', status: '5.1.1', kind: 'hard', reason: 'unknown-user' },
  ];
  for (const args of [['--json'], ['--json', '-']]) {
    const { code, stdout } = await classify(args, raw);
    expect(code).toBe(0);
    expect(objects(stdout)).toEqual([{ file: '-', recipients }]);
  }
  expect((await classify([], raw)).stdout).toBe('-: ada@reader.example hard unknown-user 5.1.1\n');
});

test('what is no report is said to be none', async () => {
  expect(await classify([], 'Subject: hello\n\nada@reader.example')).toEqual({
    code: 0,
    stdout: '-: no report that can be read\n',
    stderr: '',
  });
});

test('a file that cannot be read fails, and the others are read', async () => {
  const good = bounceFixtures()[0]!.path;
  const { code, stdout, stderr } = await classify(['--json', '/nowhere/at/all.eml', good]);
  expect(code).toBe(1);
  expect(objects(stdout).map(({ file }) => file)).toEqual([good]);
  expect(stderr).toContain('/nowhere/at/all.eml: ');
});

test('wrong usage is told', async () => {
  expect((await classify(['--frobnicate'])).code).toBe(2);
});

test('without --classify it records, each event once, and says what came of it', async () => {
  const id = await addReader(service.deps, 'ada@example.org');
  const raw = returnedMail({ to: 'b+x@bounce.example', recipient: 'ada@example.org' });
  const record = (args: string[]) =>
    command(
      ['bounce', ...args],
      { DATABASE_URL: service.databaseUrl, OFFPRINT_HOME: service.config.home },
      raw,
    );
  expect(await record(['--json'])).toMatchObject({ code: 0, stderr: '' });
  expect(await record([])).toEqual({
    code: 0,
    stdout: `-: soft unknown-user: subscriber ${id}, found by address, recorded before\n`,
    stderr: '',
  });
  // Whoever writes there can name any address.
  expect(await service.deps.stores.subscribers.byId(id)).toMatchObject({ status: 'active' });
});

test('without a database it fails, and says so', async () => {
  const { code, stdout, stderr } = await command(['bounce'], noDatabase, 'Subject: x\n\n');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).not.toBe('');
});
