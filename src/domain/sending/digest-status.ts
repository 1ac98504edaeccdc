export const digestStatuses = ['planning', 'sending', 'paused', 'finished', 'cancelled'] as const;

export type DigestStatus = (typeof digestStatuses)[number];
