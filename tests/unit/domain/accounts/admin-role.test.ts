import { expect, it } from 'vitest';
import { adminRoles, isAllowed, readAdminRole } from '../../../../src/domain/accounts/admin-role.ts';

it('owners may do what editors may, and editors what viewers may, and not the other way', () => {
  const allowed = adminRoles.flatMap((role) =>
    adminRoles.filter((needed) => isAllowed(role, needed)).map((needed) => `${role} as ${needed}`),
  );
  expect(allowed).toEqual([
    'owner as owner',
    'owner as editor',
    'owner as viewer',
    'editor as editor',
    'editor as viewer',
    'viewer as viewer',
  ]);
});

it('a role is one of three words', () => {
  expect(adminRoles.map(readAdminRole)).toEqual([...adminRoles]);
  for (const word of ['', 'Owner', 'admin', 'toString', '__proto__']) expect(readAdminRole(word)).toBeNull();
});
