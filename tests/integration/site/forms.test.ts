import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwoFactor } from '../../../src/app/accounts/two-factor.ts';
import { announce } from '../../../src/app/digests/letters/announce.ts';
import { addIntegration } from '../../../src/app/integrations/edit-integrations.ts';
import { retentionNames } from '../../../src/domain/retention/retention.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { password } from '../../support/web/admins.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { routesOf } from '../../support/web/routes.ts';
import { browserOn, csrfIn, pathOf } from '../../support/web/web.ts';

let tags = 0;
let desk: Console;
let preferences = '';
let address = '';
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = new Date('2026-11-24T10:00:00Z');
  const { deps } = desk.service;
  await deps.stores.papers.store([makeIncoming()], { source: 'test', now: deps.now(), sample: false });
  const reader = await addReader(deps, 'ada@example.org');
  preferences = pathOf(deps.links.preferences(reader));
  address = pathOf(deps.links.ending('address', reader, new Date('2026-11-24T10:30:00Z')));
});
afterAll(() => desk.service.close());

/** A form with something wrong in each of its fields that can be wrong. */
type Case = {
  /** Where it is sent. */
  to: string | (() => Promise<string>);
  /** Where it stands, for whoever is not signed in; absent: in the console. */
  from?: string;
  /** What is typed; each of these is refused. A password is not shown again. */
  wrong: Record<string, string>;
  /** What is right with it, and must be kept too. */
  right?: Record<string, string>;
};

const long = 'x'.repeat(5_000);
const topic = { name: ' ', group: ' ', description: ' ', query: '-only' };
const integration = {
  room: '',
  token: '',
  events: ['digest.finished'],
  withReader: false,
  topics: [],
  papers: '5',
  hour: '8',
  timezone: 'UTC',
};
const rhythm = { cadence: 'hourly', timezone: 'Mars/Olympus', hour: '25' };

let collections = 0;
/** A collection's page in the console, with paper 1 in it. */
async function collection(): Promise<string> {
  const { headers } = await desk.send('/collections', { name: `Collection ${collections++}` });
  const [path = ''] = String(headers.location).split('?');
  await desk.send(`${path.replace('/admin', '')}/papers`, { number: '1' });
  return path;
}

