import type { SignInTryStore } from '../../../app/accounts/account-stores.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';

/** `salt`: the installation's own, so that what is kept says nothing of who tried. */
export function signInTryStore(db: Db, salt: Uint8Array): SignInTryStore {
  const hashOf = (whose: string) => addressHash(salt, `sign-in of ${whose}`);
  return {
    async count(whose, now) {
      const hash = hashOf(whose);
      const [counted] = await db.$queryRaw<{ failures: number }[]>`
        INSERT INTO sign_in_try AS tried (whose, failures, at) VALUES (${hash}, 1, ${now})
        ON CONFLICT (whose) DO UPDATE SET failures = tried.failures + 1, at = ${now}
          WHERE tried.wait_until IS NULL OR tried.wait_until <= ${now}
        RETURNING failures`;
      if (counted !== undefined) return { failures: counted.failures };
      const waiting = await db.signInTry.findUniqueOrThrow({ where: { whose: hash } });
      return { waitUntil: waiting.waitUntil ?? now };
    },
    async wait(whose, until) {
      await db.signInTry.updateMany({ where: { whose: hashOf(whose) }, data: { waitUntil: until } });
    },
    async takeBack(whose) {
      await db.signInTry.updateMany({
        where: { whose: hashOf(whose) },
        data: { failures: { decrement: 1 }, waitUntil: null },
      });
    },
    async forget(whose) {
      await db.signInTry.deleteMany({ where: { whose: hashOf(whose) } });
    },
    async forgetBefore(until) {
      await db.signInTry.deleteMany({ where: { at: { lt: until } } });
    },
  };
}
