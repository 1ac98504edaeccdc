import type { Admin } from './ports.ts';

/** Who did something, as the audit names them. */
export function adminActor(admin: Pick<Admin, 'id'>): string {
  return `admin ${admin.id}`;
}

/** Whoever may run commands on the machine. */
export const commandLine = 'command';
