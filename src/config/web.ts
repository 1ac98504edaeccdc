import { thisMachine } from '../domain/client.ts';
import { type Network, readNetwork } from '../domain/ip-address.ts';
import { longest } from '../domain/lengths.ts';
import { unencoded } from '../domain/url-signs.ts';

/** What the environment decides about the web side. */
export type WebSettings = {
  host: string;
  port: number;
  /** Scheme, host and port: without a slash at the end. */
  publicUrl: string;
  /** Who is believed when they say for whom they ask. */
  trustedProxies: readonly Network[];
  /** Whether browsers are to use https for all hosts below that of `publicUrl` too. */
  hstsSubdomains: boolean;
};

/** Reads the settings by `text`, which gives null for what is not set; `wrong` is told what is not right. */
export function readWebSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
  production: boolean,
): WebSettings {
  const host = text('HOST') ?? '127.0.0.1';
  const port = Number(text('PORT') ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    wrong('PORT', `"${text('PORT')}" is not a port from 0 to 65535`);
  const hsts = text('HSTS_SUBDOMAINS') ?? 'off';
  if (!['on', 'off'].includes(hsts)) wrong('HSTS_SUBDOMAINS', `"${hsts}" is not one of on, off`);
  const isAnyHost = host === '0.0.0.0' || host === '::';
  return {
    host,
    port,
    publicUrl: readPublicUrl(text, wrong, production) ?? `http://${isAnyHost ? 'localhost' : host}:${port}`,
    trustedProxies: readTrusted(text('TRUSTED_PROXIES'), wrong),
    hstsSubdomains: hsts === 'on',
  };
}

function readPublicUrl(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
  production: boolean,
): string | null {
  const address = readWebAddress('PUBLIC_URL', text, wrong);
  if (address === null) return null;
  const { origin, protocol, pathname, search, hash } = new URL(address);
  // Its links, forms and files are made for a host of its own: below a path they lead to another application.
  if (!/^\/*$/.test(pathname) || search !== '' || hash !== '' || /[?#]/.test(address))
    wrong(
      'PUBLIC_URL',
      `must be scheme, host and port only, such as ${origin}: Offprint needs a host name of its own, not a path below one`,
    );
  if (production && protocol !== 'https:')
    wrong(
      'PUBLIC_URL',
      'must begin with https:// in production: mail programs post to its unsubscribe links',
    );
  return origin;
}

/**
 * An http or https address, without a slash at the end; null when it is not set, or not right. What was set is never
 * repeated: a password may stand in it.
 */
export function readWebAddress(
  name: string,
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): string | null {
  const value = text(name);
  if (value === null) return null;
  const fault = faultOfWebAddress(value);
  if (fault === null) return value.replace(/\/{1,20}$/, '');
  wrong(name, fault);
  return null;
}

function faultOfWebAddress(value: string): string | null {
  if (value.length > longest.url) return `is longer than ${longest.url} characters`;
  const signs = unencoded(value, { query: true });
  if (signs !== null) return signs;
  const url = URL.parse(value);
  if (!/^https?:\/\//i.test(value) || url === null)
    return 'is not an http or https address such as https://papers.example.org';
  return url.username === '' && url.password === '' ? null : 'must not hold a user or a password';
}

function readTrusted(
  value: string | null,
  wrong: (field: string, message: string) => void,
): readonly Network[] {
  if (value === null) return thisMachine;
  return value.split(/[\s,]+/).flatMap((one) => {
    if (one === '') return [];
    const network = readNetwork(one);
    if (!('fault' in network)) return network;
    wrong('TRUSTED_PROXIES', `"${one.slice(0, longest.ip)}" ${network.fault}`);
    return [];
  });
}
