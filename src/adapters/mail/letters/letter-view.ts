import type { AccountMail } from '../../../app/accounts/account-ports.ts';
import type {
  AnnouncementMail,
  ChosenPaper,
  QuietMail,
  ReaderLinks,
  SubscriptionMail,
} from '../../../app/mail.ts';
import { english } from '../../../domain/languages/en.ts';
import {
  counted,
  dateInWords,
  interestsInWords,
  listed,
  momentInWords,
  rhythmInWords,
} from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import { silenceInWords } from '../../../domain/sending/quiet-days.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import type { Rhythm } from '../../../domain/time/cadence.ts';
import { type FootAndHead, type Frame, footAndHead, type Layout, layoutOf } from '../layout.ts';
import { reasonLine, safeLine } from '../mail-texts.ts';
import { accountLetter } from './account-letter.ts';
import type { Letter, Link } from './letter.ts';

type LetterFrame = Frame & { fromAddress: string };
/** What the template of mails without papers shows. */
export type LetterView = Layout &
  FootAndHead &
  Required<Omit<Letter, 'button'>> & { button: Letter['button'] | null };

/** How many interests such a mail lists; the rest is counted. */
const interestsShown = 12;

/** What is followed and when it comes. */
function choices(label: string, mail: { interests: string[]; rhythm: Rhythm; language: Language }) {
  const { language } = mail;
  const names = mail.interests.map((name) => shorten(safeLine(name), 120));
  return [
    { label, value: interestsInWords(names, interestsShown, language) },
    { label: language.rhythmLabel, value: rhythmInWords(mail.rhythm, language) },
  ];
}

function changeAndLeave({ changeWhatYouGet, unsubscribe }: Language, links: ReaderLinks): Link[] {
  return [
    { text: changeWhatYouGet, url: links.preferences },
    { text: unsubscribe, url: links.unsubscribe },
  ];
}

/** Null for none. */
function firstPapers(papers: readonly ChosenPaper[], site: string, language: Language) {
  if (papers.length === 0) return null;
  return {
    heading: language.welcome.papers,
    list: papers.map(({ card, reason }) => ({
      title: shorten(safeLine(texToText(card.paper.title)), 200),
      url: `${site}/papers/${card.paper.id}`,
      authors: listed(
        card.paper.authors.map((author) => shorten(safeLine(texToText(author)), 60)),
        3,
        language,
      ),
      reason: reasonLine(reason, language),
    })),
  };
}

function quietNote(mail: QuietMail, { service }: LetterFrame): Letter {
  const { language, links } = mail;
  const interests = mail.interests.map((name) => shorten(safeLine(name), 80));
  const silence = silenceInWords({ ...mail, interests, asOf: mail.date }, language);
  const { viewInBrowser, preferences } = language.digest;
  return {
    subject: language.quiet.subject({ service }),
    preheader: silence,
    heading: dateInWords(mail.date, mail.timezone, language),
    top: [
      ...(links.view === null ? [] : [{ text: viewInBrowser, url: links.view }]),
      { text: preferences, url: links.preferences },
      { text: language.unsubscribe, url: links.unsubscribe },
    ],
    opening: [silence, language.quiet.asked],
    because: language.quiet.because({ cadence: mail.cadence, service }),
    foot: changeAndLeave(language, links),
  };
}

/** An editor's letter. Its own words are in the editor's language, what stands around them in the reader's. */
function announcement(mail: AnnouncementMail, { service }: LetterFrame): Letter {
  const { language, links, subject, body } = mail;
  const { viewInBrowser, preferences } = language.digest;
  return {
    subject: safeLine(subject),
    preheader: shorten(safeLine(body.text), 140),
    heading: safeLine(subject),
    top: [
      ...(links.view === null ? [] : [{ text: viewInBrowser, url: links.view }]),
      { text: preferences, url: links.preferences },
      { text: language.unsubscribe, url: links.unsubscribe },
    ],
    opening: [],
    prose: body,
    because: language.announcement.because({ service }),
    foot: [
      { text: language.announcement.turnOff, url: links.preferences },
      { text: language.unsubscribe, url: links.unsubscribe },
    ],
  };
}

