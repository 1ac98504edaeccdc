/** The service's own texts, in Markdown, while no owner has written any; true of what the software does. */
export const own = {
  aboutDescription: 'What {name} is.',
  privacyDescription: 'What {name} stores about its readers.',
  rankingDescription: 'How {name} chooses and orders papers.',
  sources: 'Where papers come from',
  heard: '{name} answered on {at}.',
  silent: '{name} has not answered since {at}; it is asked again by itself.',
  never: '{name} has not answered yet.',
  answerMails: 'Write to us by answering any of our mails.',
  writeTo: 'Write to us: {contact}.',
  importedFiles: 'the files that its editors import',
  programs: ', and our own programs at {programs}, which are told when you come and go',
  about: `{name} mails people the research papers that are trending in what they follow, daily, weekly or monthly. No account is needed: enter your address, press the button in the mail that comes, and change or end it at any time by the links in each digest.

## Where the papers come from

Papers, and the votes and comments on them, come from {sources}. Every paper in a digest says why it is there.

## What you can do here

- Follow [topics](/topics), searches, authors, or papers to get more like them.
- Read what is [trending](/) now, and [past digests](/archive).
- Follow by [feed](/feed.xml), or put [a form on your own site](/embed).
- Use the [API](/api/docs).

## Contact

{contact} What we store about you is told in [Privacy](/privacy).

{name} runs on Offprint, which is open source.
`,
  ranking: `No person and no payment decides the order: all of it is arithmetic, and its source is open. Only what is marked as an editor’s note or pick was chosen by somebody.

## What trends

A paper trends when it gains more than papers of its own field usually gain at its age, and when it is new. Votes, half of each comment, and new stars of its code count. “+38 in a day, ten times what Robotics papers usually get” means exactly that. Sudden rises are damped, so that a few accounts cannot push a paper up, and two sources that count the same votes are not added. The numbers come from {sources}; {name} counts nothing that you click.

## What stands in a digest

Papers that you have not been sent, that answer to what you follow: its topics, words, authors, or papers like those you named. Each interest gets its share, a stronger one more. Then votes that you gave, how much of a paper is about what you follow, and how new it is decide, and papers that say the same as one above them give way to others. Each paper, or each group of papers, says why it is there.

## Searches

All words of the search must be there; what is rare counts more than what is common, and what stands in the title or close together counts more. If that finds little, papers follow that say something near. Words in quotation marks are meant as they are.

## What you can do about it

Press *More like this* or *Less like this* in a digest, mute an author or a topic, or change what you follow and how much of it. All that is learnt from you stands on your preferences page, and you can take it back there.
`,
  /** How long things are kept; what is kept for ever is not said. */
  kept: {
    unconfirmed: 'An address that nobody confirms is deleted after {days} days.',
    deliveries:
      'When each digest was sent to you, and what the mail server answered, is deleted after {days} days; which papers were in them stays, so that none comes twice.',
    bounces: 'Mails that came back are deleted after {days} days.',
    events: 'The history of your subscription is deleted after {days} days.',
    unsubscribed:
      '{days} days after you unsubscribe, all of it is deleted but a scrambled form of your address, so that no list brings you back.',
    rest: 'All else stays until you erase it.',
  },
  privacy: `## What is stored

If you subscribe: your address, your name if you give it, what you follow, when you want your digest and in which language; when and from which network address you asked and confirmed, as evidence of your consent; which papers each digest had, so that none comes twice, and what the mail server answered; your votes on papers, the papers that you save to your list here, and mails that came back.

If you only read: nothing. There is no account, no advertising and nothing from other sites on these pages. If you choose a language at the foot of a page, or save papers, your browser keeps your choice, or the numbers of those papers, and nothing else, in a cookie.

## What is not

Whether you open a mail, which links you follow, and what you read here. There is no tracking pixel and no counted link.

## Why, and for how long

{name} uses your address for the digests that you asked for, and for mails about your subscription. It is given to nobody but the mail servers that deliver to you{programs}. {kept}

After you unsubscribe nothing is sent; for {undoDays} days you can undo it. When you erase your data, a scrambled form of your address remains, from which it cannot be read, so that it is not mailed again by mistake.

## Your rights

The preferences page, to which [a link is mailed to you](/manage), shows what is stored about you. There you can correct it, download all of it, and erase it, without asking anybody.

## Contact

{contact}{post}
`,
};
export type OwnWords = typeof own;
