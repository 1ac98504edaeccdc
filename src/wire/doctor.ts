import { createLinks } from '../adapters/crypto/links.ts';
import { createMailDns, createResolve } from '../adapters/dns/mail-dns.ts';
import { openEmbeddingsServer } from '../adapters/embeddings/embeddings-server.ts';
import { signingKey } from '../adapters/mail/mime/signing-key.ts';
import { examineDatabase } from '../adapters/postgres/migrations/examine.ts';
import { smtpServers } from '../adapters/smtp/session.ts';
import { postOneClick } from '../adapters/webhooks/one-click.ts';
import { type DoctorSettings, diagnose } from '../app/doctor/diagnose.ts';
import type { DoctorPorts } from '../app/doctor/doctor-ports.ts';
import type { Log } from '../app/log.ts';
import { meaningLimits } from '../app/papers/embeddings/meaning.ts';
import { tryEmbeddings } from '../app/papers/embeddings/trial.ts';
import { type Config, greetingOf, mailDomainOf } from '../config/config.ts';
import type { Check } from '../domain/doctor/check.ts';
import { nobody } from '../domain/subscribers/subscriber.ts';
import { secretKeyOf } from './keys.ts';
import { dkimKeysOf, openComposer } from './mail.ts';
import { databaseAddress } from './stores.ts';

/** What the doctor needs, put together. */
export type Doctor = {
  ports: DoctorPorts;
  settings: DoctorSettings;
  close(): Promise<void>;
};

/**
 * Opens nothing yet, so that what cannot be opened is the affair of the check that needs it. `dns`: the only name
 * server to ask, an address or address:port; null: those of this machine.
 */
export function openDoctor(
  config: Config,
  options: { log: Log; dns: string | null; sendingAddresses: readonly string[] },
): Doctor {
  const closers: (() => Promise<void>)[] = [];
  return {
    ports: {
      dns: createMailDns(createResolve(options.dns)),
      smtpServers: () => smtpServers(config.smtpUrls, greetingOf(config)),
      signingKeys: () => dkimKeysOf(config).map(signingKey),
      async database() {
        const { url, direct } = await databaseAddress(config, options.log, closers);
        return await examineDatabase(url, direct);
      },
      trialLinks: async () => trialLinks(config.publicUrl, await secretKeyOf(config)),
      templates: templatesOf(config),
      post: postOneClick,
      embeddings: embeddingsOf(config),
      now: () => new Date(),
    },
    settings: {
      from: mailDomainOf(config).toLowerCase(),
      bounceDomain: config.bounceDomain,
      sendingAddresses: options.sendingAddresses,
      publicUrl: config.publicUrl,
      trustedProxies: config.trustedProxies,
      live: config.production || config.smtpUrls.length > 0,
    },
    async close() {
      for (const closer of closers.reverse()) await closer();
    },
  };
}

function templatesOf({ templates, ...config }: Config): DoctorPorts['templates'] {
  if (templates === null) return null;
  // Keys have lines of their own.
  const check = async () => void (await openComposer({ ...config, templates, dkim: null }));
  return { folder: templates, check };
}

function embeddingsOf({ embeddings }: Config): DoctorPorts['embeddings'] {
  if (embeddings === null) return null;
  const embedder = openEmbeddingsServer(embeddings);
  const { address } = embedder;
  return { address, patienceMs: meaningLimits.waitMs, ask: (signal) => tryEmbeddings(embedder, signal) };
}

/** How long a check of the console may take, in milliseconds: less than proxies wait for an answer. */
const limitMs = 20_000;

/** Asks the doctor about a configuration that can be read. Never rejects. */
export async function examine(config: Config, log: Log): Promise<Check[]> {
  const doctor = openDoctor(config, { log, dns: null, sendingAddresses: [] });
  try {
    return await diagnose(doctor.ports, doctor.settings, limitMs);
  } finally {
    await doctor.close();
  }
}

/** Links to unsubscribe nobody. The forged one has the signature of another purpose, which is worth nothing there. */
function trialLinks(publicUrl: string, secretKey: string) {
  const links = createLinks({ publicUrl, secretKey });
  const genuine = links.unsubscribe(nobody);
  const start = genuine.slice(0, genuine.lastIndexOf('/') + 1);
  const other = links.preferences(nobody);
  return { genuine, forged: `${start}${other.slice(other.lastIndexOf('/') + 1)}` };
}
