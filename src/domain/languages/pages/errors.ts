import { longest } from '../../lengths.ts';

/**
 * What use cases say to readers when something is not right, as they say it: in English, since the API and the console
 * are. `{}` stands for what such a message quotes.
 */
export const errorTexts = [
  // Titles of pages about errors.
  'The request is not right',
  'Who are you?',
  'Not allowed',
  'Not found',
  'Not possible now',
  'No longer valid',
  'Not in time',
  'Too large',
  'Too many requests',
  'Not available now',
  'Something went wrong',
  // What such a page says.
  'The body is larger than this address takes.',
  'The body is of a type that this address does not take.',
  'Too many requests; please wait a moment.',
  'This was not expected. It has been logged; please try again later.',
  'The request did not come in time. Please send it again.',
  'There is nothing at this address.',
  'That day has not come yet. Its papers will be here when it has.',
  'That month has not come yet. Its digests will be here when it has.',
  'date: a day of the calendar, written like 2026-11-24',
  'a day of the calendar, written like 2026-11-24',
  'month: a month of the calendar, written like 2026-11',
  'a month of the calendar, written like 2026-11',
  'Nothing takes {} at this address.',
  'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
  'This confirmation link is not known. It may have been cut short by your mail program, or replaced by a newer one.',
  'This confirmation link was used before. To subscribe again, please fill in the form once more.',
  'This confirmation link has expired. Please fill in the form once more; you will get a new one.',
  'You unsubscribed after you got this link. To subscribe again, please fill in the form once more.',
  'Please confirm first, by the button in the mail.',
  'This subscription was erased.',
  'Everything about this subscription was erased.',
  'This feed has another address by now. It is on the preferences page.',
  'No digest comes at present, so this feed has ended.',
  'Mail to this address was refused or reported before, so it cannot be subscribed. Please write to the operators of this service.',
  'Mail to this address was refused or reported before. Please write to the operators of this service.',
  'This subscription was stopped, as mail was refused or reported. Please subscribe with the new address.',
  'This subscription was never confirmed. To get a new mail with a button, please fill in the subscribe form once more.',
  'Too many links were asked for from your network within an hour. Please try again later.',
  'Too many subscriptions came from your network within an hour. Please try again later.',
  'Very many people are subscribing just now. Please try again in a few minutes; a browser that may run scripts need not wait.',
  'Too much is asked for just now. Please try again in a moment.',
  'This link has expired: it worked for an hour. Please ask for a new one on your preferences page.',
  'This link has expired. Please ask for a new one on your preferences page.',
  'This link has ended. Please ask for a new one on your preferences page.',
  'This link has ended: a change of address can be undone for seven days.',
  'This link was used before: the address is changed.',
  'This was undone before: the old address is back.',
  'This address has a subscription of its own.',
  'You asked for this too often today. Please try again tomorrow.',
  'No digest comes at present, so there is nothing to pause.',
  'No digest comes at present, so there is none to look at.',
  'There is nothing new for you at the moment.',
  'Your first digest came already, or none comes at present.',
  'This digest is no longer kept.',
  'This paper is no longer here.',
  'There is no such paper here.',
  'Save papers on this site itself.',
  'There is no such topic. The catalogue lists them all.',
  'There is no such digest in the archive.',
  'There is no such collection.',
  'There is no such subscriber.',
  'No paper here has an author of this name. You can search for papers instead.',
  'There is no such picture any more.',
  'There is no such picture.',
  'There is no logo.',
  'This mail is not in the mailbox; only the newest are kept.',
  'This mail has no HTML part.',
  'The mailbox has links that act for others, so it opens only on the machine that Offprint runs on, as http://localhost with its port, and for admins who have signed in at {}/admin. To have mail sent instead of caught, set SMTP_URL.',
  // Beside a field.
  'is missing',
  'is required',
  'is not known here',
  'is not supported here',
  'must be one of {}',
  'must be a whole number from {} to {}',
  'must be a language tag such as en or de',
  '"{}" is not a time zone\'s name such as Europe/Berlin',
  'must have at most {} characters',
  'must not be given more than {} times',
  'must not contain the character NUL',
  'must be well-formed Unicode',
  'is the address that the digests come to already',
  'there is no paper "{}" here; give an arXiv id or a paper\'s address',
  'there is no topic {}; /topics lists them all',
  'at most {} topics can be followed',
  'at most {} searches can be followed',
  'at most {} authors can be followed',
  'at most {} papers can be followed',
  '"{}" is not an author of this paper',
  '"{}" is not a topic of this paper',
  'tick whom or what to mute',
  'a name has at most {} characters',
  '"{}" is not a name such as Ada Lovelace',
  'a search has at most {} characters',
  'a search has at most {} of author:, cat:, from: and to:',
  '"{}" has a date; a search that is followed looks at new papers only',
  '"{}" has no word to look for; one that must not be there is not enough',
  '"{}" lacks a word to look for beside OR',
  'The address is {} characters long; at most {} are allowed (RFC 5321).',
  'An address is needed, like ada@example.org.',
  'The address has a line break or another control character in it: give it on one line.',
  'Give only the address, like ada@example.org, without a name or angle brackets.',
  'Quoted names before the @ are not supported: give an address without quotation marks.',
  'An address needs an @ between name and domain, like ada@example.org.',
  'There is more than one @: give exactly one address.',
  'An address cannot have spaces in it.',
  'The address has an invisible character in it: type it again by hand.',
  'The part before the @ is missing.',
  'Letters outside A–Z before the @ are not supported (that takes SMTPUTF8, RFC 6531): give another address.',
  'The character {} cannot stand before the @.',
  'The part before the @ cannot begin or end with a dot.',
  'The part before the @ cannot have two dots in a row.',
  'The part before the @ is {} characters long; at most {} are allowed (RFC 5321).',
  'Addresses under .{} cannot receive mail ({}): give one on the public internet.',
  'The domain after the @ is missing.',
  'Address literals like [192.0.2.1] are not supported: give a domain name after the @.',
  'The character {} cannot stand in a domain.',
  'The domain cannot begin or end with a dot, or have two in a row.',
  'The domain {} is not complete: it needs an ending, like {}.org.',
  'A part of the domain is longer than {} characters.',
  'The domain ends in a number: give a domain name, not an IP address.',
  '{} cannot be a part of a domain: only letters, digits and inner hyphens can.',
  '{} is not a domain name.',
] as const;