const forms: Record<string, Case> = {
  'POST /subscribe': {
    to: '/subscribe',
    from: '/',
    // A zone that nobody knows is answered with UTC, and with words (subscribe.test.ts).
    wrong: { email: 'no address', query: '-only', cadence: 'hourly', hour: '25', language: 'klingon' },
    right: { author: 'Ada Lovelace' },
  },
  'POST /preferences/:token': {
    to: async () => preferences,
    from: '',
    wrong: {
      ...rhythm,
      maxPapers: '41',
      quietDays: 'perhaps',
      language: 'klingon',
      query: '-only',
      author: '…',
      paper: 'nowhere',
    },
  },
  'POST /address/:token': { to: async () => address, from: '', wrong: { email: 'no address' } },
  'POST /saved/mail': { to: '/saved/mail', from: '/saved', wrong: { email: 'no address' } },
  'POST /manage': { to: '/manage', from: '/manage', wrong: { email: 'no address' } },
  'POST /admin/login': {
    to: '/admin/login',
    from: '/admin/login',
    wrong: { email: 'nobody@example.org', password: 'wrong password' },
  },
  'POST /admin/forgotten': {
    to: '/admin/forgotten',
    from: '/admin/forgotten',
    wrong: { email: 'no address' },
  },
  'POST /admin/account/password': {
    to: '/admin/account/password',
    wrong: { present: 'wrong' },
    right: { password: 'a longer password' },
  },
  'POST /admin/account/timezone': { to: '/admin/account/timezone', wrong: { timezone: 'Mars/Olympus' } },
  'POST /admin/account/passkeys': {
    to: '/admin/account/passkeys',
    wrong: { name: ' ' },
    right: { present: password },
  },
  'POST /admin/account/two-factor': { to: '/admin/account/two-factor', wrong: { present: 'wrong' } },
  'POST /admin/account/two-factor/confirm': {
    to: async () => {
      const admin = await desk.service.deps.stores.accounts.adminByEmail('admin@example.org');
      await startTwoFactor(desk.service.deps, { admin: admin!, present: password });
      return '/admin/account/two-factor/confirm';
    },
    wrong: { code: '000' },
  },
  'POST /admin/accounts/invite': {
    to: '/admin/accounts/invite',
    wrong: { email: 'no address', role: 'king' },
    right: { present: password },
  },
  'POST /admin/announcements/check': {
    to: '/admin/announcements/check',
    wrong: {
      subject: 'x'.repeat(200),
      body: '',
      language: 'xx',
      topics: 'nothing-here',
      tags: 'nobody',
      sendAt: '1492-10-12T00:00',
    },
  },
  'POST /admin/introductions/:cadence': {
    to: '/admin/introductions/daily',
    wrong: { subject: 'For {name}', introduction: 'x'.repeat(6_000) },
  },
  'POST /admin/introductions/:cadence/preview': {
    to: '/admin/introductions/daily/preview',
    wrong: { subject: 'For {name}', introduction: 'x'.repeat(6_000) },
  },
  'POST /admin/digests/:id/plan': {
    to: async () => {
      const sendAt = new Date('2026-11-25T18:00:00Z');
      const letter = { origin: 'console' as const, subject: 'Hello', body: 'all', sendAt };
      return `/admin/digests/${(await announce(desk.service.deps, letter)).id}/plan`;
    },
    wrong: { subject: 'x'.repeat(200), body: '', sendAt: '1492-10-12T00:00' },
  },
  'POST /admin/digests/check': {
    to: '/admin/digests/check',
    wrong: {
      subject: 'For {name}',
      introduction: 'x'.repeat(6_000),
      topics: 'nothing-here',
      emails: 'nobody@example.org',
      asOf: '1492-10-12T00:00',
      sendAt: '1492-10-12T00:00',
    },
  },
  'POST /admin/collections': {
    to: '/admin/collections',
    wrong: { name: '' },
    right: { description: 'What we read.' },
  },
  'POST /admin/collections/:id': {
    to: collection,
    wrong: { name: '', slug: 'No Slug' },
    right: { description: 'What we read.' },
  },
  'POST /admin/collections/:id/papers': {
    to: async () => `${await collection()}/papers`,
    wrong: { paper: 'no paper' },
  },
  'POST /admin/collections/:id/papers/:paper': {
    to: async () => `${await collection()}/papers/1`,
    wrong: { note: long },
  },
  'POST /admin/papers': { to: '/admin/papers', wrong: { paper: 'no paper' } },
  'POST /admin/papers/:id': {
    to: '/admin/papers/1',
    wrong: { note: long },
  },
  'POST /admin/topics/new': { to: '/admin/topics/new', wrong: { slug: 'No Slug', ...topic } },
  'POST /admin/topics/new/preview': {
    to: '/admin/topics/new/preview',
    wrong: { query: '-only' },
    right: { name: 'Zebras' },
  },
  'POST /admin/topics/:slug': { to: '/admin/topics/robot-learning', wrong: topic },
  'POST /admin/topics/:slug/preview': {
    to: '/admin/topics/robot-learning/preview',
    wrong: { query: '-only' },
  },
  'POST /admin/subscribers': {
    to: '/admin/subscribers',
    wrong: { topic: 'nothing-here', tag: 'nobody has it' },
    right: { q: 'ada' },
  },
  'POST /admin/subscribers/new': {
    to: '/admin/subscribers/new',
    wrong: {
      ...rhythm,
      email: 'ada@',
      maxPapers: '41',
      topics: 'nothing-here',
      queries: '-only',
      tags: 'a@b',
      consentSource: '',
      consentAt: '2999-01-01T10:00',
    },
    right: { name: 'Ada' },
  },
  'POST /admin/subscribers/:id/tags': { to: '/admin/subscribers/1/tags', wrong: { tag: 'ada@example.org' } },
  'POST /admin/subscribers/tags/:id': {
    to: async () => {
      const tag = { name: `Lab ${++tags}`, key: `lab ${tags}` };
      return `/admin/subscribers/tags/${(await desk.service.deps.stores.tags.ensureTags([tag]))[0]!.id}`;
    },
    wrong: { name: 'a;b' },
  },
  'POST /admin/subscribers/:id': {
    to: '/admin/subscribers/1',
    wrong: {
      ...rhythm,
      maxPapers: '41',
      quietDays: 'perhaps',
      language: 'klingon',
      topics: 'nothing-here',
      queries: '-only',
      authors: '…',
      papers: 'nowhere',
    },
    right: { name: 'Ada' },
  },
  'POST /admin/subscribers/:id/erase': {
    to: '/admin/subscribers/1/erase',
    wrong: { confirm: 'bob@example.org' },
  },
  'POST /admin/subscribers/:id/lift-bounce': {
    to: async () => {
      const id = await addReader(desk.service.deps, 'barred@example.org');
      await desk.service.deps.stores.subscribers.deactivate(id, 'bounced', new Date());
      return `/admin/subscribers/${id}/lift-bounce`;
    },
    wrong: { note: ' ' },
  },
  'POST /admin/subscribers/import/:id/check': {
    to: async () => `${(await desk.upload('email,name\nada@example.org,Ada')).headers.location}/check`,
    wrong: { 'column-1': 'email', consentNote: '' },
    right: { 'column-0': 'email' },
  },
  'POST /admin/suppressions': {
    to: '/admin/suppressions',
    wrong: { what: 'no address' },
    right: { note: 'asked' },
  },
  'POST /admin/suppressions/import': { to: '/admin/suppressions/import', wrong: { lines: '  ' } },
  'POST /admin/suppressions/find': { to: '/admin/suppressions/find', wrong: { email: 'no address' } },
  'POST /admin/tokens': {
    to: '/admin/tokens',
    wrong: { name: ' ', scopes: 'everything', expires: 'never' },
    right: { present: password },
  },
  'POST /admin/settings/second-factor': { to: '/admin/settings/second-factor', wrong: { present: 'wrong' } },
  'POST /admin/settings/brand': { to: '/admin/settings/brand', wrong: { accent: 'crimson' } },
  'POST /admin/settings/look': {
    to: '/admin/settings/look',
    wrong: { density: 'tight', order: 'any', summaryLines: '11' },
  },
  'POST /admin/settings/look/preview': {
    to: '/admin/settings/look/preview',
    wrong: { density: 'tight', order: 'any', summaryLines: '-1' },
  },
  'POST /admin/integrations': {
    to: '/admin/integrations?kind=matrix',
    wrong: {
      name: ' ',
      url: 'http://10.0.0.1/',
      room: 'lobby',
      hour: '25',
      papers: '21',
      timezone: 'Mars/Olympus',
    },
    right: { token: 'a-token' },
  },
  'POST /admin/integrations/:id': {
    to: async () => {
      const { deps } = desk.service;
      const typed = { ...integration, name: 'A program', url: 'https://hooks.example.org/offprint' };
      const { id } = await addIntegration(deps, { kind: 'webhook', typed, actor: 'a test' });
      return `/admin/integrations/${id}`;
    },
    wrong: { name: ' ', url: 'https://localhost/hook', events: 'everything' },
  },
  'POST /admin/settings/retention': {
    to: '/admin/settings/retention',
    wrong: Object.fromEntries(retentionNames.map((name) => [name, 'soon'])),
  },
  'POST /admin/settings/rate': { to: '/admin/settings/rate', wrong: { maxSendRate: 'fast' } },
};

