import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../src/http/console/access.ts';
import { menuOf } from '../../../src/http/console/console-menu.ts';
import { consoleMenu } from '../../../src/http/console/console-table.ts';

const textsFor = (...asked: Parameters<typeof consoleMenu>) => consoleMenu(...asked).map(({ text }) => text);
const currentAt = (path: string) =>
  consoleMenu(path, 'owner').flatMap(({ text, current }) => (current ? text : []));

describe('the menu of the console', () => {
  it('shows each role what it may look at, in the order of the table', () => {
    const parts = [
      'Overview',
      'Digests',
      'Subscribers',
      'Papers',
      'Topics',
      'Suppressions',
      'Bounces',
      'Log',
    ];
    expect(textsFor('/admin', 'viewer')).toEqual([...parts, 'Doctor', 'Settings']);
    expect(textsFor('/admin', 'editor')).toEqual([...parts, 'Doctor', 'Settings']);
    expect(textsFor('/admin', 'owner')).toEqual([
      ...parts,
      'API tokens',
      'Accounts',
      'Integrations',
      'Doctor',
      'Settings',
    ]);
  });

  it('says in which part of it the admin is', () => {
    expect(currentAt('/admin')).toEqual(['Overview']);
    expect(currentAt('/admin/digests/7')).toEqual(['Digests']);
    expect(currentAt('/admin/subscribers/import')).toEqual(['Subscribers']);
    expect(currentAt('/admin/webhooks')).toEqual(['Bounces']);
    expect(currentAt('/admin/account')).toEqual([]);
  });

  it('has no place for what nobody may look at', () => {
    const menu = { href: '/admin/secrets', text: 'Secrets' };
    expect(() => menuOf([{ menu }], accessOf([]))).toThrow('GET /admin/secrets');
  });
});

it('who may use a route is said once', () => {
  const access = { 'GET /admin/papers': 'viewer' } as const;
  expect(() => accessOf([{ access }, { access }])).toThrow('GET /admin/papers twice');
});
