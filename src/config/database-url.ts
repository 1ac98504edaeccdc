import { unencoded } from '../domain/url-signs.ts';

/** What libpq takes for `sslmode`, and `no-verify`, which Node's driver has beside it. */
const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

function query(url: string): { base: string; parameters: URLSearchParams } {
  const at = url.indexOf('?');
  return at === -1
    ? { base: url, parameters: new URLSearchParams() }
    : { base: url.slice(0, at), parameters: new URLSearchParams(url.slice(at + 1)) };
}

/** What is wrong with an address of a database, in words that show no part of a password; null: nothing. */
export function faultOfDatabaseUrl(url: string): string | null {
  if (!/^postgres(ql)?:\/\//.test(url)) return 'must begin with postgresql://';
  const signs = unencoded(url, { query: true });
  if (signs !== null) return signs;
  // No host after the user stands for the socket of this machine.
  const whole = url.replace('@/', '@localhost/');
  if (URL.parse(whole) === null) return 'must look like postgresql://user:password@host:5432/database';
  const { parameters } = query(url);
  const mode = parameters.get('sslmode');
  if (mode !== null && !modes.includes(mode)) return `sslmode must be one of ${modes.join(', ')}`;
  if (mode === 'verify-ca' && !parameters.has('sslrootcert'))
    return 'sslmode=verify-ca needs sslrootcert=/path/to/ca.pem; for an authority that everybody knows, verify-full';
  return null;
}

/**
 * The same database with `sslmode` as libpq means it: `require` asks for TLS and checks nothing, `verify-ca` the
 * authority, `verify-full` the name too. Node's driver would check all of it for each of them. It cannot fall back:
 * with `prefer` TLS has to be there, and `allow` is without it.
 */
export function asLibpq(url: string): string {
  const { base, parameters } = query(url);
  const mode = parameters.get('sslmode');
  const isSystem = parameters.get('sslrootcert') === 'system';
  if ((mode === null && !isSystem) || mode === 'no-verify' || parameters.has('uselibpqcompat')) return url;
  if (isSystem) {
    // libpq takes the machine's own authorities then, and insists on the name.
    parameters.delete('sslrootcert');
    parameters.set('sslmode', 'verify-full');
  }
  if (mode === 'allow') parameters.set('sslmode', 'disable');
  parameters.set('uselibpqcompat', 'true');
  return `${base}?${parameters.toString()}`;
}
