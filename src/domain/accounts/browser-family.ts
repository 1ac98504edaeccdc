import { longest } from '../lengths.ts';

// The first that matches counts: most browsers also name those that they are like.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * What a User-Agent header (RFC 9110, 10.1.5) says of the browser, in words that tell one's own devices apart and
 * nothing more: "Firefox on Linux". Nothing of the header itself is in it.
 */
export function browserFamily(userAgent: string): string {
  // Real ones are shorter; a longer one is not worth the time.
  const header = userAgent.slice(0, longest.userAgent);
  const of = (known: typeof browsers) => known.find(([pattern]) => pattern.test(header))?.[1];
  const browser = of(browsers) ?? 'A program';
  const system = of(systems);
  return system === undefined ? browser : `${browser} on ${system}`;
}
