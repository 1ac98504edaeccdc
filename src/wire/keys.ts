import { createMessageIds } from '../adapters/crypto/message-ids.ts';
import { createReturnPaths } from '../adapters/crypto/return-paths.ts';
import { localSecretKey } from '../adapters/crypto/secrets.ts';
import type { MessageIds } from '../app/message-ids.ts';
import type { ReturnPaths } from '../app/return-paths.ts';
import { type Config, mailDomainOf } from '../config/config.ts';

/** The key that links are signed with: the configured one, else the one in `home`, made when there is none. */
export async function secretKeyOf(config: Config): Promise<string> {
  return config.secretKey ?? (await localSecretKey(config.home));
}

/** Where mail comes back to, and whom it was for. */
export async function returnPathsOf(config: Config): Promise<ReturnPaths> {
  return createReturnPaths({ domain: config.bounceDomain, secretKey: await secretKeyOf(config) });
}

/** What our messages are called, and which one a Message-ID stands for. */
export async function messageIdsOf(config: Config): Promise<MessageIds> {
  return createMessageIds({ domain: mailDomainOf(config), secretKey: await secretKeyOf(config) });
}
