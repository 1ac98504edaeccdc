import { readFileSync } from 'node:fs';

/** A DKIM key as it is configured; whether it can sign is told when it is loaded. */
export type DkimKeySettings = { selector: string; privateKey: string };

/** What the environment decides about signatures. */
export type DkimSettings = {
  /** Null: messages are not signed here. */
  dkim: (DkimKeySettings & { domain: string }) | null;
  /** The key of a second signature for the same domain; null: there is none. */
  dkimEd25519: DkimKeySettings | null;
};

const first = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'] as const;
const second = ['DKIM_ED25519_SELECTOR', 'DKIM_ED25519_PRIVATE_KEY'] as const;

/** Reads the settings by `text`, which gives null for what is not set; `wrong` is told what is not right. */
export function readDkimSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): DkimSettings {
  const [domain, selector, key] = allOrNone(first, text, wrong);
  const [otherSelector, otherKey] = allOrNone(second, text, wrong);
  const isSecond = otherSelector != null && otherKey != null;
  if (isSecond && first.every((name) => text(name) === null))
    wrong('DKIM_PRIVATE_KEY', 'is required when there is a second key, and must be an RSA key then');
  // Names in the DNS are the same in upper and lower case.
  if (isSecond && selector?.toLowerCase() === otherSelector.toLowerCase())
    wrong('DKIM_ED25519_SELECTOR', 'must be another one than DKIM_SELECTOR: a selector has one key');
  const privateKey = key == null ? null : readKey('DKIM_PRIVATE_KEY', key, wrong);
  const otherPrivateKey = isSecond ? readKey('DKIM_ED25519_PRIVATE_KEY', otherKey, wrong) : null;
  return {
    dkim: domain == null || selector == null || privateKey === null ? null : { domain, selector, privateKey },
    dkimEd25519:
      !isSecond || otherPrivateKey === null ? null : { selector: otherSelector, privateKey: otherPrivateKey },
  };
}

function allOrNone(
  names: readonly string[],
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): readonly (string | null)[] {
  const values = names.map(text);
  if (values.every((value) => value === null)) return values;
  for (const [index, name] of names.entries())
    if (values[index] === null) wrong(name, `is required when another of ${names.join(', ')} is set`);
  return values;
}

/** A PEM, or what the file of that path holds; null, and a word about it, when there is no such file. */
function readKey(
  name: string,
  value: string,
  wrong: (field: string, message: string) => void,
): string | null {
  if (value.includes('-----BEGIN')) return value.replaceAll('\\n', '\n');
  try {
    return readFileSync(value, 'utf8');
  } catch {
    // The value is left out: it can be a key without its first line.
    wrong(name, 'is neither a PEM key nor the path of a readable file');
    return null;
  }
}
