import { ipPrefix } from '../../domain/subscribers/client-ip.ts';
import { minuteMs } from '../../domain/time/units.ts';
import type { App } from '../options.ts';

/** Who is not known, what is not theirs or carries no token of ours, and what is asked for too often. */
const refusals: ReadonlySet<number> = new Set([401, 403, 429]);
const linesAMinute = 30;

/**
 * Notes what was refused, with the route and the network that it came from: no address of a page, which can hold a
 * token, and none of a client. Of more than 30 in a minute only the number is told, when the next one comes later.
 */
export function noteRefusals(app: App, now: () => number = Date.now): void {
  let begun = 0;
  let noted = 0;
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status } = reply;
    if (refusals.has(status)) {
      if (now() - begun >= minuteMs) {
        if (noted > linesAMinute)
          request.log.warn({ refused: noted - linesAMinute }, 'more was refused before');
        [begun, noted] = [now(), 0];
      }
      noted++;
      const { method, routeOptions, client } = request;
      const about = {
        method,
        route: routeOptions.url ?? 'unknown',
        status,
        network: ipPrefix(client.address),
      };
      if (noted <= linesAMinute) request.log.warn(about, 'a request was refused');
    }
    done();
  });
}
