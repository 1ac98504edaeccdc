import { expect, it } from 'vitest';
import { warnOfMailbox } from '../../../src/commands/announce.ts';
import { recordingLog } from '../../support/quiet-log.ts';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000', 0],
  ['localhost', 'http://localhost:3000', 0],
  ['::1', 'http://[::1]:3000', 0],
  ['0.0.0.0', 'http://localhost:3000', 1],
  ['192.168.1.5', 'http://192.168.1.5:3000', 1],
  ['127.0.0.1', 'https://papers.example.org', 1],
])('a service at %s and %s that catches mail warns %i times', (host, publicUrl, times) => {
  const log = recordingLog();
  warnOfMailbox({ host, publicUrl }, log);
  expect(log.lines).toHaveLength(times);
  for (const { level, message } of log.lines) {
    expect(level).toBe('warn');
    expect(message).toContain('no SMTP_URL is set');
  }
});
