/** The parts of the console, in the order of its navigation. */
const parts = [
  ['/admin', 'Overview'],
  ['/admin/digests', 'Digests'],
  ['/admin/subscribers', 'Subscribers'],
  ['/admin/papers', 'Papers'],
  ['/admin/topics', 'Topics'],
  ['/admin/suppressions', 'Suppressions'],
  ['/admin/bounces', 'Bounces'],
  ['/admin/audit', 'Log'],
  ['/admin/access', 'Access'],
  ['/admin/settings', 'Settings'],
] as const;

/** Links to the parts of the console; `path` says in which of them the admin is. */
export function consoleNav(path: string): { href: string; text: string; current: boolean }[] {
  const within = (href: string) => path === href || (href !== '/admin' && path.startsWith(`${href}/`));
  return parts.map(([href, text]) => ({
    href,
    text,
    current: within(href) || (href === '/admin/bounces' && path === '/admin/webhooks'),
  }));
}
