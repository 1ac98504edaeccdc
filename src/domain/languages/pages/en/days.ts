/** The papers of a past day, week or month. */
export const days = {
  kicker: 'Any day',
  headings: { day: 'Papers of {day}', week: 'Papers of the week of {day}', month: 'Papers of {month}' },
  headingsIn: {
    day: '{topic}: papers of {day}',
    week: '{topic}: papers of the week of {day}',
    month: '{topic}: papers of {month}',
  },
  lead: 'What was new then, with most votes first. Days are those of Universal Time.',
  lengths: { day: 'That day', week: 'That week', month: 'That month' },
  length: 'Day, week or month',
  earlier: 'Earlier',
  later: 'Later',
  go: 'Go',
  day: 'Another day',
  now: 'Go to what is trending now',
  nowIn: 'Go to what is trending now in {topic}',
  none: 'No papers of that time are here.',
  weekend: 'arXiv announced nothing then: it does not on Fridays and Saturdays.',
  holiday: 'arXiv announced nothing then: it was a holiday.',
  before: 'The day before',
};
export type DaysWords = typeof days;
