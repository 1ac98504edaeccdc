import client from 'prom-client';
import { authenticateToken } from '../../app/accounts/api-tokens.ts';
import { waitingFor } from '../../app/papers/embeddings/embed-papers.ts';
import type { App, HttpOptions } from '../options.ts';
import type { TurnCounts } from '../turns.ts';
import { bearerToken } from './auth.ts';

/** What an orchestrator and a Prometheus ask. Numbers only: no address, no token, no path. */
export async function probes(
  app: App,
  { deps, checkReady, queueDepths }: HttpOptions,
  turns: { counts(): TurnCounts },
): Promise<void> {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const requests = new client.Histogram({
    name: 'offprint_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  const gauge = (
    name: string,
    help: string,
    label: string,
    read: () => Promise<Iterable<readonly [string, number]>>,
  ) =>
    new client.Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        this.reset();
        for (const [value, count] of await read()) this.set({ [label]: value }, count);
      },
    });
  gauge('offprint_subscribers', 'Subscribers, by status', 'status', async () =>
    Object.entries(await deps.stores.subscribers.countByStatus()),
  );
  gauge('offprint_deliveries', 'Deliveries of the last digest, by state', 'state', async () => {
    const [last] = await deps.stores.digests.list({ before: null, limit: 1, archive: false });
    return last === undefined ? [] : Object.entries(last.counts).filter(([state]) => state !== 'audience');
  });
  gauge('offprint_returned', 'What came back of the last digest, by kind', 'kind', async () => {
    const [last] = await deps.stores.digests.list({ before: null, limit: 1, archive: false });
    const returns = last === undefined ? null : await deps.stores.returns.returnsOf(last.id);
    const { hardBounces = 0, complaints = 0 } = returns ?? {};
    return Object.entries({ hard: hardBounces, complaint: complaints });
  });
  gauge('offprint_queue_waiting', 'Jobs waiting, by queue', 'queue', async () =>
    (await queueDepths()).map(({ name, waiting }) => [name, waiting] as const),
  );
  gauge('offprint_mail_server_held', 'Whether a mail server is held, as it refuses us', 'server', async () =>
    (await deps.stores.serverHolds.list()).map(({ server }) => [server, 1] as const),
  );
  const counter = (name: string, help: string, label: string, read: () => Readonly<Record<string, number>>) =>
    new client.Counter({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count);
      },
    });
  counter(
    'offprint_subscribe_requests_total',
    'Requests to subscribe, by how they came in; refused: too many without a proof of work',
    'admission',
    () => deps.crowd.counts(),
  );
  counter(
    'offprint_http_turns_total',
    'Requests, by how they came in; waited: while the process was busy, since their network asked for much',
    'turn',
    () => turns.counts(),
  );
  new client.Counter({
    name: 'offprint_tidied_rows_total',
    help: 'Rows that were old enough to go, by what they were',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [what, rows] of await deps.stores.retention.totals()) this.inc({ what }, rows);
    },
  });
  new client.Gauge({
    name: 'offprint_tidied_timestamp_seconds',
    help: 'When the last tidying began',
    registers: [registry],
    async collect() {
      this.reset();
      const last = await deps.stores.retention.lastRun();
      if (last !== null) this.set(last.startedAt.getTime() / 1000);
    },
  });
  gauge('offprint_source_healthy', 'Whether the last visit to a source went well', 'source', async () => {
    const sources = await deps.stores.sources.list();
    const asked = deps.embedder === null ? [] : [await deps.stores.embeddings.read()];
    return [...sources, ...asked.map(({ lastError }) => ({ name: 'embeddings', lastError }))].map(
      ({ name, lastError }) => [name, lastError === null ? 1 : 0] as const,
    );
  });
  if (deps.embedder !== null)
    gauge('offprint_embeddings', 'Papers, by how it stands with their vectors', 'state', async () => {
      const counts = await deps.stores.embeddings.counts();
      const { embedded, refused } = counts;
      return Object.entries({ embedded, refused, waiting: waitingFor(counts) });
    });

  /** By what they are labelled with: to look that up in the histogram takes longer than to answer with a kept page. */
  const histograms = new Map<string, ReturnType<typeof requests.labels>>();
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? 'unknown', status: String(reply.statusCode) };
    const key = `${labels.status} ${method} ${labels.route}`;
    const histogram = histograms.get(key) ?? requests.labels(labels);
    histograms.set(key, histogram);
    histogram.observe(reply.elapsedTime / 1000);
    done();
  });

  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    try {
      await checkReady();
      return { status: 'ready' };
    } catch (error) {
      request.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'not ready');
      return await reply
        .code(503)
        .send({ status: 'not ready', reason: 'the database or the job queue cannot be reached' });
    }
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // A program on this machine needs nothing; from elsewhere, and through a proxy, an API token.
    if (!request.client.isLocal)
      await authenticateToken(deps, bearerToken(request.headers.authorization), 'read');
    return await reply.type(registry.contentType).send(await registry.metrics());
  });
}
