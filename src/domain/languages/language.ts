import type { Cadence } from '../time/cadence.ts';
import type { Counted } from './counted.ts';
import type { PageWords } from './pages/en.ts';
import type { ErrorWords } from './pages/errors.ts';

/** Why a paper is in a digest, as the middle of a line: "in Robotics, which you follow". */
type ReasonWords = {
  allFields: string;
  editorsPicks: string;
  /** There for what the reader followed when the digest was planned, and nobody follows any more. */
  gone: string;
  topic(name: string): string;
  query(quoted: string): string;
  author(name: string): string;
  paper(quotedTitle: string): string;
  /** In the editor's collection that the digest carries. */
  collection(quotedName: string): string;
  /** "+38 in a day". */
  gain(number: string): string;
  /** "+38 in a day, ten times what Robotics papers usually get"; `gain` and `times` as made by the two others. */
  compared(words: { gain: string; times: string; category: string }): string;
  /** How often the usual: "twice", "ten times", "38 times"; from two on, and the same number as it is written. */
  times(whole: number, number: string): string;
};

/** Above papers that stand together. Where a section is a topic's it has its name, which is the catalogue's. */
type SectionWords = {
  /** Over the papers that open a digest, of whatever subjects. */
  opening: string;
  editorsPicks: string;
  allFields: string;
  gone: string;
  like(quotedTitle: string): string;
  /** Below the heading: why the section is there. */
  because: Readonly<Record<'topic' | 'query' | 'author' | 'paper' | 'collection', string>>;
};

/** The words on and around the cards of a digest. */
type DigestWords = {
  /** Before the names of a digest's sections. */
  inside: string;
  viewInBrowser: string;
  preferences: string;
  editorsNote: string;
  code: string;
  project: string;
  details: string;
  more: string;
  less: string;
  because(words: { cadence: Cadence; interests: string; service: string }): string;
};

/** The note on quiet days; `since`, `day` and `next` are dates. */
type QuietWords = {
  subject(words: { service: string }): string;
  /** `interests` null: all fields. */
  nothingNew(words: { interests: string | null; since: string }): string;
  /** Why arXiv brought nothing: a holiday, the weekend, or for no reason that is known. */
  holiday(words: { day: string; next: string }): string;
  weekend(words: { next: string }): string;
  silent(words: { since: string; next: string }): string;
  asked: string;
  because(words: { cadence: Cadence; service: string }): string;
};

/** An editor's letter; `turnOff` leads to the preferences. */
type AnnouncementWords = { because(words: { service: string }): string; turnOff: string };

type ConfirmationWords = {
  subject(words: { digest: string }): string;
  preheader(words: { rhythm: string }): string;
  heading: string;
  asked(words: { service: string; to: string }): string;
  /** To an address whose mail came back before. */
  returned: string;
  button: string;
  elsewhere: string;
  valid(words: { hours: string }): string;
};

type AlreadyWords = {
  subject(words: { digest: string }): string;
  preheader: string;
  heading: string;
  asked(words: { service: string; to: string }): string;
  notYou: string;
};

type AdditionWords = {
  subject(words: { what: string }): string;
  preheader: string;
  heading: string;
  asked(words: { service: string; to: string }): string;
  /** Said to whoever follows nothing in particular. */
  instead: string;
  toAdd: string;
  button: string;
  elsewhere: string;
  valid(words: { hours: string }): string;
};

type WelcomeWords = {
  subject(words: { service: string }): string;
  preheader(words: { first: string }): string;
  heading: string;
  thanks(words: { first: string }): string;
  /** Above the first papers. */
  papers: string;
  sender(words: { address: string }): string;
  because(words: { service: string }): string;
};

type GoodbyeWords = {
  subject(words: { service: string }): string;
  preheader: string;
  heading: string;
  done(words: { service: string; to: string }): string;
  slip(words: { days: number }): string;
  undo: string;
  again: string;
  because(words: { service: string }): string;
};

/** To a new address and to the old one, about the change from one to the other. */
type AddressWords = {
  subject(words: { service: string }): string;
  preheader: string;
  heading: string;
  asked(words: { service: string; to: string }): string;
  button: string;
  valid(words: { hours: string }): string;
  takenSubject(words: { service: string }): string;
  takenHeading: string;
  taken: string;
  changedSubject(words: { service: string }): string;
  changedPreheader: string;
  changedHeading: string;
  changed(words: { service: string; to: string }): string;
  undo(words: { days: number }): string;
  undoButton: string;
  because(words: { service: string }): string;
};

/** Around one link that was asked for; `valid` says too what to do when it was somebody else. */
type LinkWords = {
  subject(words: { service: string }): string;
  preheader: string;
  heading: string;
  asked(words: { service: string; to: string }): string;
  button: string;
  valid(words: { minutes: string }): string;
};

type ResumedWords = {
  subject(words: { digest: string }): string;
  preheader(words: { next: string }): string;
  heading: string;
  done(words: { service: string; next: string }): string;
  notYou: string;
  because(words: { service: string }): string;
};

/**
 * A language: every word of mails and of readers' pages that no paper, reader or catalogue brought. What they quote
 * beside it stays as it is.
 */
export type Language = {
  /** BCP 47: the `lang` of a mail or page. */
  tag: string;
  /** BCP 47: whose dates, numbers and lists (Intl). */
  locale: string;
  /** What those who speak it call it. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** A title or a query inside a sentence: “so”. */
  quoted(text: string): string;
  /** A date and a time of day, both as the locale has them. */
  moment(words: { date: string; time: string }): string;
  /** "weekly, on Monday at 08:00, Europe/Berlin"; `weekday` is its name. */
  rhythm(words: { cadence: Cadence; weekday: string; time: string; timezone: string }): string;
  /** What they follow who follow nothing in particular. */
  allFields: string;
  /** What somebody follows who wants papers like one. */
  papersLike(quotedTitle: string): string;
  /** The end of a list that names only some. */
  andMore: Counted;
  papers: Counted;
  upvotes: Counted;
  stars: Counted;
  hours: Counted;
  minutes: Counted;
  /** What the digest of a service is called that has no other name for it. */
  digestOf(service: string): string;
  /** Before whom to write to. */
  contact: string;
  unsubscribe: string;
  changeWhatYouGet: string;
  youFollow: string;
  toFollow: string;
  rhythmLabel: string;
  /** Below a mail that an address got because somebody entered it. */
  entered(words: { service: string }): string;
  reason: ReasonWords;
  section: SectionWords;
  digest: DigestWords;
  quiet: QuietWords;
  announcement: AnnouncementWords;
  confirmation: ConfirmationWords;
  already: AlreadyWords;
  addition: AdditionWords;
  welcome: WelcomeWords;
  goodbye: GoodbyeWords;
  resumed: ResumedWords;
  address: AddressWords;
  link: {
    elsewhere: string;
    because(words: { service: string }): string;
    manage: LinkWords;
    export: LinkWords;
    erase: LinkWords;
    address: LinkWords;
    saved: LinkWords;
  };
  /** What use cases say when something is not right; null: as they say it, in English. */
  errors: ErrorWords | null;
  /** What readers' pages say, by page. */
  pages: PageWords;
};
