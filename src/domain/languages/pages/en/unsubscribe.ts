/** Unsubscribing, and the way back. */
export const unsubscribe = {
  heading: 'Unsubscribe',
  press: 'Press the button, and no more digests will come.',
  button: 'Unsubscribe',
  tooMuch:
    'Too much mail? You can get fewer papers, or get them weekly or monthly: [manage my subscription](manage)',
  doneHeading: 'You are unsubscribed',
  done: 'No more digests will come, not even those that were being prepared.',
  manageData: 'Manage my data',
  undo: 'Undo',
  changedMind:
    'Changed your mind? One click, and everything is as it was before. Possible until {until}; later it takes a new confirmation.',
  again: 'Subscribe again',
  withWhatBefore: 'With what you followed before.',
};
export type UnsubscribeWords = typeof unsubscribe;
