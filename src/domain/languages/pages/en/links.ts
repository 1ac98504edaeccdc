/** Pages around links that are mailed when somebody asks for them: preferences, data, another address. */
export const links = {
  manageLead:
    'Enter the address that the digests come to. The link to its preferences comes by mail: there you change what you get and when, download or erase your data, and unsubscribe.',
  mailLink: 'Mail me the link',
  asked: {
    manage: 'If that address is subscribed here, a mail with the link to its preferences is on its way.',
    export:
      'If we can write to your address, a mail with a link to download your data is on its way. The link works for an hour.',
    address:
      'If we can write to your address, a mail with a link to enter another one is on its way. The link works for an hour.',
    erase:
      'If we can write to your address, a mail with a link to erase your data is on its way. The link works for an hour. Nothing is erased before you press the button behind it.',
    saved: 'If that address gets the digest, a mail with the link to its saved papers is on its way.',
  },
  onePerDay: 'One such mail goes to an address in a day.',
  onePerHour: 'One such mail is sent in an hour.',
  nothingThere:
    'Nothing there after a few minutes? Look into the spam folder, and for an earlier mail with such a link. {again}',
  downloadHeading: 'Download my data',
  downloadLead:
    'All that is stored about you, as one file (JSON): your address, what you follow, how you agreed, your votes, and what you were sent.',
  downloadButton: 'Download all of it',
  eraseHeading: 'Erase my data',
  eraseLead:
    'Deletes your address, what you follow, your votes and your history for good, and ends the subscription. What stays is a hash that cannot be turned back into your address, so that we never write to it again.',
  eraseButton: 'Yes, erase everything about me',
  worksUntil: 'This page works until {until}.',
  erasedHeading: 'Everything about you is erased',
  erased:
    'Your address, what you followed, your votes and what you were sent are deleted. No more mail comes.',
  erasedHash:
    'Only a one-way hash of your address is kept, so that nobody can subscribe it again by mistake.',
  addressHeading: 'Change your address',
  addressLead:
    'The digests come to {address}. Enter where they are to come from now on: a mail with a button goes there, and nothing changes before you press it.',
  newEmail: 'New email address',
  mailButton: 'Mail me the button',
  checkNewInbox: 'Check the new inbox',
  addressAsked:
    'If we can write to *{address}*, a mail is on its way. Press the button in it, and the digests come there; it works for {hours} hours. Until then everything stays as it is.',
  addressNothingThere:
    'Nothing there after a few minutes? Look into the spam folder, and check the address for typing slips. One such mail goes to an address in a day.',
  confirmAddressHeading: 'Confirm your new address',
  confirmAddressLead:
    'The digests come to {address} from now on. What you follow and everything else stays. The old address gets a mail with which it can be undone for seven days.',
  confirmAddressButton: 'Yes, send my digests here',
  confirmAddressNotYou:
    'Was it not you? Close this page: without the button, nothing changes. It works until {until}.',
  changedHeading: 'Your address is changed',
  changed: 'The digests come here from now on. What you follow and everything else is as it was.',
  changedUndo:
    'The old address gets a mail with which this can be undone for seven days; then it is forgotten.',
  undoHeading: 'Undo the change of address',
  undoLead: 'The digests come to {address} again, and whatever else was asked for since has no effect.',
  undoButton: 'Yes, undo the change',
  undoUntil: 'This works until {until}. After that we forget this address.',
  undoneHeading: 'The change is undone',
  undone: 'The digests come to this address again.',
  undoneWarning:
    'If you did not ask for the change, somebody had a link out of your mail. Look at your preferences: each digest has the link.',
};
export type LinksWords = typeof links;
