import { readdirSync, readFileSync } from 'node:fs';

/** A tick of /proc is a hundredth of a second on every Linux (`getconf CLK_TCK`). */
const msPerTick = 10;
/** Looks at the processes that may be in vain. */
const patience = 200;

type Times = { parent: number; own: number; ended: number };

/** proc_pid_stat(5); null when the process is gone. */
function readTimes(pid: number): Times | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command, field 2, may hold spaces and parentheses; what follows it begins with field 3.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return {
    parent: fields[1] ?? 0,
    own: (user + system) * msPerTick,
    ended: (endedUser + endedSystem) * msPerTick,
  };
}

/** A process with its children and theirs, itself the first, and what all of them have used. */
export function familyOf(root: number): { members: number[]; total: number } {
  const all = new Map<number, Times>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null;
    if (times !== null) all.set(Number(name), times);
  }
  const members = [root];
  for (const member of members) for (const [pid, { parent }] of all) if (parent === member) members.push(pid);
  const total = members.reduce((sum, pid) => sum + (all.get(pid)?.own ?? 0) + (all.get(pid)?.ended ?? 0), 0);
  return { members, total };
}

/**
 * Processor time in milliseconds of a process with its threads, its children and theirs, those that have ended and
 * were waited for included.
 */
export function processorTime(root: number): number {
  // The files are read one after the other: whoever ends meanwhile would be missed, or counted twice. So until nobody
  // has come or gone from the look before to the one after.
  const looks = [familyOf(root), familyOf(root)];
  for (let tries = 0; tries < patience; tries++) {
    looks.push(familyOf(root));
    const [before, look, after] = looks.slice(-3);
    const members = look?.members.join();
    if (look !== undefined && before?.members.join() === members && members === after?.members.join())
      return look.total;
  }
  throw new Error(`the processes under ${root} come and go too fast to be measured`);
}

export function parentOf(pid: number): number {
  return readTimes(pid)?.parent ?? 0;
}

/** The most memory that a process, this one by default, has had in RAM, in MB (proc_pid_status(5), VmHWM). */
export function peakMemoryMb(pid: number | 'self' = 'self'): number {
  const found = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? Number.NaN) / 1024;
}
