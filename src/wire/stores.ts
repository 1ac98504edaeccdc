import { guessedBy } from '../adapters/crypto/password-guess.ts';
import { checkPassword, hashPassword } from '../adapters/crypto/secrets.ts';
import { type Database, openDatabase } from '../adapters/postgres/client.ts';
import { acquireEmbedded } from '../adapters/postgres/embedded/embedded.ts';
import { migrate } from '../adapters/postgres/migrations/migrate.ts';
import { checkPooler } from '../adapters/postgres/migrations/pooler.ts';
import { sourceMemory } from '../adapters/postgres/papers/sources.ts';
import { createPersistence } from '../adapters/postgres/persistence.ts';
import type { Clock } from '../app/clock.ts';
import type { Deps } from '../app/deps.ts';
import type { Log } from '../app/log.ts';
import type { Persistence } from '../app/persistence.ts';
import { type Config, mailDomainOf } from '../config/config.ts';
import { openEmbeddings } from './embeddings.ts';
import { messageIdsOf } from './keys.ts';
import { createQueue, type Queue } from './queue.ts';
import { openSources } from './sources.ts';
import type { Tuning } from './tuning.ts';

/** What is at hand as soon as the database is open; anything else takes longer to load or to open. */
export type StoreDeps = Persistence &
  Pick<Deps, 'embedder' | 'log' | 'mailDomain' | 'meaning' | 'now' | 'passwords' | 'sources'>;

export type OpenStores = {
  /** The queue among the stores is opened by the first job that is given to it. */
  deps: StoreDeps;
  database: Database;
  queue: Queue;
  /** Brings the topics up to date that everybody can follow. */
  loadCatalogue(): Promise<void>;
  /** Closes everything, the queue too. */
  close(): Promise<void>;
};

/**
 * Opens the database (embedded when the configuration names none, started if need be and brought up to date), which is
 * all that a command needs that only reads and writes. `worker`: this process will take jobs.
 */
export async function openStores(
  config: Config,
  options: { log: Log; worker: boolean; now?: Clock; tuning?: Tuning | undefined },
): Promise<OpenStores> {
  const { log, worker, now = () => new Date(), tuning = {} } = options;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { url, direct } = await databaseAddress(config, log, closers);
    const applied = await migrate(direct);
    if (url !== direct) await checkPooler(url, direct);
    if (applied.length > 0) log.info({ migrations: applied }, 'brought the database up to date');
    const database = openDatabase(url, {
      direct,
      connections: worker ? 10 : 8,
      onError: (error) => log.warn({ reason: error.message }, 'lost a connection to the database'),
    });
    closers.push(database.close);
    const queue = createQueue(url, { direct, worker, log, superviseSeconds: tuning.orphanedJobsSeconds });
    closers.push(queue.stop);
    const mailDomain = mailDomainOf(config);
    // Only whoever sends needs the key.
    let signing: ReturnType<typeof messageIdsOf> | null = null;
    const signer = () => {
      signing ??= messageIdsOf(config);
      return signing;
    };
    const messageIds = { domain: mailDomain, signer };
    const { embedder, meaning } = openEmbeddings(config, database, { log, limits: tuning.meaning });
    const persistence = await createPersistence(database, queue.on, { messageIds, meaning });
    return {
      deps: {
        ...persistence,
        now,
        log,
        embedder,
        meaning,
        mailDomain,
        passwords: {
          hash: (password) => hashPassword(password, tuning.passwordCost),
          check: (password, stored) => checkPassword(password, stored, tuning.passwordCost),
          guessedBy,
        },
        sources: openSources(config, sourceMemory(database.prisma), tuning.sourceTries),
      },
      database,
      queue,
      async loadCatalogue() {
        const { catalogueWith } = await import('../domain/catalogue/index.ts');
        await persistence.alone('catalogue', () =>
          persistence.stores.topics.load(catalogueWith(config.sources)),
        );
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `direct`: past the pooler that `url` may lead to, for what needs a session of its own. */
export type DatabaseAddress = { url: string; direct: string };

/** Where the database is; the embedded one is started when the configuration names none, and `closers` let it go. */
export async function databaseAddress(
  config: Config,
  log: Log,
  closers: (() => Promise<void>)[],
): Promise<DatabaseAddress> {
  const { databaseUrl: url, databaseDirectUrl } = config;
  if (url !== null) return { url, direct: databaseDirectUrl ?? url };
  const embedded = await acquireEmbedded({ home: config.home });
  closers.push(() => embedded.release());
  log.info({ started: embedded.started }, 'using the embedded PostgreSQL');
  return { url: embedded.url, direct: embedded.url };
}