function letterOf(mail: AnnouncementMail | QuietMail | SubscriptionMail, frame: LetterFrame): Letter {
  const { language } = mail;
  const { service } = frame;
  const digest = frame.digestName ?? language.digestOf(service);
  const to = safeLine(mail.to);
  switch (mail.kind) {
    case 'announcement':
      return announcement(mail, frame);
    case 'quiet-note':
      return quietNote(mail, frame);
    case 'confirmation': {
      const words = language.confirmation;
      return {
        subject: words.subject({ digest }),
        preheader: words.preheader({ rhythm: rhythmInWords(mail.rhythm, language) }),
        heading: words.heading,
        opening: [words.asked({ service, to }), ...(mail.returned === true ? [words.returned] : [])],
        facts: choices(language.toFollow, mail),
        button: { text: words.button, url: mail.confirmUrl, elsewhere: words.elsewhere },
        closing: [words.valid({ hours: counted(mail.validHours, language.hours, language) })],
        because: language.entered({ service }),
      };
    }
    case 'addition': {
      const words = language.addition;
      const added = mail.added.map((name) => shorten(safeLine(name), 120));
      const what = interestsInWords(
        mail.added.map((name) => shorten(safeLine(name), 60)),
        1,
        language,
      );
      return {
        subject: words.subject({ what }),
        preheader: words.preheader,
        heading: words.heading,
        opening: [words.asked({ service, to }), ...(mail.interests.length === 0 ? [words.instead] : [])],
        facts: [
          { label: words.toAdd, value: interestsInWords(added, interestsShown, language) },
          ...choices(language.youFollow, mail),
        ],
        button: { text: words.button, url: mail.confirmUrl, elsewhere: words.elsewhere },
        closing: [words.valid({ hours: counted(mail.validHours, language.hours, language) })],
        actions: changeAndLeave(language, mail.links),
        because: language.entered({ service }),
      };
    }
    case 'already-subscribed': {
      const words = language.already;
      return {
        subject: words.subject({ digest }),
        preheader: words.preheader,
        heading: words.heading,
        opening: [words.asked({ service, to })],
        facts: choices(language.youFollow, mail),
        closing: [words.notYou],
        actions: changeAndLeave(language, mail.links),
        because: language.entered({ service }),
      };
    }
    case 'welcome': {
      const words = language.welcome;
      const first = momentInWords(mail.nextDueAt, mail.rhythm.timezone, language);
      return {
        subject: words.subject({ service }),
        preheader: words.preheader({ first }),
        heading: words.heading,
        opening: [words.thanks({ first })],
        facts: choices(language.youFollow, mail),
        papers: firstPapers(mail.papers, frame.site, language),
        closing: [words.sender({ address: frame.fromAddress })],
        actions: changeAndLeave(language, mail.links),
        because: words.because({ service }),
      };
    }
    case 'resumed': {
      const words = language.resumed;
      const next = momentInWords(mail.nextDueAt, mail.rhythm.timezone, language);
      return {
        subject: words.subject({ digest }),
        preheader: words.preheader({ next }),
        heading: words.heading,
        opening: [words.done({ service, next })],
        facts: choices(language.youFollow, mail),
        closing: [words.notYou],
        actions: changeAndLeave(language, mail.links),
        because: words.because({ service }),
      };
    }
    case 'goodbye': {
      const words = language.goodbye;
      return {
        subject: words.subject({ service }),
        preheader: words.preheader,
        heading: words.heading,
        opening: [words.done({ service, to }), words.slip({ days: mail.undoDays })],
        actions: [
          { text: words.undo, url: mail.undoUrl },
          { text: words.again, url: mail.subscribeUrl },
        ],
        because: words.because({ service }),
      };
    }
    case 'address-confirm': {
      const words = language.address;
      return {
        subject: words.subject({ service }),
        preheader: words.preheader,
        heading: words.heading,
        opening: [words.asked({ service, to })],
        button: { text: words.button, url: mail.url, elsewhere: language.link.elsewhere },
        closing: [words.valid({ hours: counted(mail.validHours, language.hours, language) })],
        because: language.entered({ service }),
      };
    }
    case 'address-taken': {
      const words = language.address;
      return {
        subject: words.takenSubject({ service }),
        preheader: words.takenSubject({ service }),
        heading: words.takenHeading,
        opening: [words.asked({ service, to }), words.taken],
        because: language.entered({ service }),
      };
    }
    case 'address-changed': {
      const words = language.address;
      return {
        subject: words.changedSubject({ service }),
        preheader: words.changedPreheader,
        heading: words.changedHeading,
        opening: [words.changed({ service, to }), words.undo({ days: mail.undoDays })],
        button: { text: words.undoButton, url: mail.url, elsewhere: language.link.elsewhere },
        because: words.because({ service }),
      };
    }
    case 'manage':
    case 'address':
    case 'export':
    case 'saved':
    case 'erase': {
      const words = language.link[mail.kind];
      const valid = { minutes: counted(mail.validMinutes, language.minutes, language) };
      return {
        subject: words.subject({ service }),
        preheader: words.preheader,
        heading: words.heading,
        opening: [words.asked({ service, to })],
        button: { text: words.button, url: mail.url, elsewhere: language.link.elsewhere },
        closing: [words.valid(valid)],
        because: language.link.because({ service }),
      };
    }
  }
}

/**
 * What the template shows of a mail that has no papers: about the subscription or an account, or the note on quiet
 * days. Accounts are for the console, which speaks English.
 */
export function letterView(
  mail: AnnouncementMail | QuietMail | SubscriptionMail | AccountMail,
  frame: LetterFrame,
): LetterView {
  const none = {
    top: [],
    facts: [],
    button: null,
    papers: null,
    prose: null,
    closing: [],
    actions: [],
    foot: [],
  };
  const [language, letter] =
    'language' in mail ? [mail.language, letterOf(mail, frame)] : [english, accountLetter(mail, frame)];
  const around = footAndHead(frame, language, frame.service);
  return { ...layoutOf(language), ...around, ...none, ...letter };
}
