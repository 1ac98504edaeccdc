import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { shownEnvironment } from '../../../src/config/environment.ts';
import { changesOf } from '../../../src/version.ts';

const secret = 'a-very-secret-word-that-is-long-enough-1234567890';

it('shows each variable that is read, as it is set, with nothing secret in it', () => {
  const env = {
    SECRET_KEY: secret,
    DATABASE_URL: `postgresql://user:${secret}@db.example.org/offprint?sslmode=require`,
    SMTP_URL: `smtps://user:${secret}@mail.example.org smtp://user:${secret}@other.example.org?weight=2`,
    WEBHOOK_POSTMARK_SECRET: secret,
    ADMIN_PASSWORD: secret,
    MAIL_FROM: 'Lab <lab@example.org>',
  };
  const shown = shownEnvironment(loadConfig({ MAIL_FROM: env.MAIL_FROM }), env).flatMap(
    ({ variables }) => variables,
  );
  const values = Object.fromEntries(shown.map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    SECRET_KEY: 'set',
    DATABASE_URL: 'postgresql://user:…@db.example.org/offprint?sslmode=require',
    SMTP_URL: 'smtps://user:…@mail.example.org smtp://user:…@other.example.org?weight=2',
    WEBHOOK_POSTMARK_SECRET: 'set',
    MAIL_FROM: 'Lab <lab@example.org>',
    LIST_ID: null,
  });
  expect(JSON.stringify(shown)).not.toContain(secret);
  expect(new Set(shown.map(({ name }) => name)).size).toBe(shown.length);
});

it('reads of a changelog what it says of a version, else of what is not released', () => {
  const log =
    '# Changelog\n\n## Unreleased\n\n### Added\n\n- Next\n  thing.\n\n## [1.2.0] - 2026-01-01\n\n### Added\n\n- **A** [link](https://example.org), and `code`.\n- Second.\n\n### Fixed\n\n- Third.\n\n## 1.1.0\n\n- Old.\n';
  expect(changesOf(log, '1.2.0')).toEqual(['A link, and code.', 'Second.', 'Third.']);
  expect(changesOf(log, '9.9.9')).toEqual(['Next thing.']);
  expect(changesOf('', '1.0.0')).toEqual([]);
});
