import { createHash } from 'node:crypto';
import addressparser from 'nodemailer/lib/addressparser';
import MimeComposer from 'nodemailer/lib/mail-composer';
import type { ComposedMail, DigestMail, MailComposer, SubscriptionMail } from '../../app/ports.ts';
import { invalid } from '../../domain/errors.ts';
import { type Detail, digestView, type Frame, fitDetails, isBearable } from './digest-view.ts';
import { type DkimKey, signed } from './dkim.ts';
import { subscriptionView } from './subscription-view.ts';
import { loadTemplates, type MailTemplate } from './templates.ts';

export type MailComposerOptions = {
  /** MAIL_FROM, for instance `Offprint <digest@example.org>`. */
  from: string;
  replyTo: string | null;
  postalAddress: string | null;
  /** LIST_ID, for instance `digest.example.org`; null: made from the host of `publicUrl`. */
  listId: string | null;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Null: messages are not signed here. */
  dkim: DkimKey | null;
  /** Where bounces go (RFC 5321, 2.3.1); without it, to the address in `from`. */
  envelopeFrom?: string;
};

type Parts = { subject: string; html: string; text: string };
type Headers = Record<string, string>;

function mailbox(from: string): string {
  const found = addressparser(from, { flatten: true });
  const address = found[0]?.address ?? '';
  if (found.length !== 1 || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) {
    throw invalid([{ field: 'MAIL_FROM', message: 'is not one mail address' }]);
  }
  return address;
}

/**
 * Throws unless the link may stand in a header and in a mail: https, or of this installation's own origin, which
 * only in development is http. Another one is a defect.
 */
function checkLink(url: string, origin: string): void {
  const plain = /^[\x21-\x7e]+$/.test(url) && !/[<>"]/.test(url) && URL.canParse(url);
  if (plain && (new URL(url).protocol === 'https:' || new URL(url).origin === origin)) return;
  throw new TypeError('A link of a mail is neither https nor of this installation');
}

function linksOf(mail: DigestMail | SubscriptionMail): string[] {
  if (mail.kind === 'confirmation') return [mail.confirmUrl];
  if (mail.kind === 'goodbye') return [mail.subscribeUrl];
  const { unsubscribe, preferences, view } = mail.links;
  return view === null ? [unsubscribe, preferences] : [unsubscribe, preferences, view];
}

function digestParts(mail: DigestMail, template: MailTemplate, frame: Frame): Parts {
  const render = (details: readonly Detail[]): Parts => {
    const view = digestView(mail, frame, details);
    return { subject: view.subject, html: template.html(view), text: template.text(view) };
  };
  // The last that fits is what `fitDetails` answers; kept, so that most digests are rendered only once.
  let fitting: Parts | null = null;
  const details = fitDetails(mail.papers.length, (tried) => {
    const parts = render(tried);
    const fits = isBearable(parts);
    if (fits) fitting = parts;
    return fits;
  });
  return fitting ?? render(details);
}

/**
 * The headers that make a digest a list mail: RFC 8058 (one-click), RFC 2919 (List-Id), and Google's feedback
 * loop, whose four fields end with an identifier of the sender that stays the same.
 */
function listHeaders(mail: DigestMail, listId: string, senderId: string): Headers {
  return {
    'List-Unsubscribe': `<${mail.links.unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Id': `Offprint digest <${listId}>`,
    'Feedback-ID': `${mail.digestId}:${mail.cadence}:digest:${senderId}`,
    Precedence: 'bulk',
  };
}

/**
 * Makes whole messages (RFC 5322, RFC 2045): multipart/alternative with text and HTML that say the same,
 * quoted-printable, CRLF, signed when there is a key. Reads and compiles the templates once. Rejects with a
 * DomainError `invalid` when `from` is not one address; `compose` rejects with `unavailable` when a message
 * could not be signed. The same mail makes the same bytes.
 */
export async function createMailComposer(options: MailComposerOptions): Promise<MailComposer> {
  const fromAddress = mailbox(options.from);
  const templates = await loadTemplates();
  const { host, hostname, origin } = new URL(options.publicUrl);
  const frame: Frame = { site: options.publicUrl, host, postalAddress: options.postalAddress };
  const listId = options.listId ?? `digest.${hostname}`;
  if (!/^[\w.-]+$/.test(listId))
    throw invalid([{ field: 'LIST_ID', message: 'is not a list id (RFC 2919)' }]);
  const senderId = hashOf(fromAddress.slice(fromAddress.lastIndexOf('@') + 1)).slice(0, 12);

  function partsOf(mail: DigestMail | SubscriptionMail): Parts {
    if (mail.kind === 'digest') return digestParts(mail, templates.digest, frame);
    const view = subscriptionView(mail, { ...frame, fromAddress });
    const template = templates[mail.kind];
    return { subject: view.subject, html: template.html(view), text: template.text(view) };
  }

  return {
    async compose(mail): Promise<ComposedMail> {
      for (const link of linksOf(mail)) checkLink(link, origin);
      const parts = partsOf(mail);
      const headers: Headers =
        mail.kind === 'digest' ? listHeaders(mail, listId, senderId) : { 'Auto-Submitted': 'auto-generated' };
      const message = await new MimeComposer({
        from: options.from,
        // As an object it is one address, whatever it holds: nothing in it is read as a second recipient.
        to: { address: mail.to },
        ...(options.replyTo === null ? {} : { replyTo: options.replyTo }),
        subject: parts.subject,
        messageId: mail.messageId,
        date: mail.date,
        // Prepared: the library would fold or encode a long link, and mail programs want it as it is.
        headers: Object.entries(headers).map(([key, value]) => ({ key, value: { prepared: true, value } })),
        text: parts.text,
        html: parts.html,
        encoding: 'quoted-printable',
        newline: 'win',
        baseBoundary: hashOf(mail.messageId).slice(0, 24),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
        .compile()
        .build();
      const raw = options.dkim === null ? message : await signed(message, options.dkim, mail.date);
      return {
        envelopeFrom: options.envelopeFrom ?? fromAddress,
        envelopeTo: mail.to,
        messageId: mail.messageId,
        ...parts,
        raw,
      };
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
