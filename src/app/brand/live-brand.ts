import { type Brand, usualBrand } from '../../domain/brand/brand.ts';
import { singleFlight } from '../single-flight.ts';
import type { BrandStore, StoredBrand } from './brand-store.ts';

/** How old it may be: a change holds in every process within this time. */
const freshMs = 1_000;

/** How the service presents itself, as it was at most a second ago. */
export interface LiveBrand {
  /** The same object as before while nothing has changed. While the database cannot be reached: what it said last. */
  now(): Promise<Brand>;
  /** As it was read last. */
  last(): Brand;
  /** Reads it again the next time: it was changed. */
  forget(): void;
}

/** `sender`: the name in MAIL_FROM. Until it is first read, the brand is that of an installation with nothing set. */
export function createLiveBrand(store: Pick<BrandStore, 'read'>, sender: string): LiveBrand {
  const none = usualBrand(sender);
  let last: { brand: Brand; at: number } | null = null;

  function brandOf({ version, settings, logo, look }: StoredBrand): Brand {
    if (last?.brand.version === String(version)) return last.brand;
    return { ...settings, name: settings.name ?? none.name, logo, look, version: String(version) };
  }
  const read = singleFlight(async () => {
    try {
      const brand = brandOf(await store.read());
      last = { brand, at: performance.now() };
      return brand;
    } catch (error) {
      if (last === null) throw error;
      return last.brand;
    }
  });
  return {
    async now() {
      if (last !== null && performance.now() - last.at < freshMs) return last.brand;
      return await read();
    },
    last: () => last?.brand ?? none,
    forget() {
      if (last !== null) last.at = Number.NEGATIVE_INFINITY;
    },
  };
}
