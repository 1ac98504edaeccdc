import type { KeptChoosers } from '../../app/digests/previews/kept-choosers.ts';
import type { Pages } from '../page.ts';
import type { Guard } from './guard.ts';
import type { AdminSessions } from './session.ts';

/** What the routes of the console share. */
export type ConsoleContext = Guard & {
  pages: Pages;
  sessions: AdminSessions;
  /** What checks of digests have read, for the previews beside them. */
  choosers: KeptChoosers;
};
