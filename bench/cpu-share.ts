import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { familyOf } from './processor-time.ts';

// A short period: a process that has used up its share stands still for the rest of it, and replies wait.
const periodMs = 20;
const periodUs = periodMs * 1000;

/** Gives processes a share of a core, so that the cores of a machine are not what is measured. */
export type CpuShares = {
  /** By what means; part of a benchmark's facts. */
  how: string;
  /**
   * Holds a process, with its children and theirs, to so many cores together: 0.5 is half of one. Whoever it starts
   * later is held with it, but for the last of the means. Twice for one process: the later share holds.
   */
  limit(pid: number, cores: number): Promise<void>;
};

type Means = {
  how: string;
  parent: string;
  /** The file of a group that takes its share, and what to write into it, in this order. */
  settings(cores: number): [string, string][];
};

const quotaUs = (cores: number) => String(Math.round(periodUs * cores));

const groups: readonly Means[] = [
  {
    how: 'cgroup v2, cpu.max',
    parent: '/sys/fs/cgroup',
    settings: (cores) => [['cpu.max', `${quotaUs(cores)} ${periodUs}`]],
  },
  ...['cpu', 'cpu,cpuacct'].map(
    (controllers): Means => ({
      how: 'cgroup v1, cpu.cfs_quota_us',
      parent: `/sys/fs/cgroup/${controllers}`,
      settings: (cores) => [
        ['cpu.cfs_period_us', String(periodUs)],
        ['cpu.cfs_quota_us', quotaUs(cores)],
      ],
    }),
  ),
];

/**
 * The first means that this machine lets us use: the kernel's, of control groups, as root; else the processes are
 * stopped and continued in turn, which counts time rather than CPU. Undone with `stack`.
 */
export async function openCpuShares(stack: AsyncDisposableStack): Promise<CpuShares> {
  for (const means of groups) if (await works(means)) return byGroups(stack, means);
  return byTurns(stack);
}

async function works({ parent, settings }: Means): Promise<boolean> {
  const probe = join(parent, `offprint-bench-${process.pid}`);
  try {
    // Without it groups have no files of this controller (v2); in v1 there is no such file, and no need.
    if (parent === '/sys/fs/cgroup') await put(parent, 'cgroup.subtree_control', '+cpu');
    await mkdir(probe);
  } catch {
    return false;
  }
  try {
    for (const [file, value] of settings(1)) await put(probe, file, value);
    return true;
  } catch {
    return false;
  } finally {
    await rmdir(probe);
  }
}

function byGroups(stack: AsyncDisposableStack, { how, parent, settings }: Means): CpuShares {
  const made = new Set<string>();
  stack.defer(async () => {
    for (const group of made) {
      // A group goes only when it is empty.
      const left = (await readFile(join(group, 'cgroup.procs'), 'utf8')).split('\n');
      for (const pid of left) if (pid !== '') await moveTo(parent, pid);
      await rmdir(group);
    }
  });
  return {
    how,
    async limit(pid, cores) {
      const group = join(parent, `offprint-bench-${process.pid}-${pid}`);
      if (!made.has(group)) await mkdir(group);
      made.add(group);
      for (const [file, value] of settings(cores)) await put(group, file, value);
      // The first one first: whoever it starts from then on is in the group.
      for (const member of familyOf(pid).members) await moveTo(group, String(member));
    },
  };
}

/** Into a file that is there: the folder may be none of control groups, and would take any other, too. */
async function put(group: string, file: string, value: string): Promise<void> {
  await writeFile(join(group, file), value, { flag: 'r+' });
}

/** Moves a process with its threads, unless it is gone. */
async function moveTo(group: string, pid: string): Promise<void> {
  await put(group, 'cgroup.procs', pid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ESRCH') throw error;
  });
}

function byTurns(stack: AsyncDisposableStack): CpuShares {
  const held = new Map<number, number>();
  const signal = (pid: number, name: 'SIGSTOP' | 'SIGCONT') => {
    try {
      process.kill(pid, name);
    } catch {
      held.delete(pid);
    }
  };
  let timers: NodeJS.Timeout[] = [];
  const turn = setInterval(() => {
    timers = [];
    for (const [pid, cores] of held) {
      signal(pid, 'SIGCONT');
      if (cores < 1) timers.push(setTimeout(() => signal(pid, 'SIGSTOP'), periodMs * cores));
    }
  }, periodMs);
  stack.defer(() => {
    clearInterval(turn);
    for (const timer of timers) clearTimeout(timer);
    for (const pid of held.keys()) signal(pid, 'SIGCONT');
  });
  return {
    how: 'SIGSTOP and SIGCONT in turn',
    limit: async (pid, cores) => {
      for (const member of familyOf(pid).members) held.set(member, cores);
    },
  };
}
