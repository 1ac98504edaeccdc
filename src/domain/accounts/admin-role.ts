/**
 * What an admin may do. Viewers see everything but other people's accounts and API tokens, and change only their own;
 * editors also work on papers, topics, readers and digests; owners also decide who may do what, and change settings.
 */
export const adminRoles = ['owner', 'editor', 'viewer'] as const;
export type AdminRole = (typeof adminRoles)[number];

const ranks: Record<AdminRole, number> = { viewer: 0, editor: 1, owner: 2 };

/** Whether somebody with `role` may do what asks for `needed`. */
export function isAllowed(role: AdminRole, needed: AdminRole): boolean {
  return ranks[role] >= ranks[needed];
}

/** The role of that name; null for another word. */
export function readAdminRole(word: string): AdminRole | null {
  return adminRoles.find((role) => role === word) ?? null;
}

export type Admin = { id: number; email: string; role: AdminRole };
