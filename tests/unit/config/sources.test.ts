import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';

describe('where papers come from', () => {
  it('is Hugging Face and arXiv unless something else is said', () => {
    expect(loadConfig({})).toMatchObject({ sources: ['hugging-face', 'arxiv'], feeds: [] });
  });
  it('is feeds too, as soon as there are any', () => {
    const feeds = ['https://a.example.org/feed?x=1,2', 'http://b.example.org/rss'];
    expect(loadConfig({ FEEDS: ` ${feeds.join(',')}\n${feeds.join(' ')} ` })).toMatchObject({
      sources: ['hugging-face', 'feeds', 'arxiv'],
      feeds,
    });
    expect(loadConfig({ FEEDS: feeds.join(' '), SOURCES: 'hugging-face' }).sources).toEqual([
      'hugging-face',
      'feeds',
    ]);
    expect(loadConfig({ FEEDS: feeds.join(' '), SOURCES: 'arxiv feeds' }).sources).toEqual([
      'arxiv',
      'feeds',
    ]);
  });
  it('is this machine in tests alone', () => {
    const isOpen = (NODE_ENV: string) => loadConfig({ NODE_ENV }).feedsOnThisMachine;
    expect([isOpen('test'), isOpen('development')]).toEqual([true, false]);
  });
  it('is never told with the password of a feed', () => {
    expect(() => loadConfig({ FEEDS: 'ftp://me:secret@example.org/feed' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
