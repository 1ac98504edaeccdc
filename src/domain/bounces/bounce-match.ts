/** By what the subscriber of a bounce was found, the surest first. */
export const bounceMatches = ['return-path', 'message-id', 'address'] as const;

export type BounceMatch = (typeof bounceMatches)[number];
