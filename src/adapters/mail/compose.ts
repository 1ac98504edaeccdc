import { createHash } from 'node:crypto';
import type { AccountMail } from '../../app/accounts/account-ports.ts';
import type {
  AnnouncementMail,
  ComposedMail,
  DigestMail,
  MailComposer,
  QuietMail,
  SubscriptionMail,
} from '../../app/mail.ts';
import { accentOf, usualAccent } from '../../domain/brand/accent.ts';
import { type Brand, usualBrand } from '../../domain/brand/brand.ts';
import { DomainError, invalid, messageOf } from '../../domain/errors.ts';
import { english } from '../../domain/languages/en.ts';
import { type Mailbox, readMailbox } from '../../domain/sending/mailbox.ts';
import { digestComposer, type MailParts } from './digest/assemble.ts';
import { frameOf } from './layout.ts';
import { letterView } from './letters/letter-view.ts';
import { safeLine, wrapped } from './mail-texts.ts';
import { proveDkim } from './mime/dkim.ts';
import { type DkimKey, dkimSignatures } from './mime/dkim-signature.ts';
import { alternatives, headerField } from './mime/message.ts';
import { pieceOf, textOf } from './mime/quoted-printable.ts';
import { placeOfMissing, templatesFault } from './own-templates.ts';
import { ownTemplateSources, templateSources, templatesOf } from './templates.ts';
import { sparestLook, trialIntroduction, trialMails } from './trial-mails.ts';

export type MailComposerOptions = {
  /** MAIL_FROM, for instance `Offprint <digest@example.org>`. */
  from: string;
  replyTo: string | null;
  postalAddress: string | null;
  /** LIST_ID, for instance `digest.example.org`; null: made from the host of `publicUrl`. */
  listId: string | null;
  /** Without a slash at the end. */
  publicUrl: string;
  /** How the service presents itself; absent: as an installation with nothing set. */
  brand?: () => Promise<Brand>;
  /** A folder of templates that stand in the places of the usual ones; null or absent: there is none. */
  templates?: string | null;
  /** One signature for each, in this order; empty: messages are not signed here. */
  dkim: readonly DkimKey[];
};

type Mail = AnnouncementMail | DigestMail | QuietMail | SubscriptionMail | AccountMail;

/** Whoever mail comes from. Its name is quoted in the header where it has to be. */
function senderOf(from: string): Mailbox {
  const found = readMailbox(from);
  if (found === null) throw invalid([{ field: 'MAIL_FROM', message: 'is not one mail address' }]);
  return found;
}

/**
 * Throws unless the link may stand in a header and in a mail: https, or of this installation's own origin, which
 * only in development is http. Another one is a defect.
 */
