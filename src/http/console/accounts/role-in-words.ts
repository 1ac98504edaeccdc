import type { AdminRole } from '../../../domain/accounts/admin-role.ts';

const mayDo: Record<AdminRole, string> = {
  owner: 'Owners may do everything, and decide who else may.',
  editor: 'Editors work on papers, topics, readers and digests.',
  viewer: 'Viewers see all that goes on, and change nothing.',
};

/** What a role means, in a sentence. */
export function roleInWords(role: AdminRole): string {
  return mayDo[role];
}
