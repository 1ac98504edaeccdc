import type { DaysWords } from '../en/days.ts';

export const days: DaysWords = {
  kicker: 'Tag für Tag',
  headings: {
    day: 'Arbeiten vom {day}',
    week: 'Arbeiten der Woche ab {day}',
    month: 'Arbeiten im {month}',
  },
  headingsIn: {
    day: '{topic}: Arbeiten vom {day}',
    week: '{topic}: Arbeiten der Woche ab {day}',
    month: '{topic}: Arbeiten im {month}',
  },
  lead: 'Was damals neu war, die Arbeit mit den meisten Stimmen zuerst. Die Tage richten sich nach der Weltzeit (UTC).',
  lengths: { day: 'Der Tag', week: 'Die Woche', month: 'Der Monat' },
  length: 'Tag, Woche oder Monat',
  earlier: 'Früher',
  later: 'Später',
  go: 'Anzeigen',
  day: 'Ein anderer Tag',
  now: 'Zu dem, was gerade im Trend liegt',
  nowIn: 'Zu dem, was gerade in {topic} im Trend liegt',
  none: 'Aus dieser Zeit gibt es hier keine Arbeiten.',
  weekend: 'arXiv hat da nichts angekündigt: Freitags und samstags erscheint dort nichts.',
  holiday: 'arXiv hat da nichts angekündigt: Es war ein Feiertag.',
  before: 'Der Tag davor',
};