/** Forms in which nothing can be typed or chosen wrongly: a button, or a choice among what the page offers. */
const buttons = [
  'POST /language',
  'POST /saved',
  'POST /saved/:token',
  'POST /admin/login/passkey',
  'POST /confirm/:token',
  'POST /confirm/:token/first',
  'POST /unsubscribe/:token',
  'POST /feedback/:token',
  'POST /preferences/:token/pause',
  'POST /preferences/:token/go-on',
  'POST /preferences/:token/return',
  'POST /preferences/:token/feed',
  'POST /preferences/:token/export',
  'POST /preferences/:token/erase',
  'POST /preferences/:token/address',
  'POST /new-address/:token',
  'POST /old-address/:token',
  'POST /export/:token',
  'POST /erase/:token',
  'POST /unsubscribe/:token/undo',
  'POST /admin/logout',
  'POST /admin/account/sessions/:id/end',
  'POST /admin/accounts/:id/sessions/end',
  'POST /admin/accounts/:id/sessions/:session/end',
  'POST /admin/accounts/:id/remove',
  'POST /admin/accounts/:id/role',
  'POST /admin/accounts/invitations/:id/take-back',
  'POST /admin/tokens/:id/revoke',
  // Made of what the form before was checked to hold.
  'POST /admin/introductions/:cadence/remove',
  'POST /admin/pictures/:hash/remove',
  'POST /admin/announcements',
  'POST /admin/announcements/new',
  'POST /admin/announcements/test',
  'POST /admin/digests',
  'POST /admin/digests/new',
  'POST /admin/digests/test',
  'POST /admin/digests/:id/cancel',
  'POST /admin/digests/:id/deliveries/:delivery/resolve',
  'POST /admin/digests/:id/pause',
  'POST /admin/digests/:id/resolve-unknown',
  'POST /admin/digests/:id/resume',
  'POST /admin/digests/:id/retry-failed',
  'POST /admin/digests/:id/undo-bounces',
  'POST /admin/schedule/release',
  'POST /admin/mail-servers/:id/try',
  'POST /admin/integrations/:id/delete',
  'POST /admin/integrations/:id/off',
  'POST /admin/integrations/:id/on',
  'POST /admin/integrations/:id/retry',
  'POST /admin/integrations/:id/secret',
  'POST /admin/integrations/:id/test',
  'POST /admin/settings/brand/logo/remove',
  'POST /admin/test-mail',
  'POST /admin/doctor',
  'POST /admin/first-steps/hide',
  'POST /admin/settings/retention/count',
  'POST /admin/settings/retention/tidy',
  'POST /admin/settings/pause',
  'POST /admin/settings/resume',
  'POST /admin/subscribers/export',
  'POST /admin/subscribers/:id/reactivate',
  'POST /admin/subscribers/:id/next',
  'POST /admin/subscribers/:id/send-confirmation',
  'POST /admin/subscribers/:id/tags/remove',
  'POST /admin/subscribers/tags/:id/delete',
  'POST /admin/subscribers/changes/check',
  'POST /admin/subscribers/changes/:id/stop',
  'POST /admin/subscribers/:id/unsubscribe',
  'POST /admin/subscribers/import/:id/discard',
  'POST /admin/subscribers/import/:id/start',
  'POST /admin/suppressions/:id/lift',
  'POST /admin/collections/:id/delete',
  'POST /admin/collections/:id/publish',
  'POST /admin/topics/:slug/reset',
  'POST /admin/topics/:slug/restore',
  'POST /admin/topics/:slug/retire',
];

