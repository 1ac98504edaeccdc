import type { SettingsStore } from '../../../app/deliveries/settings-store.ts';
import type { Db } from '../client.ts';

export function settingsStore(db: Db): SettingsStore {
  return {
    async read() {
      return await db.installation.findUniqueOrThrow({
        where: { id: 1 },
        select: {
          maxSendRate: true,
          sendingPausedAt: true,
          ownersNeedSecondFactor: true,
          firstStepsHidden: true,
        },
      });
    },
    async write(change) {
      await db.installation.update({ where: { id: 1 }, data: change });
    },
  };
}
