import { programInput, tell } from '../child.ts';
import { type Target, type Weapon, weapons } from './weapons.ts';

// Twenty clients that mean harm, in a process of their own: each tries again as soon as it was answered.

export type HostileOrder = 'begin' | 'end';
/** By kind: how many attempts were answered with what. */
export type HostileReport = Record<string, Record<string, number>>;

const target = programInput<Target>();
let report: HostileReport = {};
let isOn = false;
let fighting: Promise<unknown> = Promise.resolve();

async function fight(name: string, who: number, attempt: Weapon): Promise<void> {
  for (let count = 0; isOn; count++) {
    const answer = await attempt(target, who, count).catch((error: unknown) =>
      error instanceof Error ? error.name : 'error',
    );
    report[name] ??= {};
    report[name][answer] = (report[name][answer] ?? 0) + 1;
  }
}

process.on('message', (order: HostileOrder) => {
  isOn = order === 'begin';
  if (isOn) {
    report = {};
    fighting = Promise.all(weapons.map(({ name, attempt }, who) => fight(name, who + 1, attempt)));
    void tell({ begun: true });
  } else void fighting.then(() => tell(report));
});
await tell({ ready: true });
