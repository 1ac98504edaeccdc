import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Log } from '../../app/log.ts';
import { type FieldError, invalid, messageOf } from '../../domain/errors.ts';

/** Where a certificate, with those that lead from it to its authority, and its private key are, in PEM. */
export type CertificateFiles = { keyFile: string; certFile: string };

export type CertificatePair = { key: Buffer; cert: Buffer };

export type Certificate = {
  /** As it was when it was opened. */
  pair: CertificatePair;
  /**
   * The pair that was put in the place of the last one; null when there is no other, or none that can be used, which is
   * logged once. Never rejects.
   */
  renewed(): Promise<CertificatePair | null>;
};

/**
 * Reads the bounce receiver's certificate. Rejects with a DomainError `invalid` that names BOUNCE_TLS_KEY or
 * BOUNCE_TLS_CERT when a file cannot be read, or when one is not the other's.
 */
export async function openCertificate(files: CertificateFiles, log: Log): Promise<Certificate> {
  // Before they are read: a file that is replaced meanwhile is another one at the next look.
  let seen = await versionOf(files);
  return {
    pair: await readPair(files),
    async renewed() {
      const version = await versionOf(files);
      if (version === seen) return null;
      // Now, so that those who come meanwhile do not read it too.
      seen = version;
      try {
        const pair = await readPair(files);
        log.info({}, 'the bounce receiver has another certificate');
        return pair;
      } catch (error) {
        log.warn(
          { reason: messageOf(error) },
          'the bounce receiver keeps its certificate: the new one cannot be used',
        );
        return null;
      }
    },
  };
}

/** Differs when one of the files is another; of a link, what it leads to counts. */
async function versionOf({ keyFile, certFile }: CertificateFiles): Promise<string> {
  const versions = [keyFile, certFile].map(async (file) => {
    const { ino, size, mtimeMs } = await stat(file).catch(() => ({ ino: 0, size: 0, mtimeMs: 0 }));
    return `${ino} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(versions)).join(' ');
}

async function readPair({ keyFile, certFile }: CertificateFiles): Promise<CertificatePair> {
  const faults: FieldError[] = [];
  const read = async (field: string, file: string): Promise<Buffer> => {
    try {
      return await readFile(file);
    } catch {
      faults.push({ field, message: `the file ${file} cannot be read` });
      return Buffer.alloc(0);
    }
  };
  const key = await read('BOUNCE_TLS_KEY', keyFile);
  const cert = await read('BOUNCE_TLS_CERT', certFile);
  if (faults.length > 0) throw invalid(faults);
  try {
    createSecureContext({ key, cert });
  } catch (error) {
    // OpenSSL's words tell which of both it is, and hold nothing of the key.
    const words = messageOf(error);
    throw invalid([
      { field: 'BOUNCE_TLS_CERT', message: `and BOUNCE_TLS_KEY cannot be used together: ${words}` },
    ]);
  }
  return { key, cert };
}
