export const bounceProviders = ['ses', 'postmark', 'mailgun', 'sendgrid'] as const;

export type BounceProvider = (typeof bounceProviders)[number];

export const bounceOrigins = ['smtp', 'command', ...bounceProviders] as const;

/** How we learned of it: our receiver, the command, or a provider that posts events. */
export type BounceOrigin = (typeof bounceOrigins)[number];

/** What became of a post: taken; not the provider's; not to be read; or we failed, and it is posted again. */
export const postOutcomes = ['taken', 'refused', 'unreadable', 'failed'] as const;

export type PostOutcome = (typeof postOutcomes)[number];
