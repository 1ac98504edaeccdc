export const suppressionReasons = ['bounce', 'complaint', 'manual', 'erased'] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/** An address, a domain, or what is left of an address that was erased. */
export const suppressionKinds = ['address', 'domain', 'hash'] as const;

export type SuppressionKind = (typeof suppressionKinds)[number];
