import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserFamily } from '../../../../src/domain/accounts/browser-family.ts';

describe('a browser in words', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1',
      'Chrome on iOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    ['curl/8.14.1', 'A program'],
    ['', 'A program'],
  ])('%s', (header, words) => {
    expect(browserFamily(header)).toBe(words);
  });

  it('holds nothing of the header itself, whatever that is', () => {
    const words =
      /^(A program|Edge|Opera|Samsung Internet|Firefox|Chrome|Safari)( on (Android|iOS|Windows|macOS|ChromeOS|Linux))?$/;
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (header) => words.test(browserFamily(header))));
  });
});
