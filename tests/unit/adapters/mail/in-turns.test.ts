import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { composeInTurns } from '../../../../src/adapters/mail/in-turns.ts';
import type { MailComposer } from '../../../../src/app/mail.ts';

function composerThatTells(heard: string[]): MailComposer {
  return {
    compose: async ({ to }) => {
      heard.push(to);
      // As long as a turn may take.
      for (const end = performance.now() + 10; performance.now() < end; );
      if (to === 'broken') throw new Error('no such mail');
      return await new Promise(() => undefined);
    },
  };
}

test('messages that take long are composed in turns of their own, in the order in which they were asked for', async () => {
  const heard: string[] = [];
  const { compose } = composeInTurns(composerThatTells(heard));
  for (const to of ['first', 'second', 'third']) void compose({ to } as Parameters<typeof compose>[0]);
  const seen: number[] = [];
  while (heard.length < 3) {
    await nextTurn();
    seen.push(heard.length);
  }
  expect(heard).toEqual(['first', 'second', 'third']);
  expect(seen.filter((count, at) => count - (seen[at - 1] ?? 0) > 1)).toEqual([]);
});

test('one that cannot be composed holds up no other', async () => {
  const heard: string[] = [];
  const { compose } = composeInTurns(composerThatTells(heard));
  const broken = compose({ to: 'broken' } as Parameters<typeof compose>[0]);
  void compose({ to: 'next' } as Parameters<typeof compose>[0]);
  await expect(broken).rejects.toThrow('no such mail');
  await expect.poll(() => heard).toEqual(['broken', 'next']);
});
