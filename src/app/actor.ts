import type { Admin } from '../domain/accounts/admin-role.ts';

// Who did something, as the audit names them.

/** An admin in the console. */
export function adminActor(admin: Pick<Admin, 'id'>): string {
  return `admin ${admin.id}`;
}

/** A program with an API token. */
export function tokenActor(token: { name: string }): string {
  return `token ${token.name}`;
}

/** Whoever may run commands on the machine. */
export const commandLine = 'command';

/** This service, when nobody asked it to. */
export const serviceItself = 'offprint';
