import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Postfix, postfixPath, startPostfix } from '../../support/mail/postfix.ts';
import { type SaslServer, startSaslServer } from '../../support/mail/sasl-server.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { freePort } from '../../support/postgres/postgres-server.ts';
import { until } from '../../support/until.ts';

describe.skipIf(postfixPath === null)('through a real Postfix that wants TLS and a login', () => {
  let sending: Sending;
  let postfix: Postfix;
  let sasl: SaslServer;
  let other: Sending | null = null;
  let url = '';

  beforeAll(async () => {
    const port = await freePort();
    sasl = await startSaslServer({ user: 'ada', pass: 'p/w' });
    url = `smtp://ada:p%2Fw@127.0.0.1:${port}?tls=required`;
    sending = await openSending({ SMTP_URL: url });
    postfix = await startPostfix({
      port,
      mailboxes: {
        domain: 'example.org',
        known: ['reader'],
        port: Number(new URL(sending.server.url).port),
      },
      bounces: { domain: 'bounce.example.org', port },
      settings: {
        smtpd_sasl_auth_enable: 'yes',
        smtpd_sasl_type: 'dovecot',
        smtpd_sasl_path: `inet:127.0.0.1:${sasl.port}`,
        smtpd_tls_security_level: 'encrypt',
        smtpd_tls_auth_only: 'yes',
        smtpd_relay_restrictions: 'permit_sasl_authenticated, reject',
        smtpd_recipient_restrictions: 'permit_sasl_authenticated, reject',
      },
    });
  });
  afterAll(async () => {
    await postfix?.stop();
    await other?.close();
    await sending?.close();
    await sasl?.close();
  });
  beforeEach(() => sending.reset());

  test('our mail is taken, over TLS and after the login', async () => {
    const id = await sending.planFor('reader');
    await sending.send(id);
    expect(await sending.states(id)).toEqual({ reader: 'sent' });
    await until(() => sending.server.accepted().includes('reader@example.org'));
    expect(sending.server.received[0]!.raw).toMatch(/with ESMTPSA id/);
    expect(sasl.tried).toEqual([true]);
    expect(await postfix.log()).toContain('sasl_method=PLAIN, sasl_username=ada');
  });

  test('a wrong password holds the server: nobody is barred, and the digest says what it said', async () => {
    const wrong = await openSending({ SMTP_URL: url.replace('p%2Fw', 'wrong') });
    other = wrong;
    await wrong.reset();
    const id = await wrong.planFor('reader');
    await wrong.send(id);
    expect(sasl.tried.at(-1)).toBe(false);
    expect(await wrong.states(id)).toEqual({ reader: 'queued' });
    expect((await wrong.deps.stores.digests.byId(id))?.problem).toMatch(
      /refuses our account or login \(“AUTH: 535 5\.7\.8 /,
    );
    expect(await wrong.run('SELECT id FROM suppression')).toEqual([]);
  });
});
