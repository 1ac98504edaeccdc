import { expect, test } from 'vitest';
import { feedIdsOf } from '../../../src/domain/feed-ids.ts';

const now = new Date('2026-11-24T10:00:00Z');

/** RFC 4151, 2.1, as far as it is used. */
const tag = /^tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}-\d{2}-\d{2}:$/;

test.each([
  ['https://papers.example.org', 'tag:papers.example.org,2026-11-24:'],
  ['http://localhost:3000', 'tag:localhost,2026-11-24:'],
  ['http://127.0.0.1:3000', 'tag:127.0.0.1,2026-11-24:'],
  ['http://[::1]:3000', 'tag:localhost,2026-11-24:'],
  ['nothing', 'tag:localhost,2026-11-24:'],
])('%s has feeds with ids that begin with a tag', (publicUrl, expected) => {
  expect(feedIdsOf(publicUrl, now)).toBe(expected);
  expect(expected).toMatch(tag);
});
