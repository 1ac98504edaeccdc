import { generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../src/adapters/mail/compose.ts';
import { loadDkimKey } from '../../../src/adapters/mail/dkim.ts';
import type { DigestMail, SubscriptionMail } from '../../../src/app/ports.ts';
import type { Paper } from '../../../src/domain/paper.ts';
import { makePaper } from '../../support/paper.ts';

const options = {
  from: 'Offprint <digest@example.org>',
  replyTo: null,
  postalAddress: 'Offprint, Main Street 1, 10115 Berlin, Germany',
  listId: null,
  publicUrl: 'https://papers.example.org',
  dkim: null,
};
const composer = await createMailComposer(options);
const token = 'k1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_';
const links = {
  unsubscribe: `https://papers.example.org/unsubscribe/${token}`,
  preferences: `https://papers.example.org/preferences/${token}`,
  view: `https://papers.example.org/view/${token}`,
};

function digestOf(papers: Paper[], said: Partial<DigestMail> = {}): DigestMail {
  return {
    kind: 'digest',
    to: 'reader@example.com',
    messageId: '<d12.34@example.org>',
    date: new Date('2026-11-24T23:30:00Z'),
    digestId: 12,
    cadence: 'daily',
    timezone: 'Asia/Tokyo',
    topics: ['Robotics', 'Machine Learning'],
    papers: papers.map((paper) => ({ paper, upvotes: 3, reason: 'in cs.RO, which you follow · 3 upvotes' })),
    links,
    ...said,
  };
}

const rhythm = { cadence: 'daily', timezone: 'Europe/Berlin', hour: 8, maxPapers: 10 } as const;
const about = {
  to: 'reader@example.com',
  messageId: '<s1@example.org>',
  date: new Date('2026-11-24T07:00:00Z'),
  topics: ['Robotics', 'Machine Learning'],
  rhythm,
};
const subscriptionMails: SubscriptionMail[] = [
  {
    ...about,
    kind: 'confirmation',
    confirmUrl: `https://papers.example.org/confirm/${token}`,
    validHours: 48,
  },
  { ...about, kind: 'already-subscribed', links },
  { ...about, kind: 'welcome', links, nextDueAt: new Date('2026-11-25T07:00:00Z') },
  { ...about, kind: 'goodbye', subscribeUrl: 'https://papers.example.org/' },
];

const papers = (count: number) => Array.from({ length: count }, (_, index) => makePaper({ id: index + 1 }));
const headOf = (raw: Buffer) => raw.toString('latin1').split('\r\n\r\n', 1)[0]!;
const lineOf = (raw: Buffer, name: string) =>
  headOf(raw)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
/** The words that a reader sees in the HTML part. */
const wordsOf = (html: string) =>
  html
    .replace(/<!--.*?-->|<head>.*?<\/head>|<div style="display:none.*?<\/div>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/&amp;/g, '&');
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

const hostileTitles = [
  '<script>alert(1)</script><img src=x onerror=alert(2)>',
  'Two lines\r\nBcc: other@example.com\r\n\r\nand a body',
  '{{subject}} {{#each cards}} {{{titleHtml}}}',
  'He said "yes" & \'no\' > 1 < 2',
  'مقالة عن التعلم العميق',
  'A 👩‍👩‍👧 and a \u202emirror',
  'word '.repeat(400),
  '"'.repeat(2000),
  'deep learning \ud800',
];

describe('any mail', () => {
  const all = [
    digestOf(papers(3)),
    digestOf(hostileTitles.map((title, id) => makePaper({ id, title }))),
    ...subscriptionMails,
  ];

  it.each(all)('is a 7-bit message with text first and HTML after it: $kind', async (mail) => {
    const { raw, text, html, subject } = await composer.compose(mail);
    expect(raw.toString('latin1')).not.toMatch(/(?<!\r)\n|\r(?!\n)|[^\r\n]{999}/);
    expect(raw.every((byte) => byte < 128)).toBe(true);
    expect(headOf(raw)).toMatch(/^Content-Type: multipart\/alternative;/m);
    const types = raw
      .toString('latin1')
      .match(/^Content-Type: text\/\w+; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable/gm);
    expect(types?.map((type) => type.slice(14, 24).trim())).toEqual(['text/plain', 'text/html;']);
    const parsed = await simpleParser(raw, { skipHtmlToText: true });
    expect(parsed.subject).toBe(subject);
    expect(parsed.text?.trim()).toBe(text.trim());
    expect(squeezed(String(parsed.html))).toBe(squeezed(html));
  });

  it.each(all)('has one of each header, none that a paper brought: $kind', async (mail) => {
    const { raw } = await composer.compose(mail);
    for (const name of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version']) {
      expect(lineOf(raw, name)).toHaveLength(1);
    }
    expect(lineOf(raw, 'Bcc')).toEqual([]);
    expect(lineOf(raw, 'Message-ID')).toEqual([`Message-ID: ${mail.messageId}`]);
    expect(lineOf(raw, 'Date')).toEqual([`Date: ${mail.date.toUTCString().replace('GMT', '+0000')}`]);
  });

  it.each(all)('is accessible HTML without anything from outside: $kind', async (mail) => {
    const { html } = await composer.compose(mail);
    expect(html).toContain('<html lang="en" dir="ltr"');
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html.match(/<table\b/g)?.length).toBe(html.match(/<table\b[^>]*\brole="presentation"/g)?.length);
    expect(html).not.toMatch(/<(script|form|iframe|link|object|embed)\b|@import|<[^>]*\son\w+=|\{\{/i);
    for (const [, url] of html.matchAll(/\b(?:href|src)="([^"]*)"/g)) expect(url).toMatch(/^https:\/\//);
  });

  it.each(all)('says the same in both parts, the postal address included: $kind', async (mail) => {
    const { text, html } = await composer.compose(mail);
    const seen = squeezed(wordsOf(html));
    expect(seen).toContain(options.postalAddress);
    expect(squeezed(text)).toContain(options.postalAddress);
    const inText = text
      .split('\n\n')
      .map(squeezed)
      .filter((part) => part !== '' && !/https:|^-+$|^OFFPRINT/.test(part));
    expect(inText.length).toBeGreaterThan(1);
    const withoutSpace = seen.replace(/\s/g, '');
    for (const part of inText) {
      for (const sentence of part.split(/(?<=[.:]) /))
        expect(withoutSpace).toContain(sentence.replace(/\s/g, ''));
    }
    for (const [, url] of text.matchAll(/^(https:.*)$/gm))
      expect(html.replaceAll('&#x3D;', '=')).toContain(`"${url}"`);
  });

  it('is the same bytes for the same mail', async () => {
    const again = await createMailComposer(options);
    expect((await again.compose(digestOf(papers(2)))).raw).toEqual(
      (await composer.compose(digestOf(papers(2)))).raw,
    );
  });
});

describe('a digest', () => {
  it('carries the list headers as they are, on one line each', async () => {
    const { raw, envelopeFrom, envelopeTo } = await composer.compose(digestOf(papers(1)));
    const lines = headOf(raw).split('\r\n');
    expect(lines).toContain(`List-Unsubscribe: <${links.unsubscribe}>`);
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(lines).toContain('Precedence: bulk');
    expect(lineOf(raw, 'List-Id')).toEqual(['List-ID: Offprint digest <digest.papers.example.org>']);
    expect(lineOf(raw, 'Feedback-ID')[0]).toMatch(/^Feedback-ID: 12:daily:digest:[0-9a-f]{12}$/);
    expect([envelopeFrom, envelopeTo]).toEqual(['digest@example.org', 'reader@example.com']);
  });

  it('takes the configured list id, reply address and envelope sender', async () => {
    const other = await createMailComposer({
      ...options,
      listId: 'list.example.net',
      replyTo: 'help@example.org',
      envelopeFrom: 'b+1@bounce.example.org',
    });
    const { raw, envelopeFrom } = await other.compose(digestOf(papers(1)));
    expect(lineOf(raw, 'List-Id')).toEqual(['List-ID: Offprint digest <list.example.net>']);
    expect(lineOf(raw, 'Reply-To')).toEqual(['Reply-To: help@example.org']);
    expect(envelopeFrom).toBe('b+1@bounce.example.org');
  });

  it('shows the reader’s date and how many papers there are', async () => {
    const { html, text } = await composer.compose(digestOf(papers(3)));
    for (const part of [wordsOf(html), text])
      expect(squeezed(part)).toContain('Wednesday 25 November 2026 · 3 papers');
  });

  it('has its unsubscribe link above the first paper as well as at the end', async () => {
    const { html, text } = await composer.compose(digestOf(papers(2)));
    for (const part of [html, text]) {
      const places = [...part.matchAll(/papers\.example\.org\/unsubscribe\//g)].map(({ index }) => index);
      expect(places).toHaveLength(2);
      expect(places[0]).toBeLessThan(part.indexOf('2611.00001'));
      expect(places[1]).toBeGreaterThan(part.indexOf('2611.00002'));
    }
  });

  it('leaves out the browser link and the address when there is none', async () => {
    const bare = await createMailComposer({ ...options, postalAddress: null });
    const { html, text } = await bare.compose(
      digestOf(papers(1), { links: { ...links, view: null }, topics: [] }),
    );
    for (const part of [html, text]) {
      expect(part).not.toMatch(/in browser|Berlin/);
      expect(squeezed(part)).toContain('a daily digest of all fields');
    }
  });

  it('shows a thumbnail at a fixed width, and no other image', async () => {
    const { html } = await composer.compose(
      digestOf([
        makePaper({ thumbnailUrl: 'https://cdn.example.org/t.png' }),
        makePaper({ id: 2, thumbnailUrl: 'http://cdn.example.org/u.png' }),
      ]),
    );
    const images = html.match(/<img\b[^>]*>/g);
    expect(images).toHaveLength(1);
    expect(images?.[0]).toMatch(/src="https:\/\/cdn\.example\.org\/t\.png".* alt="" width="120"/);
  });

  it('stays below 60 KB with ten papers and 90 KB with forty, however long', async () => {
    const sentence = 'We present a sentence with "quotes" & <signs> that goes on for a while. ';
    const long = (id: number) =>
      makePaper({
        id,
        title: `A long title ${'with "quotes" and words '.repeat(100)}`,
        abstract: sentence.repeat(40),
        authors: Array.from({ length: 30 }, (_, n) => `Author Number ${n} with a Very Long Name`),
        links: [{ type: 'github', url: `https://github.com/${'a'.repeat(300)}` }],
        thumbnailUrl: `https://cdn.example.org/${'t'.repeat(300)}.png`,
      });
    const forty = await composer.compose(digestOf(Array.from({ length: 40 }, (_, index) => long(index + 1))));
    expect(Buffer.byteLength(forty.html)).toBeLessThanOrEqual(88_000);
    expect(Buffer.byteLength(forty.html)).toBeGreaterThan(60_000);
    for (let id = 1; id <= 40; id++) expect(forty.html).toContain(`papers.example.org/papers/${id}"`);
    const ten = await composer.compose(digestOf(Array.from({ length: 10 }, (_, index) => long(index + 1))));
    expect(Buffer.byteLength(ten.html)).toBeLessThanOrEqual(60_000);
  });

  it('keeps the whole message below 150 KB when its letters take nine bytes each on the way', async () => {
    const chinese = Array.from({ length: 40 }, (_, index) =>
      makePaper({
        id: index + 1,
        title: '深度学习的一种新方法'.repeat(20),
        abstract: '我们提出了一种新方法，它很快。'.repeat(60),
      }),
    );
    const { raw, html } = await composer.compose(digestOf(chinese));
    expect(raw.length).toBeLessThanOrEqual(150_000);
    expect(raw.length).toBeGreaterThan(100_000);
    expect(html).toContain('papers.example.org/papers/40"');
  });

  it('fits even when every title is nothing but quotation marks', async () => {
    const quotes = Array.from({ length: 40 }, (_, id) =>
      makePaper({
        id,
        title: '"'.repeat(2000),
        abstract: '"'.repeat(2000),
        authors: Array(9).fill('"'.repeat(300)),
      }),
    );
    expect(Buffer.byteLength((await composer.compose(digestOf(quotes))).html)).toBeLessThanOrEqual(88_000);
  });
});

describe('a mail about the subscription', () => {
  it.each(subscriptionMails)('is marked as automatic and is no list mail: $kind', async (mail) => {
    const { raw } = await composer.compose(mail);
    expect(lineOf(raw, 'Auto-Submitted')).toEqual(['Auto-Submitted: auto-generated']);
    expect(headOf(raw)).not.toMatch(/^(List-|Precedence|Feedback-ID)/im);
  });

  it('to confirm says who asked, what was chosen, how long it is valid, and shows the link in clear', async () => {
    const { html, text } = await composer.compose(subscriptionMails[0]!);
    for (const part of [wordsOf(html), text]) {
      const words = squeezed(part);
      expect(words).toContain(
        'asked papers.example.org to mail trending research papers to reader@example.com',
      );
      expect(words).toMatch(/Topics: +Robotics and Machine Learning/);
      expect(words).toMatch(/Rhythm: +daily at 08:00, Europe\/Berlin/);
      expect(words).toContain(
        'valid for 48 hours. If this was not you, ignore this mail: nothing more will come.',
      );
      expect(words).toContain(`https://papers.example.org/confirm/${token}`);
    }
  });

  it('to welcome says when the first digest comes, where the reader is, and how to leave', async () => {
    const { html, text } = await composer.compose(subscriptionMails[2]!);
    for (const part of [html, text]) {
      expect(squeezed(part)).toContain('Wednesday 25 November 2026 at 08:00');
      expect(part).toContain(links.unsubscribe);
      expect(part).toContain(links.preferences);
    }
  });
});

describe('the composer', () => {
  it('signs every mail when it has a key', async () => {
    const privateKey = generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const signing = await createMailComposer({
      ...options,
      dkim: loadDkimKey({ domain: 'example.org', selector: 's1', privateKey }),
    });
    for (const mail of [digestOf(papers(1)), ...subscriptionMails]) {
      const { raw } = await signing.compose(mail);
      expect(raw.toString('latin1')).toMatch(/^DKIM-Signature: v=1; a=ed25519-sha256;/);
    }
    const [signature] = lineOf((await signing.compose(digestOf(papers(1)))).raw, 'DKIM-Signature');
    const covered =
      /h=([^;]*)/
        .exec(signature!)?.[1]
        ?.toLowerCase()
        .split(/\s*:\s*/) ?? [];
    expect(covered).toEqual(
      expect.arrayContaining([
        'from',
        'to',
        'subject',
        'date',
        'message-id',
        'list-unsubscribe',
        'list-unsubscribe-post',
        'list-id',
      ]),
    );
  });

  it('takes what looks like two recipients for one', async () => {
    const { raw } = await composer.compose({ ...digestOf(papers(1)), to: 'a@example.com, b@example.com' });
    const { to } = await simpleParser(raw);
    expect((Array.isArray(to) ? to : [to]).flatMap((list) => list?.value ?? [])).toHaveLength(1);
  });

  it('refuses links that a mail must not carry', async () => {
    for (const unsubscribe of [
      'http://papers.example.org/u',
      'javascript:alert(1)',
      'https://a.example/>\r\nBcc: b@example.com',
    ]) {
      await expect(
        composer.compose(digestOf(papers(1), { links: { ...links, unsubscribe } })),
      ).rejects.toThrow(TypeError);
    }
  });

  it('works on this machine without https', async () => {
    const local = await createMailComposer({ ...options, publicUrl: 'http://localhost:3000' });
    const unsubscribe = 'http://localhost:3000/unsubscribe/abc';
    const { raw } = await local.compose(digestOf(papers(1), { links: { ...links, unsubscribe } }));
    expect(lineOf(raw, 'List-Unsubscribe')).toEqual([`List-Unsubscribe: <${unsubscribe}>`]);
    expect(lineOf(raw, 'List-Id')).toEqual(['List-ID: Offprint digest <digest.localhost>']);
  });

  it('refuses a sender that is not one address, and a list id that is none', async () => {
    await expect(
      createMailComposer({ ...options, from: 'a@example.org, b@example.org' }),
    ).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ field: 'MAIL_FROM' }],
    });
    await expect(createMailComposer({ ...options, listId: 'a>\r\nBcc: b' })).rejects.toMatchObject({
      fields: [{ field: 'LIST_ID' }],
    });
  });
});
