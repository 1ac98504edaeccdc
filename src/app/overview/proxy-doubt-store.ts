import type { SeenDoubt } from '../../domain/doctor/proxy.ts';

/** What PostgreSQL keeps of proxies that hide readers, for those who look at the console and for the doctor. */
export interface ProxyDoubtStore {
  /** Keeps it in place of the last one; false when one was kept after `since`. */
  note(doubt: SeenDoubt, since: Date): Promise<boolean>;
  /** The last one, however old; null when there never was one. */
  read(): Promise<SeenDoubt | null>;
}
