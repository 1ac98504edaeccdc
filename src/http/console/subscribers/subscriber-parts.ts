import type { ConsolePart } from '../console-part.ts';
import { importPage, importsPage } from '../imports/import-models.ts';
import { importRoutes } from '../imports/import-routes.ts';
import { addPage } from './add-models.ts';
import { addRoutes } from './add-routes.ts';
import { changeCheckPage, changePage } from './change-models.ts';
import { changeRoutes } from './change-routes.ts';
import { nextDigestPage } from './next-digest-models.ts';
import { nextDigestRoutes } from './next-digest-routes.ts';
import { subscribersPage } from './subscriber-list-models.ts';
import { subscriberListRoutes } from './subscriber-list-routes.ts';
import { subscriberPage } from './subscriber-models.ts';
import { subscriberRoutes } from './subscriber-routes.ts';
import { tagsPage } from './tag-models.ts';
import { tagRoutes } from './tag-routes.ts';

/** Subscribers, one by one and many at once, and their imports: parts of the console's table. */
export const subscriberParts: readonly ConsolePart[] = [
  {
    routes: subscriberListRoutes,
    pages: [subscribersPage],
    menu: { href: '/admin/subscribers', text: 'Subscribers' },
    access: {
      'GET /admin/subscribers': 'viewer',
      'POST /admin/subscribers': 'viewer',
      'POST /admin/subscribers/export': 'editor',
    },
  },
  {
    routes: addRoutes,
    pages: [addPage],
    access: { 'GET /admin/subscribers/new': 'editor', 'POST /admin/subscribers/new': 'editor' },
  },
  {
    routes: nextDigestRoutes,
    pages: [nextDigestPage],
    access: { 'GET /admin/subscribers/:id/next': 'viewer', 'POST /admin/subscribers/:id/next': 'editor' },
  },
  {
    routes: changeRoutes,
    pages: [changeCheckPage, changePage],
    access: {
      'POST /admin/subscribers/changes/check': 'editor',
      'POST /admin/subscribers/changes': 'editor',
      'GET /admin/subscribers/changes/:id': 'viewer',
      'POST /admin/subscribers/changes/:id/stop': 'editor',
    },
  },
  {
    routes: tagRoutes,
    pages: [tagsPage],
    access: {
      'GET /admin/subscribers/tags': 'viewer',
      'POST /admin/subscribers/tags/:id': 'editor',
      'POST /admin/subscribers/tags/:id/delete': 'editor',
    },
  },
  {
    routes: subscriberRoutes,
    pages: [subscriberPage],
    access: {
      'GET /admin/subscribers/:id': 'viewer',
      'GET /admin/subscribers/:id/export': 'viewer',
      'POST /admin/subscribers/:id/tags': 'editor',
      'POST /admin/subscribers/:id/tags/remove': 'editor',
      'POST /admin/subscribers/:id': 'editor',
      'POST /admin/subscribers/:id/unsubscribe': 'editor',
      'POST /admin/subscribers/:id/reactivate': 'editor',
      'POST /admin/subscribers/:id/lift-bounce': 'owner',
      'POST /admin/subscribers/:id/send-confirmation': 'editor',
      'POST /admin/subscribers/:id/erase': 'editor',
    },
  },
  {
    routes: importRoutes,
    pages: [importsPage, importPage],
    access: {
      'GET /admin/subscribers/import': 'editor',
      'POST /admin/subscribers/import': 'editor',
      'GET /admin/subscribers/import/:id': 'editor',
      'GET /admin/subscribers/import/:id/refused.csv': 'editor',
      'POST /admin/subscribers/import/:id/check': 'editor',
      'POST /admin/subscribers/import/:id/start': 'editor',
      'POST /admin/subscribers/import/:id/discard': 'editor',
    },
  },
];