function checkLink(url: string, origin: string): void {
  const plain = /^[\x21-\x7e]+$/.test(url) && !/[<>"]/.test(url);
  // Most links are such; parsing takes longer.
  if (plain && url.startsWith(`${origin}/`)) return;
  const parsed = plain ? URL.parse(url) : null;
  if (parsed?.protocol === 'https:' || parsed?.origin === origin) return;
  throw new TypeError('A link of a mail is neither https nor of this installation');
}

function linksOf(mail: Mail): string[] {
  if (mail.kind === 'confirmation') return [mail.confirmUrl];
  if (mail.kind === 'goodbye') return [mail.undoUrl, mail.subscribeUrl];
  if (mail.kind === 'address-taken' || mail.kind === 'test') return [];
  if ('url' in mail) return [mail.url];
  const { unsubscribe, preferences, view } = mail.links;
  return view === null ? [unsubscribe, preferences] : [unsubscribe, preferences, view];
}

/**
 * The headers that make a digest a list mail: RFC 8058 (one-click), RFC 2919 (List-Id), and Google's feedback
 * loop, whose four fields end with an identifier of the sender that stays the same.
 */
function listFields(
  mail: AnnouncementMail | DigestMail | QuietMail,
  listId: string,
  senderId: string,
): string[] {
  // Not folded or encoded: mail programs want a link as it is, however long.
  return [
    `List-Unsubscribe: <${mail.links.unsubscribe}>`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    listId,
    `Feedback-ID: ${mail.digestId}:${mail.kind === 'announcement' ? mail.kind : mail.cadence}:digest:${senderId}`,
    'Precedence: bulk',
  ];
}

/** A list's name and id (RFC 2919, 2): a name in plain ASCII is quoted, another one is encoded (RFC 2047). */
function listIdField(name: string, listId: string): string {
  const plain = safeLine(name);
  if (/^[\w ]+$/.test(plain)) return `List-ID: ${plain} <${listId}>`;
  if (/^[\x20-\x7e]+$/.test(plain)) return `List-ID: "${plain.replace(/["\\]/g, '\\$&')}" <${listId}>`;
  return `List-ID: =?UTF-8?B?${Buffer.from(plain).toString('base64')}?= <${listId}>`;
}

/** What makes the mails of one brand: its header fields, and the parts of a mail. */
type Press = { brand: Brand; from: string; listId: string; parts: (mail: Mail) => MailParts };

/** Makes mails of somebody's own templates, so that what they lack shows now, and not in a reader's mail. */
function tryTemplates(known: ReadonlyMap<string, string>, press: Press, site: string): void {
  const { digests, letters } = trialMails(site);
  try {
    for (const mail of [...digests, ...letters]) {
      const { html, text } = press.parts(mail);
      const name = mail.kind === 'digest' ? 'digest' : 'letter';
      if (mail.kind !== 'digest' && mail.kind !== 'announcement') continue;
      const introduced = mail.kind === 'digest' && mail.words?.introduction != null;
      for (const [file, pieces, introduction] of [
        [`${name}.mjml`, html, trialIntroduction.html],
        [`${name}.txt`, text, trialIntroduction.text],
      ] as const) {
        const made = textOf(pieces);
        if (!made.includes(mail.links.unsubscribe))
          throw templatesFault([`${file}: shows no link to unsubscribe`]);
        if (introduced && !made.includes(introduction))
          throw templatesFault([`${file}: shows no introduction`]);
      }
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw templatesFault([placeOfMissing(known, messageOf(error)) ?? messageOf(error)]);
  }
}

/**
 * Makes whole messages (RFC 5322, RFC 2045): multipart/alternative with text and HTML that say the same,
 * quoted-printable, CRLF, signed with each key that there is. Reads and compiles the templates once. Rejects with a
 * DomainError `invalid` when `from` is not one address, or when what a DKIM key signs does not verify; `compose`
 * rejects with `unavailable` when a message could not be signed. The same mail makes the same bytes. A digest's
 * cards are rendered once, however many mails hold the same PaperCard objects, which must not change.
 */
export async function createMailComposer(options: MailComposerOptions): Promise<MailComposer> {
  const sender = senderOf(options.from);
  const fromAddress = sender.address;
  const { hostname, origin } = new URL(options.publicUrl);
  const usual = usualBrand(sender.name);
  const brandNow = options.brand ?? (async () => usual);
  const listId = options.listId ?? `digest.${hostname}`;
  if (!/^[\w.-]+$/.test(listId))
    throw invalid([{ field: 'LIST_ID', message: 'is not a list id (RFC 2919)' }]);
  await proveDkim(options.dkim);
  const senderId = hashOf(fromAddress.slice(fromAddress.lastIndexOf('@') + 1)).slice(0, 12);
  const own = options.templates == null ? null : await ownTemplateSources(options.templates);
  const sources = own?.sources ?? (await templateSources());
  let press = pressOf(usual);
  if (own !== null) {
    tryTemplates(own.files, press, origin);
    tryTemplates(own.files, pressOf({ ...usual, look: sparestLook }), origin);
  }
  const replyTo =
    options.replyTo === null
      ? []
      : [headerField('Reply-To', readMailbox(options.replyTo) ?? options.replyTo)];

  /** What is made once for a brand, which changes hardly ever. */
  function pressOf(brand: Brand): Press {
    const frame = frameOf(brand, options.publicUrl, options.postalAddress);
    const templates = templatesOf(sources, brand.accent === null ? usualAccent : accentOf(brand.accent));
    const digestParts = digestComposer(templates.digest, frame);
    const { digestName, service } = frame;
    return {
      brand,
      // The name in MAIL_FROM, or none, unless an owner has chosen one.
      from: headerField('From', brand.name === usual.name ? sender : { ...sender, name: frame.service }),
      listId: listIdField(digestName ?? english.digestOf(service), listId),
      parts(mail) {
        if (mail.kind === 'digest') return digestParts(mail);
        const view = letterView(mail, { ...frame, fromAddress });
        return {
          subject: view.subject,
          html: [pieceOf(templates.letter.html(view))],
          text: [pieceOf(wrapped(templates.letter.text(view)))],
        };
      },
    };
  }

  function fieldsOf(mail: Mail, subject: string, { from, listId: listField }: Press): string[] {
    const ofList = mail.kind === 'digest' || mail.kind === 'quiet-note' || mail.kind === 'announcement';
    return [
      ...(ofList ? listFields(mail, listField, senderId) : ['Auto-Submitted: auto-generated']),
      from,
      // As an object it is one address, whatever it holds: nothing in it is read as a second recipient.
      headerField('To', { address: mail.to }),
      ...replyTo,
      ...(subject === '' ? [] : [headerField('Subject', subject)]),
      headerField('Message-ID', mail.messageId),
      headerField('Date', mail.date),
    ];
  }

  return {
    async compose(mail): Promise<ComposedMail> {
      for (const link of linksOf(mail)) checkLink(link, origin);
      const brand = await brandNow();
      if (brand !== press.brand) press = pressOf(brand);
      // One that is tried is made for this mail alone.
      const tried = mail.kind === 'digest' ? mail.look : undefined;
      const used = tried === undefined ? press : pressOf({ ...brand, look: tried });
      const { subject: words, html, text } = used.parts(mail);
      const subject = 'mark' in mail && mail.mark !== undefined ? `${mail.mark} ${words}` : words;
      const boundaryId = hashOf(mail.messageId).slice(0, 24);
      const message = alternatives(fieldsOf(mail, subject, used), { text, html }, boundaryId);
      const signatures = await dkimSignatures(message, options.dkim, mail.date);
      return {
        envelopeFrom: mail.returnPath ?? fromAddress,
        envelopeTo: mail.to,
        messageId: mail.messageId,
        subject,
        raw: message.finish(signatures),
        // Sending needs neither, and putting them together takes time.
        get html() {
          return textOf(html);
        },
        get text() {
          return textOf(text);
        },
      };
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