/** Forms for which a link or a file is needed first; tested with what they are for. */
const elsewhere = [
  'POST /admin/account/passkeys/confirm',
  'POST /admin/account/passkeys/:id/remove',
  'POST /admin/login/passkey/answer',
  'POST /admin/account/recovery-codes',
  'POST /admin/account/sessions/end-others',
  'POST /admin/account/two-factor/off',
  'POST /admin/invitation/:token',
  'POST /admin/login/code',
  'POST /admin/reset/:token',
  'POST /admin/subscribers/changes',
  'POST /admin/settings/brand/logo',
  'POST /admin/pictures',
  'POST /admin/subscribers/import',
];

test('every form is named here', () => {
  const posts = routesOf(desk.app).filter((route) => /^POST \/(?!api\/|webhooks\/)/.test(route));
  expect([...Object.keys(forms), ...buttons, ...elsewhere].toSorted()).toEqual(posts);
});

type Field = { tag: string; attributes: string; content: string };

/** Only the forms that are sent there, of a page that has several. */
function formTo(html: string, url: string): string {
  const sent = [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => form);
  return sent.filter((form) => form.includes(`action="${url}"`)).join('') || html;
}

/** The fields of that name on a page, as they stand there. */
function fieldsNamed(html: string, name: string): Field[] {
  const found = [...html.matchAll(/<(input|select|textarea)((?:[^>"]|"[^"]*")*)>([^<]*)/g)];
  return found
    .map(([, tag = '', attributes = '', content = '']) => ({ tag, attributes, content }))
    .filter(
      ({ attributes }) => attributes.includes(` name="${name}"`) && !attributes.includes('type="hidden"'),
    );
}

/** What is said of the form's field of that name, somewhere on the page. */
function errorBeside(html: string, form: string, name: string): string {
  const [field] = fieldsNamed(form, name);
  if (field === undefined) return `there is no field ${name}`;
  const described = /aria-describedby="(?:[^"]* )?([\w-]+)"/.exec(field.attributes)?.[1];
  const id = described ?? `${name}-error`;
  return new RegExp(`id="${id}"[^>]*>([^<]+)<`).exec(html)?.[1] ?? '';
}

