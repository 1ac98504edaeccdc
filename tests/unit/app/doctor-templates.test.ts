import { expect, it } from 'vitest';
import { invalid } from '../../../src/domain/errors.ts';
import { checks } from '../../support/doctor.ts';

const templatesLine = async (check: () => Promise<void>) =>
  (await checks({ ports: { templates: { folder: '/etc/offprint/mail', check } } })).find(
    ({ name }) => name === 'templates',
  );

it('the doctor has a line on own templates where there are any, with what is wrong', async () => {
  expect((await checks()).some(({ name }) => name === 'templates')).toBe(false);
  expect(await templatesLine(async () => undefined)).toMatchObject({ status: 'pass' });
  const wrong = async () => {
    throw invalid([{ field: 'TEMPLATES', message: 'digest.mjml, line 3: no' }]);
  };
  expect(await templatesLine(wrong)).toMatchObject({
    status: 'fail',
    says: 'TEMPLATES: digest.mjml, line 3: no.',
  });
});
