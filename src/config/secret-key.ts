/** The fewest different characters of a key: of 32 random hexadecimal digits, one in 28 million has fewer. */
const fewestCharacters = 8;

/** What stands in examples in place of a key, without case and signs. */
const placeholders =
  /change(?:me|this|it)|replace(?:me|this|it)|(?:your|my|put|insert|some)\w{0,10}secret|placeholder|notasecret|donotuse|openssl/;

/**
 * What is wrong with a secret key that is set, or null. Whoever can guess it makes links of any reader: what has been
 * typed without thought, or was copied from an example, is refused. The key is not repeated.
 */
export function faultOfSecretKey(key: string): string | null {
  const make = '`openssl rand -base64 32` makes one';
  if (key.length < 32) return `must have at least 32 characters; ${make}`;
  // Several may be set, a space between; the words of a passphrase are judged together.
  const parts = key.split(/\s+/);
  const keys = parts.every((part) => part.length >= 32) ? parts : [key];
  if (keys.some((one) => new Set(one).size < fewestCharacters))
    return `has fewer than ${fewestCharacters} different characters, so it can be guessed; ${make}`;
  if (keys.some((one) => placeholders.test(one.toLowerCase().replace(/[^a-z0-9]+/g, ''))))
    return `is the text of an example, which others know too; ${make}`;
  return null;
}
