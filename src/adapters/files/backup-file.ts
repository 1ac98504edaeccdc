import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { createTarDecoder, createTarPacker } from 'modern-tar';
import type { BackupPiece, BackupWriter } from '../../app/backup/backup-ports.ts';
import { DomainError, messageOf } from '../../domain/errors.ts';

// A backup is a tar file (POSIX.1-1988 ustar), packed by gzip (RFC 1952) and, for recipients, encrypted by age
// (https://age-encryption.org/v1): each can be opened by programs that have nothing of ours.

const ageHeader = 'age-encryption.org/v1';

/** Those of the recipients that are none, in words; null: all are. */
export function wrongRecipient(recipients: readonly string[]): string | null {
  for (const recipient of recipients)
    try {
      new Encrypter().addRecipient(recipient);
    } catch (error) {
      return `${recipient.slice(0, 80)} is no recipient of age: ${messageOf(error)}`;
    }
  return null;
}

/** Writes a backup to a stream; with `recipients` (`age1…`), so that only they can read it. */
export function openBackupWriter(to: Writable, recipients: readonly string[]): BackupWriter {
  const { readable, controller } = createTarPacker();
  const packed = createGzip();
  // Whatever fails, at either end, ends all of it.
  const written = Promise.all([
    pipeline(Readable.fromWeb(readable as WebStream), packed),
    encrypted(packed, recipients).then((sealed) => pipeline(sealed, to)),
  ]).then(() => undefined);
  written.catch((cause: unknown) => {
    packed.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    to.destroy();
  });
  return {
    async add(name, bytes) {
      const writer = controller.add({ name, size: bytes.length, mode: 0o600 }).getWriter();
      const taken = writer.write(bytes).then(() => writer.close());
      taken.catch(() => undefined);
      // What fails further on would leave this waiting.
      await Promise.race([taken, written]);
    },
    async end() {
      controller.finalize();
      await written;
    },
    abort: (cause) => controller.error(cause),
  };
}

async function encrypted(packed: Readable, recipients: readonly string[]): Promise<Readable> {
  if (recipients.length === 0) return packed;
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
  return Readable.fromWeb(sealed as WebStream);
}

/**
 * The pieces of a backup. `identities`: the lines of an age identity file (`AGE-SECRET-KEY-…`), for one that is
 * encrypted. Rejects with `invalid` when it is no backup, is damaged, or is for somebody else.
 */
export async function* readBackupFile(
  source: Readable,
  identities: readonly string[],
): AsyncGenerator<BackupPiece> {
  let damage: unknown = null;
  const refuse = (cause: unknown): never => {
    if (cause instanceof DomainError) throw cause;
    // What the last of several streams says is only that it was ended.
    const why = messageOf(damage ?? cause) || 'it is cut off';
    throw new DomainError('invalid', `This file cannot be read as a backup: ${why}.`, { cause });
  };
  const opened = await decrypted(source, identities).catch(refuse);
  const unpacked = createGunzip();
  const unpacking = pipeline(opened, unpacked);
  unpacking.catch((cause: unknown) => {
    damage = cause;
  });
  const entries = (Readable.toWeb(unpacked) as ReadableStream<Uint8Array>).pipeThrough(
    createTarDecoder({ strict: true }),
  );
  const reader = entries.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(refuse);
    if (done) break;
    const bytes = Readable.fromWeb(value.body as WebStream);
    yield { name: value.header.name, bytes };
    // What was not read stands before the next one.
    bytes.resume();
  }
  await unpacking.catch(refuse);
}

async function decrypted(source: Readable, identities: readonly string[]): Promise<Readable> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < ageHeader.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = Readable.from(startingWith(head, chunks));
  if (!head.toString('latin1').startsWith(ageHeader)) return all;
  if (identities.length === 0)
    throw new DomainError('invalid', 'This backup is encrypted: name the file with your key by --identity.');
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const plain = await decrypter.decrypt(Readable.toWeb(all) as ReadableStream<Uint8Array>);
  return Readable.fromWeb(plain as WebStream);
}

async function* startingWith(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
