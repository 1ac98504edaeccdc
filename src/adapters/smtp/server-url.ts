import { invalid } from '../../domain/errors.ts';
import { isGreeting } from '../../domain/sending/greeting-name.ts';
import { isLoopback } from '../../domain/subscribers/client-ip.ts';
import { unencoded } from '../../domain/url-signs.ts';

/**
 * How a session that begins without TLS goes on. `required`: by STARTTLS, or not at all. `opportunistic`: by STARTTLS
 * where the server offers it. `off`: without.
 */
const ways = ['required', 'opportunistic', 'off'] as const;

/** One mail server as SMTP_URL names it. */
export type ServerSettings = {
  /** host:port, for admins and logs; without the user and the password. */
  name: string;
  host: string;
  port: number;
  /** TLS from the first byte. */
  secure: boolean;
  tls: (typeof ways)[number];
  /** It is named as one on this machine: nobody can stand in between, so its certificate is not checked. */
  local: boolean;
  /** The name in EHLO; null: that of this machine. */
  greeting: string | null;
  auth: { user: string; pass: string } | null;
  /** Its share of the messages, beside the weights of the others. */
  weight: number;
  /** The most messages on their way to it at once, in this process. */
  connections: number;
};

const numbers = {
  weight: { otherwise: 1, most: 1_000 },
  connections: { otherwise: 20, most: 1_000 },
};

const known = [...Object.keys(numbers), 'name', 'tls'];

function wrong(message: string): Error {
  return invalid([{ field: 'SMTP_URL', message }]);
}

function parse(text: string): URL {
  const signs = unencoded(text, { query: false });
  if (signs !== null) throw wrong(signs);
  // Neither the text nor the parser's error is repeated: a password may stand in them.
  const url = URL.parse(text);
  if (url === null) throw wrong('each must look like smtp://user:password@host:587');
  if (!/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw wrong('each must begin with smtp:// or smtps:// and name a host');
  }
  return url;
}

function decode(text: string, what: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`${name}: the ${what} must be percent-encoded (%25 for a percent sign)`);
  }
}

/** The value of a parameter; null when it is not there. */
function parameter(url: URL, key: string, name: string): string | null {
  const [value = null, ...more] = url.searchParams.getAll(key);
  if (more.length > 0) throw wrong(`${name}: ${key} may be there only once`);
  return value;
}

function numberOf(url: URL, key: keyof typeof numbers, name: string): number {
  const { otherwise, most } = numbers[key];
  const value = parameter(url, key, name);
  if (value === null) return otherwise;
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > most) throw wrong(`${name}: ${key} must be one whole number from 1 to ${most}`);
  return number;
}

function tlsOf(url: URL, name: string, otherwise: ServerSettings['tls']): ServerSettings['tls'] {
  const value = parameter(url, 'tls', name);
  if (value === null) return otherwise;
  const found = ways.find((way) => way === value);
  if (found === undefined) throw wrong(`${name}: tls must be one of ${ways.join(', ')}`);
  if (url.protocol === 'smtps:' && found !== 'required') {
    throw wrong(`${name}: smtps:// is TLS from the first byte; with tls=${found} it must begin with smtp://`);
  }
  return found;
}

function greetingOf(url: URL, name: string, otherwise: string | null): string | null {
  const value = parameter(url, 'name', name);
  if (value === null || isGreeting(value)) return value ?? otherwise;
  throw wrong(
    `${name}: name must be a host name such as mail.example.org, or an address such as [192.0.2.25]`,
  );
}

function isLocal(host: string): boolean {
  return /^(?:.+\.)?localhost$/.test(host.toLowerCase()) || isLoopback(host);
}

/**
 * Reads `smtp://user:password@host:587?weight=3&connections=50&name=mail.example.org&tls=required`. With a login and a
 * server that is not on this machine TLS is required unless told (RFC 8314). `greeting`: the name in EHLO unless told.
 * Throws a DomainError `invalid` that names SMTP_URL and never the password.
 */
export function readServerUrl(text: string, greeting: string | null = null): ServerSettings {
  const url = parse(text);
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const name = `${url.hostname}:${port}`;
  for (const key of url.searchParams.keys()) {
    if (!known.includes(key)) throw wrong(`${name}: only ${known.join('=, ')}= are known, not ${key}=`);
  }
  const user = decode(url.username, 'user', name);
  const pass = decode(url.password, 'password', name);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const local = isLocal(host);
  const auth = user === '' && pass === '' ? null : { user, pass };
  return {
    name,
    host,
    port,
    secure,
    tls: tlsOf(url, name, secure || (auth !== null && !local) ? 'required' : 'opportunistic'),
    local,
    greeting: greetingOf(url, name, greeting),
    auth,
    weight: numberOf(url, 'weight', name),
    connections: numberOf(url, 'connections', name),
  };
}

/**
 * Reads all of SMTP_URL, as `readServerUrl`. Several accounts at one server are told apart: "mail.example.org:587 (2)".
 */
export function readServerUrls(urls: readonly string[], greeting: string | null = null): ServerSettings[] {
  const seen = new Map<string, number>();
  return urls.map((text) => {
    const settings = readServerUrl(text, greeting);
    const count = (seen.get(settings.name) ?? 0) + 1;
    seen.set(settings.name, count);
    return count === 1 ? settings : { ...settings, name: `${settings.name} (${count})` };
  });
}
