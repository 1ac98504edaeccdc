import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { answerAgain } from './kept-answers.ts';
import { knowLanguages } from './languages.ts';
import type { App, HttpOptions } from './options.ts';
import { createPageCache } from './page-cache.ts';
import { knowClients } from './plugins/client.ts';
import { answerUnroutable, registerErrors } from './plugins/errors.ts';
import { requestMs } from './plugins/patience.ts';
import { probes } from './plugins/probes.ts';
import { noteRefusals } from './plugins/refusals-log.ts';
import { serializerFor } from './plugins/serialization.ts';
import { takeTurns } from './plugins/turns.ts';
import { validatorFor } from './plugins/validation.ts';

function logsRequests({ level }: FastifyBaseLogger): boolean {
  return level === 'info' || level === 'debug' || level === 'trace';
}

/** The web side, or of a worker its probes alone. It listens only when told to. */
export async function buildApp(options: HttpOptions & { logger: FastifyBaseLogger | false }): Promise<App> {
  const app: App = Fastify({
    ...(options.logger === false ? { logger: false as const } : { loggerInstance: options.logger }),
    // Addresses hold tokens: requests are logged below, by route.
    logController: new LogController({ disableRequestLogging: true }),
    // Where requests have no lines, nothing is to be tied together by a number of theirs.
    childLoggerFactory: (logger, bindings, given) =>
      logsRequests(logger) ? logger.child(bindings, given) : logger,
    bodyLimit: 1024 * 1024,
    requestTimeout: requestMs,
    frameworkErrors: answerUnroutable,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorFor);
  app.setSerializerCompiler(serializerFor);

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const ms = Math.round(reply.elapsedTime);
    request.log.info({ method: request.method, route, status: reply.statusCode, ms }, 'answered');
    done();
  });
  const copyOf = createPageCache(options.deps);
  const remember = answerAgain(app, options.deps);
  knowClients(app, options);
  knowLanguages(app, options);
  noteRefusals(app);
  const turns = takeTurns(app, options);
  await probes(app, options, turns);
  if (options.probesOnly) {
    registerErrors(app, (_request, problem) => problem.detail);
    return app;
  }

  // Not loaded where it is not needed: it keeps 40 MB.
  const { registerWeb } = await import('./web.ts');
  await registerWeb(app, options, { copyOf, remember });
  return app;
}
