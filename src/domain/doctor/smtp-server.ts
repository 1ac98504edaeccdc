import { isPublicName } from '../sending/greeting-name.ts';
import { holdInWords, type ServerHold } from '../sending/server-hold.ts';
import { dayMs } from '../time/units.ts';
import { fail, type Verdict, warn, weigh } from './check.ts';

/** A connection to a mail server, opened as for sending, and closed again without a message. */
export type SmtpSession = {
  /** The name that we give in EHLO. */
  greeting: string;
  /**
   * From when to when the server's certificate is valid, null when it is not checked. Without TLS nothing is encrypted.
   */
  tls: { protocol: string; certificate: { from: Date; until: Date } | null } | null;
  /** Without credentials there is none; a server that offers no AUTH is sent none. */
  login: 'none' | 'accepted' | 'not-offered';
  /** The server is on this machine: nobody can listen in between. */
  local: boolean;
};

/** Why no such connection came about. */
export type SmtpFailure = {
  /** In words: "refuses connections (connect ECONNREFUSED …)". */
  trouble: string;
  about: 'connection' | 'tls' | 'certificate' | 'expired' | 'login';
};

/** A certificate is worth a look in its last two weeks, or, if it is a short one, in its last fifth. */
const lastDays = 14;
const lastPart = 0.2;

/** What to do about a failure. */
const advice: Record<SmtpFailure['about'], string> = {
  connection: 'See that SMTP_URL names its host and port, and that no firewall is between.',
  tls: 'Use smtps:// or its port with STARTTLS. Only with ?tls=opportunistic would it get the password in the clear.',
  certificate:
    'Name it in SMTP_URL as its certificate does; for one of your own authority start with NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
  expired: 'Have its certificate renewed, and see that the clock of this machine is right.',
  login: 'See that SMTP_URL has its user and password, percent-encoded.',
};

/**
 * Judges the server `name` by what opening a session came to. `now`: the moment of the session. `hold`: nothing is sent
 * through it, as it refused our mail.
 */
export function judgeSmtp(
  name: string,
  found: SmtpSession | SmtpFailure,
  now: Date,
  hold: ServerHold | null = null,
): Verdict {
  if ('trouble' in found) return fail(`${name} ${found.trouble}. ${advice[found.about]}`);
  const { greeting, tls, login, local } = found;
  const problems: Verdict[] = [];
  if (tls === null && !local) {
    problems.push(
      login === 'accepted'
        ? fail(
            `${name} takes the password without TLS, where everybody on the way can read it: use smtps:// or its port with STARTTLS.`,
          )
        : warn(`${name} offers no TLS: everybody on the way can read the mail.`),
    );
  }
  if (login === 'not-offered')
    problems.push(warn(`SMTP_URL has a user and a password for ${name}, which asks for none here.`));
  if (!local && !isPublicName(greeting)) {
    problems.push(
      warn(
        `${greeting} in EHLO is no name that it can look up, which some servers insist on: set PUBLIC_URL, or ?name= in SMTP_URL.`,
      ),
    );
  }
  if (tls !== null) problems.push(...ofTls(tls, now));
  if (hold !== null) problems.push(warn(`Mail does not go through it: ${holdInWords(hold, now)}.`));
  return weigh(wellWords(name, found), problems);
}

function ofTls({ protocol, certificate }: NonNullable<SmtpSession['tls']>, now: Date): Verdict[] {
  const problems: Verdict[] = [];
  if (certificate !== null) {
    const left = certificate.until.getTime() - now.getTime();
    const whole = certificate.until.getTime() - certificate.from.getTime();
    if (left < lastDays * dayMs && left < whole * lastPart) {
      problems.push(
        warn(
          `Its certificate ends on ${dayOf(certificate.until)}, in ${Math.floor(left / dayMs)} days: see that it is renewed.`,
        ),
      );
    }
  }
  if (protocol !== 'TLSv1.2' && protocol !== 'TLSv1.3')
    problems.push(warn(`${protocol} is out of date (RFC 8996): have the server offer TLS 1.2 or later.`));
  return problems;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function wellWords(name: string, { greeting, tls, login }: SmtpSession): string {
  const words = [`greeted as ${greeting}`];
  if (tls === null) words.push('without TLS');
  else if (tls.certificate === null) words.push('its certificate is not checked, as it is on this machine');
  else words.push(`its certificate is trusted and valid until ${dayOf(tls.certificate.until)}`);
  if (login === 'accepted') words.push('it accepts the login');
  const way = tls === null ? '' : ` with ${tls.protocol.replace('v', ' ')}`;
  return `${name} takes connections${way}; ${words.join('; ')}.`;
}

/** Without a mail server. */
export function judgeNoSmtp(): Verdict {
  return warn('No SMTP_URL is set: all mail is caught and shown in the mailbox, and none is sent.');
}
