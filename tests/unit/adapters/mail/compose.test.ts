import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../../src/adapters/mail/compose.ts';
import type { AccountMail } from '../../../../src/app/accounts/account-ports.ts';
import { languageChoices, languageOf } from '../../../../src/domain/languages/index.ts';
import { makePaper } from '../../../support/papers/paper.ts';
import {
  accountMails,
  digestOf,
  links,
  options,
  papers,
  quietMail,
  subscriptionMails,
  token,
} from './mails.ts';
import { mirrored } from './mirrored.ts';

const composer = await createMailComposer(options);
const headOf = (raw: Buffer) => raw.toString('latin1').split('\r\n\r\n', 1)[0]!;
const lineOf = (raw: Buffer, name: string) =>
  headOf(raw)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
/** The words that a reader sees in the HTML part. */
const wordsOf = (html: string) =>
  html
    .replace(/<!--.*?-->|<head>.*?<\/head>|<div class="preheader".*?<\/div>/gs, '')
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
  const languages = [...languageChoices.map(({ tag }) => languageOf(tag)), mirrored];
  const inEach = languages.flatMap((language) => [
    digestOf(papers(3), { language }),
    digestOf(
      hostileTitles.map((title, id) => makePaper({ id, title })),
      { language },
    ),
    quietMail(language),
    ...subscriptionMails(language),
  ]);
  const all = [...inEach, ...accountMails];

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
    const { tag, dir } = 'language' in mail ? mail.language : { tag: 'en', dir: 'ltr' };
    expect(html).toContain(`<html lang="${tag}" dir="${dir}"`);
    // Nothing is bound to the side on which another language begins.
    if (dir === 'rtl') expect(html).not.toMatch(/text-align:left|align="left"|direction:ltr|float:right/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
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

  it('takes the configured list id and reply address, and its own envelope sender', async () => {
    const other = await createMailComposer({
      ...options,
      listId: 'list.example.net',
      replyTo: 'help@example.org',
    });
    const returnPath = 'b+1@bounce.example.org';
    const { raw, envelopeFrom } = await other.compose({ ...digestOf(papers(1)), returnPath });
    expect(lineOf(raw, 'List-Id')).toEqual(['List-ID: Offprint digest <list.example.net>']);
    expect(lineOf(raw, 'Reply-To')).toEqual(['Reply-To: help@example.org']);
    expect(envelopeFrom).toBe('b+1@bounce.example.org');
  });

  it('shows the reader’s date and how many papers there are', async () => {
    const { html, text } = await composer.compose(digestOf(papers(3)));
    for (const part of [wordsOf(html), text])
      expect(squeezed(part)).toContain('Wednesday, 25 November 2026 · 3 papers');
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
      digestOf(papers(1), { links: { ...links, view: null }, interests: [] }),
    );
    for (const part of [html, text]) {
      expect(part).not.toMatch(/in browser|Berlin/);
      expect(squeezed(part)).toContain('a daily digest of all fields');
    }
  });

  it('shows a thumbnail at a fixed width, and no other image', async () => {
    const { html } = await composer.compose(
      digestOf([
        makePaper({ thumbnailUrl: 'https://cdn-thumbnails.huggingface.co/t.png' }),
        makePaper({ id: 2, thumbnailUrl: 'http://cdn-thumbnails.huggingface.co/u.png' }),
      ]),
    );
    const images = html.match(/<img\b[^>]*>/g);
    expect(images).toHaveLength(1);
    expect(images?.[0]).toMatch(
      /src="https:\/\/cdn-thumbnails\.huggingface\.co\/t\.png".* alt="" width="120"/,
    );
  });
});

