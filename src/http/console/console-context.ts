import type { Pages } from '../page.ts';
import type { Guard } from './guard.ts';
import type { AdminSessions } from './session.ts';

/** What the routes of the console share. */
export type ConsoleContext = Guard & { pages: Pages; sessions: AdminSessions };
