/** `planned`: its moment is still to come. */
export const digestStatuses = ['planned', 'planning', 'sending', 'paused', 'finished', 'cancelled'] as const;

export type DigestStatus = (typeof digestStatuses)[number];
