import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isPublicAddress } from '../domain/public-address.ts';

/** Why nothing was asked for, which no other try will cure. */
export class Refused extends Error {}

const notPublic = 'its address is not on the public internet';

/** What keeps requests to addresses that somebody typed from this machine's neighbours. */
export type PublicHosts = {
  /** Resolves a name as connections do, and refuses it unless all that it stands for may be asked. */
  lookup: LookupFunction;
  /** Why an address that is no name may not be asked; null when it may, and for names: those are looked up. */
  refusalOf(url: URL): Refused | null;
};

/**
 * Against server-side request forgery: no connection to an address that is not public, whatever the DNS says.
 * `loopback`: this machine may be asked, as in tests.
 */
export function publicHosts({ loopback }: { loopback: boolean }): PublicHosts {
  const isAllowed = (address: string) => isPublicAddress(address) || (loopback && isLoopback(address));
  return {
    lookup(hostname, options, done) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return done(error, '', 0);
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
          return done(new Refused(notPublic), '', 0);
        // The connection goes to what was checked: no second answer of the DNS is asked for.
        if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      });
    },
    refusalOf(url) {
      // A connection to an address looks nothing up.
      const host = url.hostname.replace(/^\[|\]$/g, '');
      return isIP(host) !== 0 && !isAllowed(host) ? new Refused(notPublic) : null;
    },
  };
}
