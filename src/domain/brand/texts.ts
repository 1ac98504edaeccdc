/** What an installation is made of, as its own pages tell it. */
export type Facts = {
  name: string;
  /** What people call its sources. */
  sources: readonly string[];
  contact: string | null;
  postalAddress: string | null;
  /** Days after which an address is deleted that nobody confirmed. */
  unconfirmedDays: number;
  /** For how many days unsubscribing can be undone. */
  undoDays: number;
  /** Hosts of programs that are told readers' addresses. */
  givenTo: readonly string[];
};

/** A text of an owner inside Markdown, where none of its signs means anything. */
function plain(text: string): string {
  return text.slice(0, 1_000).replace(/[\\`*_{}[\]()<>#+!|~&-]/g, '\\$&');
}

function contactLine({ contact }: Facts): string {
  if (contact === null) return 'Write to us by answering any of our mails.';
  const href = /^https?:/i.test(contact) ? contact : `mailto:${contact}`;
  return `Write to us: [${plain(contact)}](${href}).`;
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names.map(plain));
}

/** The text about the service, in Markdown, while no owner has written one. */
export function usualAbout(facts: Facts): string {
  const name = plain(facts.name);
  const sources = facts.sources.length === 0 ? 'the files that its editors import' : listed(facts.sources);
  return `${name} mails people the research papers that are trending in what they follow, daily, weekly or monthly. No account is needed: enter your address, press the button in the mail that comes, and change or end it at any time by the links in each digest.

## Where the papers come from

Papers, and the votes and comments on them, come from ${sources}. Every paper in a digest says why it is there.

## What you can do here

- Follow [topics](/topics), searches, authors, or papers to get more like them.
- Read what is [trending](/) now, and [past digests](/archive).
- Follow by [feed](/feed.xml), or put [a form on your own site](/embed).
- Use the [API](/api/docs).

## Contact

${contactLine(facts)} What we store about you is told in [Privacy](/privacy).

${name} runs on Offprint, which is open source.
`;
}

/** What is stored about readers and why, in Markdown, while no owner has written it; true of what the software does. */
export function usualPrivacy(facts: Facts): string {
  const name = plain(facts.name);
  const programs = facts.givenTo.map(plain).join(', ');
  const others =
    programs === '' ? '' : `, and our own programs at ${programs}, which are told when you come and go`;
  const post = facts.postalAddress === null ? '' : `\n\n${plain(facts.postalAddress)}`;
  return `## What is stored

If you subscribe: your address, your name if you give it, what you follow, when you want your digest and in which language; when and from which network address you asked and confirmed, as evidence of your consent; which papers each digest had, so that none comes twice, and what the mail server answered; your votes on papers, and mails that came back.

If you only read: nothing. There is no account, no advertising and nothing from other sites on these pages.

## What is not

Whether you open a mail, which links you follow, and what you read here. There is no tracking pixel and no counted link.

## Why, and for how long

${name} uses your address for the digests that you asked for, and for mails about your subscription. It is given to nobody but the mail servers that deliver to you${others}. An address that nobody confirms is deleted after ${facts.unconfirmedDays} days. All else stays until you erase it.

After you unsubscribe nothing is sent; for ${facts.undoDays} days you can undo it. When you erase your data, a scrambled form of your address remains, from which it cannot be read, so that it is not mailed again by mistake.

## Your rights

The preferences page, to which [a link is mailed to you](/manage), shows what is stored about you. There you can correct it, download all of it, and erase it, without asking anybody.

## Contact

${contactLine(facts)}${post}
`;
}
