import { XMLBuilder } from 'fast-xml-parser';

/** A feed that somebody follows: its addresses are absolute. */
export type FollowedFeed = { title: string; feed: string; page: string };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  format: true,
});

/** XML 1.0 allows no other control characters, not even escaped. */
const plain = (text: string) => text.replace(/[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]/gv, '');

/** A list of feeds as feed readers import it (OPML 2.0, http://opml.org/spec2.opml). */
export function opml(title: string, feeds: readonly FollowedFeed[], now: Date): string {
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    opml: {
      '@version': '2.0',
      head: { title: plain(title), dateCreated: now.toUTCString() },
      body: {
        outline: feeds.map(({ title: name, feed, page }) => ({
          '@type': 'rss',
          '@text': plain(name),
          '@title': plain(name),
          '@xmlUrl': feed,
          '@htmlUrl': page,
        })),
      },
    },
  });
}
