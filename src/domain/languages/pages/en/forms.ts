import type { Counted } from '../../counted.ts';

/** In the forms of several pages. */
export const forms = {
  email: 'Email address',
  emailExample: 'you@example.org',
  /** On a field that people do not see, for those who do. */
  leaveEmpty: 'Leave this empty',
  cadence: 'How often',
  weekday: 'Day, if weekly',
  hour: 'Hour',
  timezone: 'Time zone',
  language: 'Language',
  maxPapers: 'Papers',
  quietDays: 'When there is nothing new',
  announcements: 'Announcements',
  topics: 'Topics',
  keywords: 'Keywords',
  keywordsExample: '"sparse attention" -vision',
  author: 'Author',
  authors: 'Authors',
  authorExample: 'Ada Lovelace',
  papersLike: 'Papers like these',
  paperExample: 'arXiv id or address',
  cadences: { daily: 'Every day', weekly: 'Every week', monthly: 'Every month' },
  quiet: { skip: 'No mail', note: 'A short note that there is nothing' },
  letters: { on: 'Send me them too', off: 'Only digests' },
  /** The zones that are on no continent. */
  universal: 'Universal',
  rhythm: {
    daily: 'Every day at {time} ({zone}), at most {papers}',
    weekly: 'Every {weekday} at {time} ({zone}), at most {papers}',
    monthly: 'On the 1st of every month at {time} ({zone}), at most {papers}',
  },
  bestOfAll: 'the best of all fields',
  chosen: { one: '{n} chosen', other: '{n} chosen' } as Counted,
  findTopic: 'Find a topic',
  findTopicExample: 'robots, cs.RO, proteins …',
  topicsFound: { one: '{n} topic', other: '{n} topics' } as Counted,
  /** When something was refused. */
  problem: 'There is a problem',
  correct: 'Please correct the fields marked below.',
  previous: 'Previous',
  next: 'Next',
  pages: 'Pages',
  pageOf: 'Page {page} of {pages}',
};
export type FormWords = typeof forms;
