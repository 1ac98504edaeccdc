import type { FastifyRequest } from 'fastify';
import type { EndingPurpose } from '../../../app/links.ts';
import { askToChangeAddress } from '../../../app/subscribers/address-change/ask-to-change.ts';
import {
  changeAddress,
  openAddressChange,
  undoAddressChange,
  undoableAddressChange,
} from '../../../app/subscribers/address-change/change-address.ts';
import { DomainError } from '../../../domain/errors.ts';
import { addressChangeHours } from '../../../domain/subscribers/address-change.ts';
import { maskedAddress } from '../../../domain/subscribers/masked-address.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import { momentOf } from '../../forms/words.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { inOwnLanguage, unknownLink } from '../signed-links.ts';
import { addressAskedPage, addressButtonPage, addressModel, addressPage } from './address-models.ts';

type Token = { Params: { token: string } };
type Purpose = Exclude<EndingPurpose, 'export' | 'erase'>;

/**
 * Getting the digests at another address: a form behind a link that was mailed within the hour to the present one, a
 * button behind a link in the mail to the new one, and the button that undoes it behind a link in the mail to the old
 * one. GET only shows; each kind of link opens nothing of the others.
 */
export function addressRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores, links, now } = deps;

  function read(purpose: Purpose, token: string): { id: number; until: Date } {
    const link = links.readEnding(purpose, token);
    if (link === null) throw unknownLink();
    if (link.until <= now())
      throw new DomainError(
        'gone',
        'This link has expired. Please ask for a new one on your preferences page.',
      );
    return link;
  }

  async function form(request: FastifyRequest<Token>) {
    const { token } = request.params;
    const { id, until } = read('address', token);
    const subscriber = inOwnLanguage(request, await stores.subscribers.byId(id));
    const page = {
      action: `/address/${token}`,
      present: maskedAddress(subscriber.email),
      until: momentOf(until, subscriber.timezone, request.language),
    };
    return { subscriber, page, words: request.language.pages };
  }

  app.get<Token>('/address/:token', async (request, reply) => {
    const { page, words } = await form(request);
    const title = words.links.addressHeading;
    return pages.show(request, reply, addressPage, addressModel(page), { title });
  });

  app.post<Token>('/address/:token', async (request, reply) => {
    const { subscriber, page, words } = await form(request);
    const email = field(request.body, 'email');
    try {
      await askToChangeAddress(deps, { subscriber, email });
    } catch (error) {
      const model = addressModel(page, email, wrongFieldsOrThrow(error, request.language));
      return pages.show(request, reply.code(400), addressPage, model, {
        title: filled(words.layout.error, { title: words.links.addressHeading }),
      });
    }
    const model = { email: email.trim(), validHours: addressChangeHours };
    return pages.show(request, reply, addressAskedPage, model, {
      title: words.links.checkNewInbox,
    });
  });

  app.get<Token>('/new-address/:token', async (request, reply) => {
    const { id, until } = read('new-address', request.params.token);
    const { change, subscriber } = await openAddressChange(deps, id);
    inOwnLanguage(request, subscriber);
    const model = {
      action: `/new-address/${request.params.token}`,
      undoes: false,
      address: maskedAddress(change.newEmail),
      until: momentOf(until, subscriber.timezone, request.language),
    };
    return pages.show(request, reply, addressButtonPage, model, {
      title: request.language.pages.links.confirmAddressHeading,
    });
  });

  app.post<Token>('/new-address/:token', async (request, reply) => {
    const { id } = read('new-address', request.params.token);
    inOwnLanguage(request, (await openAddressChange(deps, id)).subscriber);
    await changeAddress(deps, id);
    const { links: words, layout } = request.language.pages;
    return pages.say(request, reply, {
      heading: words.changedHeading,
      text: [words.changed, words.changedUndo],
      actions: [{ href: '/', text: layout.goToPapers, post: false }],
    });
  });

  app.get<Token>('/old-address/:token', async (request, reply) => {
    const { id, until } = read('old-address', request.params.token);
    const { change, subscriber } = await undoableAddressChange(deps, id);
    inOwnLanguage(request, subscriber);
    const model = {
      action: `/old-address/${request.params.token}`,
      undoes: true,
      address: maskedAddress(change.oldEmail ?? ''),
      until: momentOf(until, subscriber.timezone, request.language),
    };
    return pages.show(request, reply, addressButtonPage, model, {
      title: request.language.pages.links.undoHeading,
    });
  });

  app.post<Token>('/old-address/:token', async (request, reply) => {
    const { id } = read('old-address', request.params.token);
    inOwnLanguage(request, (await undoableAddressChange(deps, id)).subscriber);
    await undoAddressChange(deps, id);
    const { links: words, layout } = request.language.pages;
    return pages.say(request, reply, {
      heading: words.undoneHeading,
      text: [words.undone, words.undoneWarning],
      actions: [{ href: '/', text: layout.goToPapers, post: false }],
    });
  });
}
