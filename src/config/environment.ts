import { type Config, loadConfig, mailDomainOf } from './config.ts';

/** A variable of the environment as an admin may see it: what is secret is masked. */
export type ShownVariable = {
  name: string;
  /** What it decides. */
  about: string;
  /** As it is set, secrets masked; null: it is not set. */
  value: string | null;
  /** What holds while it is not set. */
  usual: string;
};

type Row = readonly [
  name: string,
  about: string,
  usual: string | ((config: Config) => string),
  secret?: 'whole' | 'password',
];

const none = 'none';
const rows: Readonly<Record<string, readonly Row[]>> = {
  'Service and web': [
    ['NODE_ENV', 'What it runs as', 'development'],
    ['PUBLIC_URL', 'Where readers reach it', ({ publicUrl }) => publicUrl],
    ['HOST', 'Address that it listens on', '127.0.0.1'],
    ['PORT', 'Port that it listens on', '3000'],
    ['TRUSTED_PROXIES', 'Proxies that are believed', 'this machine'],
    ['HSTS_SUBDOMAINS', 'https for all hosts below it', 'off'],
    ['DATABASE_URL', 'Database', 'the embedded PostgreSQL', 'password'],
    ['DATABASE_DIRECT_URL', 'The same past a pooler', 'none: DATABASE_URL leads to no pooler', 'password'],
    ['SECRET_KEY', 'Key that links are signed with', 'made, and kept with the data', 'whole'],
    ['OFFPRINT_HOME', 'Where data on this machine is kept', ({ home }) => home],
    ['ADMIN_EMAIL', 'First admin’s address', none, 'whole'],
    ['ADMIN_PASSWORD', 'First admin’s password', 'made, and printed once', 'whole'],
    ['LOG_LEVEL', 'What is logged', 'info'],
  ],
  Mail: [
    ['SMTP_URL', 'Mail servers', 'none: mail is caught in the mailbox', 'password'],
    ['MAIL_FROM', 'Sender', ({ mailFrom }) => mailFrom],
    ['MAIL_REPLY_TO', 'Where answers go', 'the sender'],
    ['POSTAL_ADDRESS', 'Below each mail', none],
    ['LIST_ID', 'List-ID', ({ publicUrl }) => `digest.${new URL(publicUrl).hostname}`],
    ['TEMPLATES', 'Folder of own templates of mails', none],
    ['DKIM_DOMAIN', 'Domain that signs', (config) => mailDomainOf(config)],
    ['DKIM_SELECTOR', 'Name of its key in the DNS', none],
    ['DKIM_PRIVATE_KEY', 'Key that mails are signed with', 'none: they are not signed here', 'whole'],
    ['MAX_SEND_RATE', 'Messages a second', 'no limit'],
    ['WARM_UP_FROM', 'First day of a warm-up', none],
    ['LEASE_SECONDS', 'How long a delivery waits for its worker', '60'],
    ['CATCH_UP', 'Digests missed in an outage', 'now'],
  ],
  Bounces: [
    ['BOUNCE_DOMAIN', 'Where mail comes back to', 'the sender’s address'],
    ['BOUNCE_HOST', 'Address that takes it', ({ bounceHost }) => bounceHost],
    ['BOUNCE_PORT', 'Port that takes it', none],
    ['BOUNCE_TLS_CERT', 'Its certificate', none],
    ['BOUNCE_TLS_KEY', 'Its key', none, 'whole'],
  ],
  Papers: [
    ['SOURCES', 'Sources that are asked', 'all'],
    ['INGEST_CRON', 'When they are asked', '17 * * * *'],
    ['HUGGING_FACE_URL', 'Hugging Face', 'https://huggingface.co'],
    ['ARXIV_API_URL', 'arXiv’s API', 'https://export.arxiv.org/api/query'],
    ['ARXIV_RSS_URL', 'arXiv’s feeds', 'https://rss.arxiv.org/rss'],
    ['ARXIV_CATEGORIES', 'Categories that are fetched', 'all archives'],
    ['THUMBNAIL_HOSTS', 'Hosts that are asked for pictures', 'Hugging Face’s and arXiv’s'],
    ['THUMBNAILS_MB', 'Megabytes of pictures that are kept', '500'],
    ['SAMPLE_PAPERS', 'Samples until a source answers', ({ production }) => (production ? 'off' : 'on')],
  ],
};

/** An address without the password in it, or what else a query may say that is secret; several, space between. */
function withoutPassword(value: string): string {
  return value
    .split(/\s+/)
    .map((one) => {
      const url = URL.parse(one);
      if (url === null) return 'set';
      if (url.password !== '') url.password = '…';
      if (url.searchParams.has('password')) url.searchParams.set('password', '…');
      return url.href.replaceAll('%E2%80%A6', '…');
    })
    .join(' ');
}

/** Every variable that the configuration asks for. */
function namesRead(): string[] {
  const names = new Set<string>();
  const asked = { get: (_: object, name: string | symbol) => void names.add(String(name)) };
  loadConfig(new Proxy<Record<string, string | undefined>>({}, asked));
  return [...names];
}

/**
 * The environment by groups, each variable in one of them; of those that have no row here, only whether they are set.
 */
export function shownEnvironment(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): { heading: string; variables: ShownVariable[] }[] {
  const listed = new Set(Object.values(rows).flatMap((group) => group.map(([name]) => name)));
  const more = namesRead().filter((name) => !listed.has(name));
  const others = more.map((name): Row => [name, '', none, 'whole']);
  const groups = { ...rows, ...(others.length > 0 ? { More: others } : {}) };
  return Object.entries(groups).map(([heading, variables]) => ({
    heading,
    variables: variables.map(([name, about, usual, secret]) => {
      const given = env[name]?.trim() || null;
      const masked =
        secret === 'whole' ? 'set' : secret === 'password' ? withoutPassword(given ?? '') : given;
      return {
        name,
        about,
        value: given === null ? null : masked,
        usual: typeof usual === 'string' ? usual : usual(config),
      };
    }),
  }));
}
