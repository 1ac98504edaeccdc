import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { greetingOf, loadConfig } from '../../../src/config/config.ts';
import { asLibpq } from '../../../src/config/database-url.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { isWithin } from '../../../src/domain/ip-address.ts';

const production = {
  NODE_ENV: 'production',
  SECRET_KEY: 'Zk3vQ9pLx7Rt2Wm8Nc5Yb1Hd6Fg4Js0A',
  PUBLIC_URL: 'https://papers.example.org/',
  MAIL_FROM: 'Offprint <digest@example.org>',
  POSTAL_ADDRESS: '1 Example Street, Exampletown',
  SMTP_URL: 'smtps://user:pass@mail.example.org:465',
  DATABASE_URL: 'postgresql://localhost/offprint',
};

function wrongFields(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid')
      return error.fields.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('names a server of embeddings, or none', () => {
    expect(loadConfig({}).embeddings).toBeNull();
    expect(loadConfig({ EMBEDDINGS_URL: 'http://localhost:11434/' }).embeddings).toEqual({
      url: 'http://localhost:11434',
      model: null,
      key: null,
    });
    const all = { EMBEDDINGS_URL: 'https://h/v1', EMBEDDINGS_MODEL: 'bge-m3', EMBEDDINGS_KEY: 'sk-1' };
    expect(loadConfig(all).embeddings).toEqual({ url: 'https://h/v1', model: 'bge-m3', key: 'sk-1' });
    expect(wrongFields({ EMBEDDINGS_KEY: 'sk-1' })).toEqual(['EMBEDDINGS_URL']);
    expect(wrongFields({ ...all, EMBEDDINGS_URL: 'localhost:11434' })).toEqual(['EMBEDDINGS_URL']);
    expect(wrongFields({ ...all, EMBEDDINGS_KEY: 'a secret\nmore', EMBEDDINGS_MODEL: 'a b' })).toEqual([
      'EMBEDDINGS_MODEL',
      'EMBEDDINGS_KEY',
    ]);
    expect(() => loadConfig({ ...all, EMBEDDINGS_KEY: 'a secret' })).not.toThrow(/a secret/);
  });

  it('names the hosts that are asked for pictures, and how much of them is kept', () => {
    expect(loadConfig({}).thumbnailHosts).toContain('cdn-thumbnails.huggingface.co');
    expect(loadConfig({}).thumbnailBytes).toBe(500_000_000);
    expect(loadConfig({ THUMBNAIL_HOSTS: 'off' }).thumbnailHosts).toEqual([]);
    expect(loadConfig({ THUMBNAIL_HOSTS: 'a.example, B.example:8443' }).thumbnailHosts).toEqual([
      'a.example',
      'b.example:8443',
    ]);
    for (const hosts of ['https://a.example', 'a.example/pictures', 'user@a.example', 'a..example/?'])
      expect(wrongFields({ THUMBNAIL_HOSTS: hosts }), hosts).toEqual(['THUMBNAIL_HOSTS']);
    for (const mb of ['0', '1.5', 'much'])
      expect(wrongFields({ THUMBNAILS_MB: mb }), mb).toEqual(['THUMBNAILS_MB']);
  });

  it('needs nothing to be set for trying it out', () => {
    expect(loadConfig({})).toMatchObject({
      production: false,
      databaseUrl: null,
      databaseDirectUrl: null,
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      smtpUrls: [],
      samplePapers: true,
      catchUp: 'now',
    });
  });
  it('takes what production needs, and shows no sample papers there', () => {
    expect(loadConfig(production)).toMatchObject({
      publicUrl: 'https://papers.example.org',
      samplePapers: false,
    });
  });
  it('names all at once what production misses', () => {
    expect(wrongFields({ NODE_ENV: 'production' }).sort()).toEqual(
      ['DATABASE_URL', 'MAIL_FROM', 'POSTAL_ADDRESS', 'PUBLIC_URL', 'SECRET_KEY', 'SMTP_URL'].sort(),
    );
  });
  it('counts an empty variable as not set', () => {
    expect(wrongFields({ ...production, POSTAL_ADDRESS: ' ' })).toEqual(['POSTAL_ADDRESS']);
    expect(loadConfig({ PORT: '', LOG_LEVEL: '', SOURCES: '' })).toMatchObject({
      port: 3000,
      logLevel: 'info',
    });
  });
  it.each([
    ['PORT', '70000'],
    ['PORT', 'web'],
    ['PUBLIC_URL', 'papers.example.org'],
    ['PUBLIC_URL', 'ftp://papers.example.org'],
    ['PUBLIC_URL', 'https://papers.example.org/offprint'],
    ['PUBLIC_URL', 'https://papers.example.org/?x=1'],
    ['PUBLIC_URL', 'https://papers.example.org?'],
    ['PUBLIC_URL', 'https://papers.example.org/#top'],
    ['HSTS_SUBDOMAINS', 'yes'],
    ['TRUSTED_PROXIES', '10.0.0.0/8, somewhere'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.1.2.3/8'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL', 'postgresql://user:secret@host:port/x'],
    ['DATABASE_URL', 'postgresql://user:12/34@host/x'],
    ['DATABASE_DIRECT_URL', 'mysql://localhost/x'],
    ['DATABASE_DIRECT_URL', 'postgresql://localhost/offprint'],
    ['SECRET_KEY', 'short'],
    ['SECRET_KEY', '0'.repeat(32)],
    ['SECRET_KEY', 'abcabcabcabcabcabcabcabcabcabcabcabc'],
    ['SECRET_KEY', 'changeme-changeme-changeme-changeme'],
    ['SECRET_KEY', 'Please change this to something long'],
    ['SECRET_KEY', 'your-very-secret-key-with-32-characters'],
    ['SECRET_KEY', '… (openssl rand -base64 32), not run'],
    ['SECRET_KEY', `Zk3vQ9pLx7Rt2Wm8Nc5Yb1Hd6Fg4Js0A ${'0'.repeat(32)}`],
    ['SMTP_URL', 'smtp://ok.example.org http://not.example.org'],
    ['SMTP_URL', 'smtp://user:two words@mail.example.org'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'A <a@example.org>\r\nBcc: b@example.org'],
    ['LIST_ID', 'not a list id'],
    ['SOURCES', 'hugging-face,wikipedia'],
    ['SOURCES', 'feeds'],
    ['FEEDS', 'ftp://example.org/feed.xml'],
    ['FEEDS', 'https://example.org/feed.xml journal'],
    ['FEEDS', Array.from({ length: 201 }, (_, at) => `https://example.org/${at}`).join(' ')],
    ['HUGGING_FACE_URL', 'ftp://example.org'],
    ['ARXIV_CATEGORIES', 'cs.RO,<script>'],
    ['INGEST_CRON', 'every day'],
    ['BOUNCE_DOMAIN', 'b@bounce.example.org'],
    ['BOUNCE_DOMAIN', 'bounces'],
    ['BOUNCE_PORT', 'smtp'],
    ['WEBHOOK_SES_TOPIC_ARN', 'bounces'],
    ['WEBHOOK_SES_TOPIC_ARN', 'arn:aws:sns:eu-west-1:123456789012:bounces complaints'],
    ['WEBHOOK_POSTMARK_SECRET', 'short'],
    ['WEBHOOK_MAILGUN_SIGNING_KEY', 'short'],
    ['WEBHOOK_SENDGRID_PUBLIC_KEY', 'AAAA'],
    ['CATCH_UP', 'later'],
    ['ADMIN_PASSWORD', 'short'],
    ['SAMPLE_PAPERS', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
  ])('refuses %s = %j and names it', (name, value) => {
    expect(wrongFields({ [name]: value })).toContain(name);
  });
  it.each([
    ['SMTP_URL', 'smtp://ok.example.org smtp://user:secret/12@mail.example.org'],
    ['SMTP_URL', 'smtp://user:12/secret@mail.example.org'],
    ['DATABASE_URL', 'postgresql://user:secret/12@db.example.org/offprint'],
  ])('says which sign to encode in %s, and shows no part of it', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(
      /^The configuration has an error:\n {2}\w+: percent-encode the \/ in the password as %2F$/,
    );
  });
  it.each([
    'postgresql://user:pass@/offprint?host=/var/run/postgresql',
    'postgresql:///offprint',
    'postgres://user:p%2Fw@db.example.org:5432/offprint?sslmode=require',
  ])('takes %s', (url) => {
    expect(loadConfig({ DATABASE_URL: url }).databaseUrl).toBe(asLibpq(url));
    const both = loadConfig({
      DATABASE_URL: 'postgresql://localhost:6432/offprint',
      DATABASE_DIRECT_URL: url,
    });
    expect(both.databaseDirectUrl).toBe(asLibpq(url));
  });
  it('greets mail servers with the host of PUBLIC_URL or the domain of MAIL_FROM', () => {
    const greeting = (env: Record<string, string>) => greetingOf(loadConfig(env));
    expect(greeting({ PUBLIC_URL: 'https://papers.example.org', MAIL_FROM: 'a@example.net' })).toBe(
      'papers.example.org',
    );
    expect(greeting({ MAIL_FROM: 'Papers <a@example.net>' })).toBe('example.net');
    expect(greeting({})).toBeNull();
  });
  it.each([
    ['HUGGING_FACE_URL', 'ftp://user:secret@mirror.example.org'],
    ['ARXIV_API_URL', 'https://user:secret@mirror.example.org/api'],
    ['ARXIV_RSS_URL', 'https://user:se/cret@mirror.example.org'],
    ['PUBLIC_URL', 'https://user:secret@papers.example.org'],
    ['PUBLIC_URL', 'user:secret@papers.example.org'],
    ['SECRET_KEY', 'secret'],
  ])('never repeats what was wrong in %s, where a password may stand', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(
      new RegExp(`^The configuration has an error:\n {2}${name}: `),
    );
    expect(() => loadConfig({ [name]: value })).not.toThrow(/secret|cret@/);
  });
  it('takes the scheme, the host and the port of PUBLIC_URL, in the form that browsers compare', () => {
    expect(loadConfig({ PUBLIC_URL: 'HTTPS://Papers.Example.ORG:443/' }).publicUrl).toBe(
      'https://papers.example.org',
    );
    expect(loadConfig({ PUBLIC_URL: 'http://localhost:8080//' }).publicUrl).toBe('http://localhost:8080');
    expect(() => loadConfig({ PUBLIC_URL: 'https://papers.example.org:8443/offprint' })).toThrow(
      'PUBLIC_URL: must be scheme, host and port only, such as https://papers.example.org:8443: ',
    );
  });
  it('takes networks whose word is believed, and this machine alone unless told', () => {
    const trusts = (address: string, value: string) =>
      isWithin(address, loadConfig({ TRUSTED_PROXIES: value }).trustedProxies);
    for (const own of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
      expect(trusts(own, '')).toBe(true);
    for (const other of ['10.1.2.3', '172.17.0.1', '192.168.1.1', 'fd00::1'])
      expect(trusts(other, '')).toBe(false);
    const named = ' 10.0.0.0/8, 2001:db8::/32  203.0.113.7,';
    for (const one of ['10.1.2.3', '2001:db8::9', '203.0.113.7']) expect(trusts(one, named)).toBe(true);
    for (const one of ['127.0.0.1', '203.0.113.8', '2001:db9::9']) expect(trusts(one, named)).toBe(false);
    expect(() => loadConfig({ TRUSTED_PROXIES: '127.0.0.1 proxy.lan 10.1.2.3/8' })).toThrow(
      /TRUSTED_PROXIES: "proxy\.lan" is not a network such as .*\n.*TRUSTED_PROXIES: "10\.1\.2\.3\/8" is an address within/,
    );
  });
  it('asks for https in production, where mail programs post to its links', () => {
    expect(wrongFields({ ...production, PUBLIC_URL: 'http://papers.example.org' })).toEqual(['PUBLIC_URL']);
  });
  it('takes several SMTP servers and reads DKIM from a PEM with escaped line ends', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const config = loadConfig({
      SMTP_URL: 'smtp://a.example.org  smtps://b.example.org',
      DKIM_DOMAIN: 'example.org',
      DKIM_SELECTOR: 's1',
      DKIM_PRIVATE_KEY: pem.replaceAll('\n', '\\n'),
    });
    expect(config.smtpUrls).toHaveLength(2);
    expect(config.dkim).toEqual({ domain: 'example.org', selector: 's1', privateKey: pem });
  });
  it('receives bounces only with a domain for them, on the host of the pages unless told', () => {
    expect(wrongFields({ BOUNCE_PORT: '2525' })).toEqual(['BOUNCE_DOMAIN']);
    const env = { BOUNCE_DOMAIN: 'Bounce.Example.org', BOUNCE_PORT: '2525', HOST: '0.0.0.0' };
    expect(loadConfig(env)).toMatchObject({
      bounceDomain: 'bounce.example.org',
      bounceHost: '0.0.0.0',
      bouncePort: 2525,
    });
    expect(loadConfig({})).toMatchObject({ bounceDomain: null, bouncePort: null });
  });
  it('wants all of DKIM or nothing, and never repeats the key', () => {
    expect(wrongFields({ DKIM_DOMAIN: 'example.org' })).toEqual(['DKIM_SELECTOR', 'DKIM_PRIVATE_KEY']);
    const env = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 's', DKIM_PRIVATE_KEY: 'bare-secret' };
    expect(() => loadConfig(env)).toThrow(/DKIM_PRIVATE_KEY/);
    expect(() => loadConfig(env)).not.toThrow(/bare-secret/);
  });
  it('takes a second DKIM key as a pair, beside a first one and under another selector', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\n…';
    const first = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'a', DKIM_PRIVATE_KEY: pem };
    const second = { DKIM_ED25519_SELECTOR: 'b', DKIM_ED25519_PRIVATE_KEY: pem };
    expect(loadConfig({ ...first, ...second })).toMatchObject({
      dkim: { domain: 'example.org', selector: 'a' },
      dkimEd25519: { selector: 'b', privateKey: pem },
    });
    expect(loadConfig(first)).toMatchObject({ dkimEd25519: null });
    expect(wrongFields({ ...first, DKIM_ED25519_SELECTOR: 'b' })).toEqual(['DKIM_ED25519_PRIVATE_KEY']);
    expect(wrongFields({ ...first, DKIM_ED25519_PRIVATE_KEY: pem })).toEqual(['DKIM_ED25519_SELECTOR']);
    expect(wrongFields({ ...first, ...second, DKIM_ED25519_SELECTOR: 'A' })).toEqual([
      'DKIM_ED25519_SELECTOR',
    ]);
    expect(wrongFields(second)).toEqual(['DKIM_PRIVATE_KEY']);
    const secret = { ...first, ...second, DKIM_ED25519_PRIVATE_KEY: 'bare-secret' };
    expect(() => loadConfig(secret)).toThrow(/DKIM_ED25519_PRIVATE_KEY/);
    expect(() => loadConfig(secret)).not.toThrow(/bare-secret/);
  });
  it('takes the certificate of the bounce receiver as a pair of files', () => {
    const files = { BOUNCE_TLS_KEY: '/etc/key.pem', BOUNCE_TLS_CERT: '/etc/cert.pem' };
    expect(loadConfig(files)).toMatchObject({
      bounceTls: { keyFile: '/etc/key.pem', certFile: '/etc/cert.pem' },
    });
    expect(loadConfig({})).toMatchObject({ bounceTls: null });
    expect(wrongFields({ BOUNCE_TLS_KEY: '/etc/key.pem' })).toEqual(['BOUNCE_TLS_CERT']);
    expect(wrongFields({ BOUNCE_TLS_CERT: '/etc/cert.pem' })).toEqual(['BOUNCE_TLS_KEY']);
  });
  it('takes the first day of a warm-up, which must be a day', () => {
    expect(loadConfig({ WARM_UP_FROM: '2026-12-01' })).toMatchObject({ warmUpFrom: '2026-12-01' });
    expect(loadConfig({})).toMatchObject({ warmUpFrom: null });
    for (const wrong of ['2026-02-30', '1.12.2026', '2026-12-01T00:00:00Z', 'now'])
      expect(wrongFields({ WARM_UP_FROM: wrong })).toEqual(['WARM_UP_FROM']);
  });
});
