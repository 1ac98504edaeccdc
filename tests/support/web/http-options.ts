import { shownEnvironment } from '../../../src/config/environment.ts';
import { readMailbox } from '../../../src/domain/sending/mailbox.ts';
import { examine } from '../../../src/wire/doctor.ts';
import type { Service } from '../../../src/wire/service.ts';

/** What the web side of a service is built from. */
export function httpOptions(service: Service) {
  return {
    deps: service.deps,
    publicUrl: service.config.publicUrl,
    trustedProxies: service.config.trustedProxies,
    hstsSubdomains: service.config.hstsSubdomains,
    mailbox: true,
    senderName: readMailbox(service.config.mailFrom)?.name ?? '',
    postalAddress: service.config.postalAddress,
    secretKey: service.secretKey,
    version: '0.0.0',
    changes: ['Something new'],
    environment: shownEnvironment(service.config, {}),
    examine: () => examine(service.config, service.deps.log),
    maxSendRate: service.config.maxSendRate,
    readMail: service.readMail,
    checkReady: service.checkReady,
    queueDepths: service.queueDepths,
    // Requests of many tests come from one network, all at once.
    isBusy: () => false,
    probesOnly: false,
  };
}
