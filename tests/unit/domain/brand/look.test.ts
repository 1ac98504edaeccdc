import { expect, test } from 'vitest';
import { readLook, typedLook, usualLook } from '../../../../src/domain/brand/look.ts';

test('a look is read as it was typed', () => {
  expect(readLook(typedLook(usualLook))).toEqual({ look: usualLook, errors: [] });
  const typed = { pictures: '', density: 'compact', order: 'summary', summaryLines: ' 0 ' };
  expect(readLook(typed)).toEqual({
    look: { pictures: false, density: 'compact', order: 'summary', summaryLines: 0 },
    errors: [],
  });
});

test.each(['', '11', '-1', '1.5', 'x', '1e1', '9'.repeat(1_000_000)])(
  '%.12s lines are told',
  (summaryLines) => {
    const { errors } = readLook({ pictures: 'on', density: 'tight', order: 'any', summaryLines });
    expect(errors.map(({ field }) => field)).toEqual(['density', 'order', 'summaryLines']);
  },
);
