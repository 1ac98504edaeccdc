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
import { unknownLink } from '../signed-links.ts';
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

  async function form(token: string) {
    const { id, until } = read('address', token);
    const subscriber = await stores.subscribers.byId(id);
    if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
    const page = {
      action: `/address/${token}`,
      present: maskedAddress(subscriber.email),
      until: momentOf(until, subscriber.timezone),
    };
    return { subscriber, page };
  }
  const head = { title: 'Change your address' };

  app.get<Token>('/address/:token', async (request, reply) => {
    const { page } = await form(request.params.token);
    return pages.show(request, reply, addressPage, addressModel(page), head);
  });

  app.post<Token>('/address/:token', async (request, reply) => {
    const { subscriber, page } = await form(request.params.token);
    const email = field(request.body, 'email');
    try {
      await askToChangeAddress(deps, { subscriber, email });
    } catch (error) {
      const model = addressModel(page, email, wrongFieldsOrThrow(error));
      return pages.show(request, reply.code(400), addressPage, model, { title: `Error: ${head.title}` });
    }
    const model = { email: email.trim(), validHours: addressChangeHours };
    return pages.show(request, reply, addressAskedPage, model, { title: 'Check the new inbox' });
  });

  app.get<Token>('/new-address/:token', async (request, reply) => {
    const { id, until } = read('new-address', request.params.token);
    const { change, subscriber } = await openAddressChange(deps, id);
    const model = {
      action: `/new-address/${request.params.token}`,
      undoes: false,
      address: maskedAddress(change.newEmail),
      until: momentOf(until, subscriber.timezone),
    };
    return pages.show(request, reply, addressButtonPage, model, { title: 'Confirm your new address' });
  });

  app.post<Token>('/new-address/:token', async (request, reply) => {
    await changeAddress(deps, read('new-address', request.params.token).id);
    return pages.say(request, reply, {
      heading: 'Your address is changed',
      text: [
        'The digests come here from now on. What you follow and everything else is as it was.',
        'The old address gets a mail with which this can be undone for seven days; then it is forgotten.',
      ],
      actions: [{ href: '/', text: 'To the trending papers', post: false }],
    });
  });

  app.get<Token>('/old-address/:token', async (request, reply) => {
    const { id, until } = read('old-address', request.params.token);
    const { change, subscriber } = await undoableAddressChange(deps, id);
    const model = {
      action: `/old-address/${request.params.token}`,
      undoes: true,
      address: maskedAddress(change.oldEmail ?? ''),
      until: momentOf(until, subscriber.timezone),
    };
    return pages.show(request, reply, addressButtonPage, model, { title: 'Undo the change of address' });
  });

  app.post<Token>('/old-address/:token', async (request, reply) => {
    await undoAddressChange(deps, read('old-address', request.params.token).id);
    return pages.say(request, reply, {
      heading: 'The change is undone',
      text: [
        'The digests come to this address again.',
        'If you did not ask for the change, somebody had a link out of your mail. Look at your preferences: each digest has the link.',
      ],
      actions: [{ href: '/', text: 'To the trending papers', post: false }],
    });
  });
}
