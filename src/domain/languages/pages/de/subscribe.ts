import type { SubscribeWords } from '../en/subscribe.ts';

export const subscribe: SubscribeWords = {
  heading: 'Arbeiten im Trend ins Postfach',
  about: 'Die Arbeiten, über die man in Ihren Themen spricht. Ohne Tracking. Abbestellen mit einem Klick.',
  consent:
    'Sie sind einverstanden, Übersichten von Arbeiten zu bekommen, bis Sie abbestellen. Zur Bestätigung schicken wir Ihnen eine E-Mail.',
  button: 'Bestellen',
  checkInbox: 'Sehen Sie in Ihr Postfach',
};
