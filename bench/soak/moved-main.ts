import cron from 'node-cron';

// The program as it is, but that the clock of its scheduled tasks follows when the time of day is put forward: a
// process that had run through those hours would wait for the next minute, not for the one of then.
const lookMs = 20;
const ahead = () => Date.now() - performance.now();
let last = ahead();
setInterval(() => {
  const by = Math.abs(ahead() - last);
  last = ahead();
  if (by < 1_000) return;
  for (const task of cron.getTasks().values()) {
    void task.stop();
    void task.start();
  }
}, lookMs).unref();

await import('../../src/main.ts');
