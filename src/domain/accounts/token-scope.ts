export const tokenScopes = ['read', 'admin'] as const;

/** `read`: to ask; `admin`: to ask and to change. */
export type TokenScope = (typeof tokenScopes)[number];