function isKept(html: string, name: string, typed: string): boolean {
  return fieldsNamed(html, name).some(({ tag, attributes, content }) => {
    if (attributes.includes('type="password"') || attributes.includes('autocomplete="one-time-code"'))
      return !html.includes(`value="${typed}"`);
    if (tag === 'textarea') return content.includes(typed);
    // A page cannot show a choice as made that it does not offer.
    if (tag === 'select')
      return !html.includes(`<option value="${typed}"`) || html.includes(`<option value="${typed}" selected`);
    if (/type="(radio|checkbox)"/.test(attributes))
      return !attributes.includes(`value="${typed}"`) || attributes.includes(' checked');
    return attributes.includes(` value="${typed}"`);
  });
}

describe('what is wrong in a form is said beside its field, and what was typed is kept', () => {
  test.each(Object.entries(forms))('%s', async (_route, { to, from, wrong, right = {} }) => {
    const url = typeof to === 'string' ? to : await to();
    const browser = from === undefined ? desk.browser : browserOn(desk.app);
    const at = from === undefined ? '/admin/account' : from;
    const csrf = at === '' ? {} : { csrf: csrfIn((await browser.get(at)).body) };
    const answer = await browser.post(url, { ...csrf, ...right, ...wrong });
    const { statusCode } = answer;
    const body = formTo(answer.body, url);
    expect([400, 401]).toContain(statusCode);
    for (const [name, typed] of Object.entries(wrong)) {
      expect(errorBeside(answer.body, body, name), name).toMatch(/\w+ \w+/);
      expect(
        fieldsNamed(body, name).some(({ attributes }) =>
          /aria-invalid="true"|type="(radio|checkbox)"/.test(attributes),
        ),
        name,
      ).toBe(true);
      expect(isKept(body, name, typed), name).toBe(true);
    }
    for (const [name, typed] of Object.entries(right)) expect(isKept(body, name, typed), name).toBe(true);
  });
});
