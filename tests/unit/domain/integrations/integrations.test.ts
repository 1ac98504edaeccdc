import { describe, expect, it } from 'vitest';
import { signedHeaders } from '../../../../src/app/integrations/target.ts';
import { matrixPost, mattermostPost, slackPost } from '../../../../src/domain/integrations/chat-post.ts';
import { judge, nextTry } from '../../../../src/domain/integrations/retries.ts';
import { readTargetUrl } from '../../../../src/domain/integrations/target-url.ts';

const now = new Date('2026-11-24T08:00:00Z');

describe('the signature', () => {
  it('is that of the example by which libraries of Standard Webhooks are tested', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = signedHeaders(
      { secret, previous: null },
      {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        body: '{"test": 2432232314}',
        now: new Date(1_614_265_330_000),
      },
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('tries', () => {
  const none = { retryAfter: null, random: 0 };

  it('go on for more than a day, and end', () => {
    let at = now;
    let tries = 1;
    for (; ; tries++) {
      const next = nextTry('webhook', tries, at, none);
      if (next === null) break;
      at = next;
    }
    const hours = (at.getTime() - now.getTime()) / 3_600_000;
    expect([tries, Math.floor(hours)]).toEqual([8, 27]);
  });

  it('of a chat’s post end within hours', () => {
    expect(nextTry('slack', 4, now, none)).not.toBeNull();
    expect(nextTry('slack', 5, now, none)).toBeNull();
  });

  it('wait as long as they are asked to, half a day at most', () => {
    const wait = (retryAfter: number) =>
      (nextTry('webhook', 1, now, { retryAfter, random: 1 })!.getTime() - now.getTime()) / 1000;
    expect([wait(0), wait(60), wait(1e9)]).toEqual([5.5, 60, 43_200]);
  });

  it('are made again only where a second one does no harm', () => {
    const lost = { kind: 'lost', reason: 'silence' } as const;
    expect((['webhook', 'matrix', 'slack', 'mattermost'] as const).map((kind) => judge(kind, lost))).toEqual([
      'again',
      'again',
      'unknown',
      'unknown',
    ]);
    const answered = (status: number) => judge('slack', { kind: 'answered', status, retryAfter: null });
    expect([200, 204, 301, 404, 410, 500].map(answered)).toEqual([
      'delivered',
      'delivered',
      'again',
      'again',
      'gone',
      'again',
    ]);
  });
});

describe('an address', () => {
  const read = (typed: string) => readTargetUrl(typed, { loopback: false });

  it('is https on the public internet', () => {
    expect(read(' https://example.org/hook?a=b#part ')).toEqual({
      url: new URL('https://example.org/hook?a=b'),
    });
    expect(read('https://8.8.8.8/')).toHaveProperty('url');
  });

  it.each([
    'https://0x7f000001/',
    'https://2130706433/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://metadata.google.internal/',
    'https://localhost./',
    'https://intranet/',
    'ftp://example.org/',
    'javascript:alert(1)',
    `https://example.org/${'x'.repeat(2_000)}`,
  ])('is not %s', (typed) => {
    expect(read(typed)).toHaveProperty('fault');
  });
});

describe('a post', () => {
  const hostile = 'a*b_c~`d`|<!channel> @all "x" [y](https://evil.example)\nnew';
  const post = {
    heading: hostile,
    date: 'today',
    papers: [{ title: hostile, href: 'https://papers.example/papers/1', authors: hostile, upvotes: 0 }],
  };

  it('leads nowhere but to the paper, and calls nobody, whatever its title says', () => {
    const slack = slackPost(post);
    expect(slack.match(/<[^>]*>/g)).toHaveLength(1);
    expect(slack).toContain('<https://papers.example/papers/1|');
    expect(slack.split('\n')).toHaveLength(3);
    const mattermost = mattermostPost(post);
    expect(mattermost).not.toMatch(/(?<!\\)\]\(https:\/\/evil|@all|<!/);
    const { html } = matrixPost(post);
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      'https://papers.example/papers/1',
    ]);
    expect(html).not.toContain('<!');
  });
});
