import type { ConsolePart } from '../console-part.ts';
import { deliveriesPage } from '../deliveries/delivery-models.ts';
import { deliveryRoutes } from '../deliveries/delivery-routes.ts';
import { announcementCheckPage, announcementPage } from './announcement-models.ts';
import { announcementRoutes } from './announcement-routes.ts';
import { digestPage, digestsPage, undoBouncesPage } from './digest-models.ts';
import { digestRoutes } from './digest-routes.ts';
import { introductionPage } from './introduction-models.ts';
import { introductionRoutes } from './introduction-routes.ts';
import { picturesPage } from './picture-models.ts';
import { pictureRoutes } from './picture-routes.ts';
import { planPage } from './planned-models.ts';
import { plannedRoutes } from './planned-routes.ts';
import { sendDigestCheckPage, sendDigestPage } from './send-digest-models.ts';
import { sendDigestRoutes } from './send-digest-routes.ts';

/** Digests, announcements and their deliveries: parts of the console's table. */
export const digestParts: readonly ConsolePart[] = [
  {
    routes: digestRoutes,
    pages: [digestsPage, digestPage, undoBouncesPage],
    menu: {
      href: '/admin/digests',
      text: 'Digests',
      also: ['/admin/announcements', '/admin/introductions', '/admin/pictures'],
    },
    access: {
      'GET /admin/digests': 'viewer',
      'GET /admin/digests/:id': 'viewer',
      'GET /admin/digests/:id/events': 'viewer',
      'GET /admin/digests/:id/mail': 'viewer',
      'POST /admin/digests/:id/pause': 'editor',
      'POST /admin/digests/:id/resume': 'editor',
      'POST /admin/digests/:id/cancel': 'editor',
      'POST /admin/digests/:id/retry-failed': 'editor',
      'POST /admin/digests/:id/resolve-unknown': 'editor',
      'GET /admin/digests/:id/undo-bounces': 'editor',
      'POST /admin/digests/:id/undo-bounces': 'editor',
    },
  },
  {
    routes: sendDigestRoutes,
    pages: [sendDigestPage, sendDigestCheckPage],
    access: {
      'GET /admin/digests/new': 'editor',
      'POST /admin/digests/new': 'editor',
      'POST /admin/digests/check': 'editor',
      'POST /admin/digests/test': 'editor',
      'POST /admin/digests': 'editor',
      'GET /admin/preview/:id': 'viewer',
    },
  },
  {
    routes: announcementRoutes,
    pages: [announcementPage, announcementCheckPage],
    access: {
      'GET /admin/announcements/new': 'editor',
      'POST /admin/announcements/new': 'editor',
      'POST /admin/announcements/check': 'editor',
      'POST /admin/announcements/test': 'editor',
      'POST /admin/announcements': 'editor',
      'GET /admin/announcements/preview/:id': 'editor',
    },
  },
  {
    routes: introductionRoutes,
    pages: [introductionPage],
    access: {
      'GET /admin/introductions/:cadence': 'editor',
      'POST /admin/introductions/:cadence': 'editor',
      'POST /admin/introductions/:cadence/preview': 'editor',
      'POST /admin/introductions/:cadence/remove': 'editor',
      'GET /admin/introductions/preview/:id': 'editor',
    },
  },
  {
    routes: pictureRoutes,
    pages: [picturesPage],
    access: {
      'GET /admin/pictures': 'viewer',
      'POST /admin/pictures': 'editor',
      'POST /admin/pictures/:hash/remove': 'editor',
    },
  },
  {
    routes: plannedRoutes,
    pages: [planPage],
    access: {
      'GET /admin/digests/:id/plan': 'editor',
      'POST /admin/digests/:id/plan': 'editor',
    },
  },
  {
    routes: deliveryRoutes,
    pages: [deliveriesPage],
    access: {
      'GET /admin/digests/:id/deliveries': 'viewer',
      'GET /admin/digests/:id/deliveries.csv': 'viewer',
      'POST /admin/digests/:id/deliveries/:delivery/resolve': 'editor',
    },
  },
];