describe('a mail about a subscription or an account', () => {
  it.each([...subscriptionMails(), ...accountMails])(
    'is marked as automatic and is no list mail: $kind',
    async (mail) => {
      const { raw } = await composer.compose(mail);
      expect(lineOf(raw, 'Auto-Submitted')).toEqual(['Auto-Submitted: auto-generated']);
      expect(headOf(raw)).not.toMatch(/^(List-|Precedence|Feedback-ID)/im);
    },
  );

  it('to confirm says who asked, what was chosen, how long it is valid, and shows the link in clear', async () => {
    const { html, text } = await composer.compose(subscriptionMails()[0]!);
    for (const part of [wordsOf(html), text]) {
      const words = squeezed(part);
      expect(words).toContain('asked Offprint to mail trending research papers to reader@example.com');
      expect(words).toMatch(/To follow: +Robotics and Machine Learning/);
      expect(words).toMatch(/Rhythm: +daily at 08:00, Europe\/Berlin/);
      expect(words).toContain(
        'valid for 48 hours. If this was not you, ignore this mail: nothing more will come.',
      );
      expect(words).toContain(`https://papers.example.org/confirm/${token}`);
    }
  });

  it('to invite says who invites, to what, how long it is valid, and shows the link in clear', async () => {
    const { html, text } = await composer.compose(accountMails[0]!);
    for (const part of [wordsOf(html), text]) {
      const words = squeezed(part);
      expect(words).toContain('owner@example.org invites ada@example.com to the console');
      expect(words).toContain('As an editor you work on papers');
      expect(words).toContain('works once and for 7 days');
      expect(words).toContain(`https://papers.example.org/admin/invitation/${token}`);
    }
    const { text: nobody } = await composer.compose({ ...accountMails[0]!, invitedBy: null } as AccountMail);
    expect(squeezed(nobody)).toContain('An owner invites');
  });

  it('to welcome says when the first digest comes, where the reader is, and how to leave', async () => {
    const { html, text } = await composer.compose(subscriptionMails()[2]!);
    for (const part of [html, text]) {
      expect(squeezed(part)).toContain('Wednesday, 25 November 2026 at 08:00');
      expect(part).toContain(links.unsubscribe);
      expect(part).toContain(links.preferences);
    }
  });
});

describe('the composer', () => {
  it('renders a card once, however many readers get it', async () => {
    let read = 0;
    const paper = makePaper();
    Object.defineProperty(paper, 'abstract', { get: () => `Abstract number ${++read}.` });
    const first = digestOf([paper]);
    for (const to of ['a@example.com', 'b@example.com', 'c@example.com']) {
      const { html, text } = await composer.compose({ ...first, to, messageId: `<${to}>` });
      for (const part of [html, text]) expect(part).toContain('Abstract number 1.');
    }
    expect(read).toBe(1);
    const { html } = await composer.compose(digestOf([paper]));
    expect(html).toContain('Abstract number 2.');
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
    const page = 'http://localhost:3000/feedback/k1.7.1';
    const votes = { more: `${page}.more.AbCd`, less: `${page}.less.EfGh` };
    const sections = digestOf(papers(1)).sections.map((section) => ({
      ...section,
      papers: section.papers.map((paper) => ({ ...paper, vote: votes })),
    }));
    const { raw } = await local.compose(digestOf([], { sections, links: { ...links, unsubscribe } }));
    expect(lineOf(raw, 'List-Unsubscribe')).toEqual([`List-Unsubscribe: <${unsubscribe}>`]);
    expect(lineOf(raw, 'List-Id')).toEqual(['List-ID: Offprint digest <digest.localhost>']);
    for (const other of [
      'http://localhost:30001/u',
      'http://localhost:3000.example/u',
      'http://localhost/u',
    ]) {
      await expect(
        local.compose(digestOf([], { sections, links: { ...links, unsubscribe: other } })),
      ).rejects.toThrow(TypeError);
    }
  });

  it.each([
    ['Dept. of CS: papers <digest@example.org>', '"Dept. of CS: papers" <digest@example.org>'],
    ['Offprint; papers <digest@example.org>', '"Offprint; papers" <digest@example.org>'],
    ['Acme, Inc. <digest@example.org>', '"Acme, Inc." <digest@example.org>'],
    ['"Acme, Inc." <digest@example.org>', '"Acme, Inc." <digest@example.org>'],
    ['Offprint <digest@example.org>', 'Offprint <digest@example.org>'],
    ['digest@example.org', 'digest@example.org'],
  ])('is from one mailbox, whatever signs its name has: %s', async (from, field) => {
    const { compose } = await createMailComposer({ ...options, from, replyTo: from });
    const { raw } = await compose(digestOf(papers(1)));
    expect(lineOf(raw, 'From')).toEqual([`From: ${field}`]);
    expect(lineOf(raw, 'Reply-To')).toEqual([`Reply-To: ${field}`]);
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
