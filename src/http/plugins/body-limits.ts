import type { App } from '../options.ts';

const kB = 1024;

/** A form of a few fields, however its letters are written (up to nine bytes for one of three in UTF-8). */
const form = 16 * kB;
/** What programs post without a token. */
const publicJson = 64 * kB;

/** Forms that take more: those with texts of many lines, and those with a row for all that somebody follows. */
const largerForms: Readonly<Record<string, number>> = {
  '/subscribe': 32 * kB,
  '/preferences/:token': 256 * kB,
  '/feedback/:token': 64 * kB,
  '/admin/papers/:id': 64 * kB,
  '/admin/collections': 32 * kB,
  '/admin/collections/:id': 32 * kB,
  '/admin/collections/:id/papers/:paper': 64 * kB,
  '/admin/topics/new': 64 * kB,
  '/admin/topics/new/preview': 64 * kB,
  '/admin/topics/:slug': 64 * kB,
  '/admin/topics/:slug/preview': 64 * kB,
  '/admin/subscribers/:id': 256 * kB,
  // A letter, each character of which may be nine bytes.
  '/admin/announcements': 512 * kB,
  '/admin/announcements/new': 512 * kB,
  '/admin/announcements/check': 512 * kB,
  '/admin/announcements/test': 512 * kB,
  // Up to a thousand addresses.
  '/admin/digests': 512 * kB,
  '/admin/digests/new': 512 * kB,
  '/admin/digests/test': 512 * kB,
};

/** Where a token or a signature is asked for, what the app or the parser allows holds. */
const ownLimits = /^(?:\/api\/v1\/admin\/|\/webhooks\/)/;

/** The most bytes of a body at an address; null: what the app or the parser allows. Files are taken as they come. */
export function bodyLimitAt(url: string): number | null {
  if (ownLimits.test(url)) return null;
  return url.startsWith('/api/') ? publicJson : (largerForms[url] ?? form);
}

/** Gives each route that takes a body its limit, before its parser has read more than that. */
export function limitBodies(app: App): void {
  app.addHook('onRoute', (route) => {
    const limit = bodyLimitAt(route.url);
    if (limit !== null) route.bodyLimit ??= limit;
  });
}
