import { createReturnPaths } from '../adapters/crypto/return-paths.ts';
import { localSecretKey } from '../adapters/crypto/secrets.ts';
import type { ReturnPaths } from '../app/return-paths.ts';
import type { Config } from '../config/config.ts';

/** The key that links are signed with: the configured one, else the one in `home`, made when there is none. */
export async function secretKeyOf(config: Config): Promise<string> {
  return config.secretKey ?? (await localSecretKey(config.home));
}

/** Where mail comes back to, and whom it was for. */
export async function returnPathsOf(config: Config): Promise<ReturnPaths> {
  return createReturnPaths({ domain: config.bounceDomain, secretKey: await secretKeyOf(config) });
}
