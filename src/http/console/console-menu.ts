import { isAllowed } from '../../domain/accounts/admin-role.ts';
import type { ConsoleMenu } from '../render.ts';
import type { AccessTable } from './access.ts';
import type { ConsolePart } from './console-part.ts';

/** The menu of the parts that have a place in it, in their order. */
export function menuOf(parts: readonly Pick<ConsolePart, 'menu'>[], access: AccessTable): ConsoleMenu {
  const items = parts.flatMap(({ menu }) =>
    menu === undefined ? [] : { ...menu, needed: access.to('GET', menu.href) },
  );
  return (path, role) =>
    items
      .filter(({ needed }) => needed === 'anybody' || isAllowed(role, needed))
      .map(({ href, text, also = [] }) => ({
        href,
        text,
        current: isWithin(path, href) || also.some((one) => isWithin(path, one)),
      }));
}

/** The overview stands above all others, and has none of them within. */
function isWithin(path: string, href: string): boolean {
  return path === href || (href !== '/admin' && path.startsWith(`${href}/`));
}