/** What a language says instead of each; `{}` in the same order. */
export type ErrorWords = Readonly<Record<(typeof errorTexts)[number], string>>;

const inParts = errorTexts
  .filter((text) => text.includes('{}'))
  .map((text) => ({ text, parts: text.split('{}') }));

/** What stands between the parts of a text; null when the message is another one. */
function quotedIn(message: string, parts: readonly string[]): string[] | null {
  const [first = '', ...others] = parts;
  if (!message.startsWith(first)) return null;
  const found: string[] = [];
  let at = first.length;
  for (const [index, part] of others.entries()) {
    const last = index === others.length - 1;
    const end = last ? message.length - part.length : message.indexOf(part, at);
    if (end < at || !message.startsWith(part, end)) return null;
    found.push(message.slice(at, end));
    at = end + part.length;
  }
  return found;
}

/** What an error says, in the language; one that the language has no words for stays as it is. */
export function errorIn({ errors }: { errors: ErrorWords | null }, message: string): string {
  if (errors === null || message.length > longest.title) return message;
  const words: Readonly<Record<string, string>> = errors;
  if (Object.hasOwn(words, message)) return words[message] ?? message;
  for (const { text, parts } of inParts) {
    const quoted = quotedIn(message, parts);
    if (quoted === null) continue;
    return errors[text].split('{}').reduce((said, part, index) => `${said}${quoted[index - 1] ?? ''}${part}`);
  }
  return message;
}
