import { invalid } from '../../domain/errors.ts';

/** One mail server as SMTP_URL names it. */
export type ServerSettings = {
  /** host:port, for admins and logs; without the user and the password. */
  name: string;
  host: string;
  port: number;
  /** TLS from the first byte (RFC 8314); otherwise STARTTLS where the server offers it. */
  secure: boolean;
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

function wrong(message: string): Error {
  return invalid([{ field: 'SMTP_URL', message }]);
}

function parse(text: string): URL {
  // Neither the text nor the parser's error is repeated: a password may stand in them.
  if (!URL.canParse(text)) throw wrong('each must look like smtp://user:password@host:587');
  const url = new URL(text);
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

function numberOf(url: URL, key: keyof typeof numbers, name: string): number {
  const { otherwise, most } = numbers[key];
  const values = url.searchParams.getAll(key);
  const [value] = values;
  if (value === undefined) return otherwise;
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (values.length > 1 || number < 1 || number > most) {
    throw wrong(`${name}: ${key} must be one whole number from 1 to ${most}`);
  }
  return number;
}

/**
 * Reads `smtp://user:password@host:587?weight=3&connections=50`. Throws a DomainError `invalid` that names SMTP_URL
 * and never the password.
 */
export function readServerUrl(text: string): ServerSettings {
  const url = parse(text);
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const name = `${url.hostname}:${port}`;
  for (const key of url.searchParams.keys()) {
    if (!(key in numbers)) throw wrong(`${name}: only ?weight= and &connections= are known, not ${key}=`);
  }
  const user = decode(url.username, 'user', name);
  const pass = decode(url.password, 'password', name);
  return {
    name,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    secure,
    auth: user === '' && pass === '' ? null : { user, pass },
    weight: numberOf(url, 'weight', name),
    connections: numberOf(url, 'connections', name),
  };
}
