import rateLimit from '@fastify/rate-limit';
import { DomainError } from '../../domain/errors.ts';
import { networksOf } from '../../domain/subscribers/client-ip.ts';
import type { App } from '../options.ts';

/** How many times as much as one network may try those of a whole site (a /48 of IPv6) may try together. */
const siteShare = 4;

/**
 * Limits how often a client's network may use the routes that say so (`rateLimit` in their config), and for IPv6 how
 * often all networks of a site may. Counted by each process for itself, and for each route.
 */
export async function limitRates(app: App): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    keyGenerator: ({ client }) => networksOf(client.address).network,
  });
  app.addHook('onRoute', (route) => {
    const limit = route.config?.rateLimit;
    if (typeof limit !== 'object' || typeof limit.max !== 'number') return;
    const { max, timeWindow = '1 minute' } = limit;
    const count = app.createRateLimit({
      max: max * siteShare,
      timeWindow,
      keyGenerator: ({ client }) => networksOf(client.address).site ?? '',
      allowList: (_request, site) => site === '',
    });
    route.onRequest = [
      ...[route.onRequest ?? []].flat(),
      async (request) => {
        const counted = await count(request);
        if (!counted.isAllowed && counted.isExceeded)
          throw new DomainError('too_many', 'Too many requests; please wait a moment.', {
            retryAfter: counted.ttlInSeconds,
          });
      },
    ];
  });
}
