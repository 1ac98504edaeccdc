import type { Language } from './language.ts';
import { pages } from './pages/en.ts';

const small = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export const english: Language = {
  tag: 'en',
  locale: 'en-GB',
  name: 'English',
  dir: 'ltr',
  quoted: (text) => `“${text}”`,
  moment: ({ date, time }) => `${date} at ${time}`,
  rhythm: ({ cadence, weekday, time, timezone }) => {
    const day = { daily: '', weekly: `, on ${weekday}`, monthly: ', on the 1st' }[cadence];
    return `${cadence}${day} at ${time}, ${timezone}`;
  },
  allFields: 'all fields',
  papersLike: (title) => `papers like ${title}`,
  andMore: { one: '{n} more', other: '{n} more' },
  papers: { one: '{n} paper', other: '{n} papers' },
  upvotes: { one: '{n} upvote', other: '{n} upvotes' },
  stars: { one: '{n} star', other: '{n} stars' },
  hours: { one: '{n} hour', other: '{n} hours' },
  minutes: { one: '{n} minute', other: '{n} minutes' },
  digestOf: (service) => `${service} digest`,
  contact: 'Contact:',
  unsubscribe: 'Unsubscribe',
  changeWhatYouGet: 'Change what you get',
  youFollow: 'You follow:',
  toFollow: 'To follow:',
  rhythmLabel: 'Rhythm:',
  entered: ({ service }) => `You get this one mail because your address was entered at ${service}.`,
  reason: {
    allFields: 'trending in all fields',
    editorsPicks: 'picked by the editor',
    gone: 'from what you followed then',
    topic: (name) => `in ${name}, which you follow`,
    query: (query) => `matches ${query}, which you follow`,
    author: (name) => `by ${name}, whom you follow`,
    paper: (title) => `like ${title}, which you chose`,
    collection: (name) => `in the editor’s collection ${name}`,
    gain: (number) => `+${number} in a day`,
    compared: ({ gain, times, category }) => `${gain}, ${times} what ${category} papers usually get`,
    times: (whole, number) => (whole === 2 ? 'twice' : `${small[whole - 3] ?? number} times`),
  },
  section: {
    opening: 'For you first',
    editorsPicks: 'Editor’s picks',
    allFields: 'Trending in all fields',
    gone: 'From what you followed then',
    like: (title) => `Like ${title}`,
    because: {
      topic: 'A topic you follow',
      query: 'A search you follow',
      author: 'An author you follow',
      paper: 'A paper you chose',
      collection: 'A collection by the editor',
    },
  },
  digest: {
    inside: 'Inside:',
    viewInBrowser: 'View in browser',
    preferences: 'Preferences',
    editorsNote: 'Editor’s note:',
    code: 'Code',
    project: 'Project page',
    details: 'Details and similar papers',
    more: 'More like this',
    less: 'Less like this',
    because: ({ cadence, interests, service }) =>
      `You get this because you confirmed a ${cadence} digest of ${interests} at ${service}.`,
  },
  quiet: {
    subject: ({ service }) => `Nothing new for you in ${service}`,
    nothingNew: ({ interests, since }) => `Nothing new in ${interests ?? 'any field'} since ${since}.`,
    holiday: ({ day, next }) =>
      `arXiv announced nothing on ${day}, a holiday; the next announcement is on ${next}.`,
    weekend: ({ next }) =>
      `arXiv announces nothing on Fridays and Saturdays; the next announcement is on ${next}.`,
    silent: ({ since, next }) =>
      `arXiv has announced nothing since ${since}; the next announcement is on ${next}.`,
    asked: 'The next papers come as soon as there are some. You asked for a note on quiet days.',
    because: ({ cadence, service }) =>
      `You get this because you confirmed a ${cadence} digest at ${service}.`,
  },
  announcement: {
    because: ({ service }) => `You get this announcement because you confirmed a digest at ${service}.`,
    turnOff: 'No more announcements',
  },
  confirmation: {
    subject: ({ digest }) => `Please confirm your ${digest}`,
    preheader: ({ rhythm }) => `Then the papers come ${rhythm}.`,
    heading: 'Please confirm your digest',
    asked: ({ service, to }) =>
      `You (or someone using your address) asked ${service} to mail trending research papers to ${to}. Nothing is sent until you say yes.`,
    returned:
      'Mail to this address came back to us before, so nothing has been sent to it since. If it works again, confirm, and the digests come. Such a mail comes once a month at most.',
    button: 'Confirm my digest',
    elsewhere: 'Or open this address in your browser:',
    valid: ({ hours }) =>
      `The link is valid for ${hours}. If this was not you, ignore this mail: nothing more will come.`,
  },
  already: {
    subject: ({ digest }) => `You already get the ${digest}`,
    preheader: 'Nothing has changed. Here is what you follow.',
    heading: 'You already get the digest',
    asked: ({ service, to }) =>
      `You (or someone using your address) asked ${service} to mail trending research papers to ${to}. That address already gets them, so nothing has changed.`,
    notYou: 'If this was not you, ignore this mail.',
  },
  addition: {
    subject: ({ what }) => `Add ${what} to your digest`,
    preheader: 'One click, and your digest has it.',
    heading: 'Add to your digest',
    asked: ({ service, to }) =>
      `You (or someone using your address) asked ${service} to add this to the digest that ${to} gets. Nothing is added until you press the button.`,
    instead: 'You get the best of all fields now. With this you get papers about what you follow instead.',
    toAdd: 'To be added',
    button: 'Add it to my digest',
    elsewhere: 'Or open this address in your browser:',
    valid: ({ hours }) =>
      `The button works for ${hours}. If this was not you, ignore this mail: nothing changes.`,
  },
  welcome: {
    subject: ({ service }) => `Welcome to ${service}`,
    preheader: ({ first }) => `Your first digest is due on ${first}.`,
    heading: 'Welcome. Your digest is set up',
    thanks: ({ first }) =>
      `Thank you for confirming. Your first digest is due on ${first}. When there is nothing new for you, no mail comes.`,
    papers: 'To begin with',
    sender: ({ address }) =>
      `Every digest comes from ${address}. If you add it to your contacts, none of them should end up in the spam folder.`,
    because: ({ service }) => `You get this because you confirmed a digest at ${service}.`,
  },
  goodbye: {
    subject: ({ service }) => `You are unsubscribed from ${service}`,
    preheader: 'No more digests will come.',
    heading: 'You are unsubscribed',
    done: ({ service, to }) =>
      `No more digests will be mailed from ${service} to ${to}. Thank you for reading.`,
    slip: ({ days }) =>
      `If this was a slip, you can undo it for ${days} days, and subscribe again at any time.`,
    undo: 'Undo',
    again: 'Subscribe again',
    because: ({ service }) => `You get this last mail because you unsubscribed at ${service}.`,
  },
  resumed: {
    subject: ({ digest }) => `You get the ${digest} again`,
    preheader: ({ next }) => `The next digest is due on ${next}.`,
    heading: 'You get the digest again',
    done: ({ service, next }) =>
      `Your unsubscribing at ${service} was undone, and everything is as it was before. The next digest is due on ${next}.`,
    notYou: 'If this was not you, unsubscribe below.',
    because: ({ service }) => `You get this because unsubscribing was undone at ${service}.`,
  },
  address: {
    subject: ({ service }) => `Confirm your new address for ${service}`,
    preheader: 'Then the digests come here.',
    heading: 'Confirm your new address',
    asked: ({ service, to }) =>
      `You (or someone using your address) asked ${service} to send your digests to ${to} from now on.`,
    button: 'Send my digests here',
    valid: ({ hours }) =>
      `The button works for ${hours}. If this was not you, ignore this mail: nothing changes, and no digest comes here.`,
    takenSubject: ({ service }) => `This address already has a subscription at ${service}`,
    takenHeading: 'This address has a subscription of its own',
    taken:
      'That cannot be done, as this address has a subscription already. To change what it gets, use “Manage my subscription” on the site. If this was not you, ignore this mail: nothing has changed.',
    changedSubject: ({ service }) => `Your digests from ${service} go to another address now`,
    changedPreheader: 'If this was not you, you can undo it.',
    changedHeading: 'Your address was changed',
    changed: ({ service, to }) =>
      `The digests of ${service} that came to ${to} go to another address from now on, as you (or someone with a link from your mail) asked for and confirmed.`,
    undo: ({ days }) =>
      `If this was not you, you can undo it for ${days} days. After that we forget this address.`,
    undoButton: 'Undo the change',
    because: ({ service }) =>
      `You get this last mail because the address of your subscription at ${service} was changed.`,
  },
  link: {
    elsewhere: 'Or open this address in your browser:',
    because: ({ service }) =>
      `You get this one mail because a link to your subscription was asked for at ${service}.`,
    manage: {
      subject: ({ service }) => `Manage your subscription at ${service}`,
      preheader: 'The link to your preferences.',
      heading: 'Manage your subscription',
      asked: ({ service, to }) =>
        `You (or someone using your address) asked ${service} for the link to the preferences of ${to}. There you can change what you get and when, download or erase what is stored about you, and unsubscribe.`,
      button: 'Open my preferences',
      valid: () =>
        'The link is for you alone: whoever has it can change your subscription. If you did not ask for it, ignore this mail: nothing has changed.',
    },
    export: {
      subject: ({ service }) => `Download your data from ${service}`,
      preheader: 'The link to all that is stored about you.',
      heading: 'Download your data',
      asked: ({ service, to }) =>
        `You (or someone using your address) asked ${service} for a link to download all that is stored about ${to}.`,
      button: 'Download my data',
      valid: ({ minutes }) =>
        `The link is valid for ${minutes}, and for you alone. If you did not ask for it, ignore this mail: nothing is given to anybody.`,
    },
    address: {
      subject: ({ service }) => `Change your address at ${service}`,
      preheader: 'The link to the form for your new address.',
      heading: 'Change your address',
      asked: ({ service, to }) =>
        `You (or someone using your address) asked ${service} for a link to have the digests that ${to} gets sent to another address.`,
      button: 'Enter my new address',
      valid: ({ minutes }) =>
        `The link is valid for ${minutes}, and for you alone. If you did not ask for it, ignore this mail: nothing has changed.`,
    },
    saved: {
      subject: ({ service }) => `Your saved papers at ${service}`,
      preheader: 'The link to your list.',
      heading: 'Your saved papers',
      asked: ({ service, to }) =>
        `You (or someone using your address) asked ${service} for the link to the list of papers that is kept for ${to}. The papers that were sent along are offered there: nothing is added until you press the button.`,
      button: 'Open my list',
      valid: () =>
        'The link is for you alone: whoever has it can change the list, and nothing else. If you did not ask for it, ignore this mail: nothing has changed.',
    },
    erase: {
      subject: ({ service }) => `Erase your data at ${service}`,
      preheader: 'Nothing is erased until you press the button.',
      heading: 'Erase your data',
      asked: ({ service, to }) =>
        `You (or someone using your address) asked ${service} for a link to erase all that is stored about ${to}, which also ends the subscription. Nothing is erased until you press the button on the page behind it.`,
      button: 'Erase my data',
      valid: ({ minutes }) =>
        `The link is valid for ${minutes}, and for you alone. If you did not ask for it, ignore this mail: nothing is erased.`,
    },
  },
  errors: null,
  pages,
};
