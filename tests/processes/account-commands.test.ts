import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../../src/app/accounts/sign-in.ts';
import { confirmTwoFactor, pendingTwoFactor, startTwoFactor } from '../../src/app/accounts/two-factor.ts';
import { sql } from '../support/postgres/sql.ts';
import { command, expectDone, expectFailure, json, offprint } from '../support/processes/command-line.ts';
import { type TestService, testService } from '../support/test-service.ts';

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await testService();
  folder = await mkdtemp(join(tmpdir(), 'offprint-commands-'));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

const on = () => ({ DATABASE_URL: service.databaseUrl, OFFPRINT_HOME: folder });
const run = (args: string[], input?: string) => command(args, on(), input);

describe('accounts', () => {
  const device = { userAgent: '', clientIp: '127.0.0.1', known: null };
  const enters = async (email: string, password: string) =>
    (await signIn(service.deps, { email, password, device })).kind;

  test('admin create makes one who can log in, and a second time gives a new password', async () => {
    const made = await run(['admin', 'create', 'boss@example.org', '--json']);
    expectDone(made);
    // As a process of its own, which reads its standard input.
    const given = await offprint(
      ['admin', 'create', 'BOSS@example.org', '--password-stdin', '--json'],
      on(),
      'a password of my own\n',
    );
    expect(json(made)).toMatchObject({ email: 'boss@example.org', role: 'owner', added: true });
    expect(json(given)).toEqual({ email: 'boss@example.org', role: 'owner', added: false });
    const email = 'boss@example.org';
    expect(await enters(email, json(made).password)).toBe('refused');
    expect(await enters(email, 'a password of my own')).toBe('open');
    // As files of secrets are: without a line break at the end.
    const unended = ['admin', 'create', email, '--password-stdin', '--json'];
    expectDone(await run(unended, 'another of my own'));
    expect(await enters(email, 'another of my own')).toBe('open');
    const [unreadable, short, none, common] = await Promise.all([
      run(['admin', 'create', 'not-an-address']),
      run(['admin', 'create', email, '--password-stdin'], 'short\n'),
      run(['admin', 'create', email, '--password-stdin'], ''),
      run(['admin', 'create', email, '--password-stdin'], 'password1234\n'),
    ]);
    expectFailure(unreadable, 'email');
    expectFailure(short, '12 characters');
    expectFailure(none, '12 characters');
    expectFailure(common, 'common passwords');
  });

  test('admin create gives a role, and does not take it from the last owner', async () => {
    const made = await run(['admin', 'create', 'looker@example.org', '--role', 'viewer']);
    expect(made.stdout).toMatch(/^looker@example\.org is an admin now: viewer\.\nPassword: \S{24} /);
    const [raised, again, wrong] = [
      await run(['admin', 'create', 'looker@example.org', '--role', 'editor', '--json']),
      await run(['admin', 'create', 'looker@example.org', '--json']),
      await run(['admin', 'create', 'looker@example.org', '--role', 'king']),
    ];
    for (const result of [raised, again])
      expect(json(result)).toMatchObject({ role: 'editor', added: false });
    expect(wrong.code).toBe(2);
    const owners = await service.deps.stores.accounts.listAdmins(new Date());
    const last = owners.filter(({ role }) => role === 'owner');
    expect(last).toHaveLength(1);
    expectFailure(await run(['admin', 'create', last[0]!.email, '--role', 'viewer']), 'the only owner');
  });

  test('admin reset-password and disable-totp are for admins who locked themselves out', async () => {
    const email = 'locked@example.org';
    await run(['admin', 'create', email, '--role', 'viewer', '--password-stdin'], 'a forgotten password\n');
    const reset = await run(['admin', 'reset-password', 'LOCKED@example.org', '--json']);
    expectDone(reset);
    expect(await enters(email, 'a forgotten password')).toBe('refused');
    const { password } = json(reset);
    const admin = (await service.deps.stores.accounts.adminByEmail(email))!;
    await startTwoFactor(service.deps, { admin, present: password });
    const { typed: secret } = (await pendingTwoFactor(service.deps, admin))!;
    const code = new TOTP({ secret }).generate();
    await confirmTwoFactor(service.deps, { admin, sessionId: 0, code });
    expect(await enters(email, password)).toBe('code');
    const [off, again] = [
      await run(['admin', 'disable-totp', email, '--json']),
      await run(['admin', 'disable-totp', email]),
    ];
    expect(json(off)).toEqual({ email, wasOn: true });
    expect(again.stdout).toContain('had no second factor');
    expect(await enters(email, password)).toBe('open');
    for (const command of ['reset-password', 'disable-totp'])
      expectFailure(await run(['admin', command, 'nobody@example.org']), 'no admin nobody@example.org');
  });

  test('token create makes a token that the API takes', async () => {
    const result = await run(['token', 'create', 'for a test', '--json']);
    expectDone(result);
    const { token } = json(result);
    expectFailure(await run(['token', 'create', 'x', '--expires', 'soon']), 'expires: must be a day');
    const ending = await run(['token', 'create', 'x', '--expires', '2030-06-30', '--json']);
    expect(json(ending)).toMatchObject({ expiresAt: '2030-07-01T00:00:00.000Z' });
    const app = await service.app();
    const ask = (headers: Record<string, string>) =>
      app.inject({ url: '/api/v1/admin/digests', headers }).then(({ statusCode }) => statusCode);
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask({ authorization: `Bearer ${token}x` })).toBe(401);
    expect(JSON.stringify(await sql(service.databaseUrl, 'SELECT * FROM api_token'))).not.toContain(token);
  });
});
