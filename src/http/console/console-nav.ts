import { type AdminRole, isAllowed } from '../../domain/accounts/admin-role.ts';

type Part = { href: string; text: string; needs?: AdminRole };

/** The parts of the console, in the order of its navigation; `needs`: what it takes to look at one. */
const parts: readonly Part[] = [
  { href: '/admin', text: 'Overview' },
  { href: '/admin/digests', text: 'Digests' },
  { href: '/admin/subscribers', text: 'Subscribers' },
  { href: '/admin/papers', text: 'Papers' },
  { href: '/admin/topics', text: 'Topics' },
  { href: '/admin/suppressions', text: 'Suppressions' },
  { href: '/admin/bounces', text: 'Bounces' },
  { href: '/admin/audit', text: 'Log' },
  { href: '/admin/tokens', text: 'API tokens', needs: 'owner' },
  { href: '/admin/accounts', text: 'Accounts', needs: 'owner' },
  { href: '/admin/settings', text: 'Settings' },
];

/** Links to the parts of the console that are open to the role; `path` says in which of them the admin is. */
export function consoleNav(
  path: string,
  role: AdminRole,
): { href: string; text: string; current: boolean }[] {
  const within = (href: string) => path === href || (href !== '/admin' && path.startsWith(`${href}/`));
  return parts
    .filter(({ needs = 'viewer' }) => isAllowed(role, needs))
    .map(({ href, text }) => ({
      href,
      text,
      current: within(href) || (href === '/admin/bounces' && path === '/admin/webhooks'),
    }));
}
