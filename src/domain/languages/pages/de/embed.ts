import type { EmbedWords } from '../en/embed.ts';

export const embed: EmbedWords = {
  heading: 'Ein Formular für Ihre Website',
  description: 'Lassen Sie auf Ihrer eigenen Seite Übersichten von Arbeiten im Trend bestellen.',
  lead: 'Wer Ihre Seite liest, gibt dort die eigene Adresse ein und bekommt von hier eine Mail mit einem Knopf zur Bestätigung. Es ist einfaches HTML: kein Skript, kein Cookie, nichts wird nachgeladen.',
  what: 'Was bestellt wird',
  withoutAny: 'Ohne Auswahl das Beste aus allen Fachgebieten.',
  make: 'Formular erzeugen',
  html: 'Das HTML',
  subscribesTo: 'Bestellt wird: {follows}.',
  copyThis: 'Kopieren Sie dies in Ihre Seite',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  marked: 'Markiert: Kopieren Sie es mit der Tastatur.',
  hint: 'Gestalten und formulieren Sie es, wie Sie möchten, aber lassen Sie die letzte Zeile stehen: Sie ist es, der zugestimmt wird. Ohne Zeitzone kommen die Übersichten um 08:00 Uhr UTC; das lässt sich in den Einstellungen ändern. Wenn Ihre Seite eine Content Security Policy hat, muss sie diese Website in `form-action` erlauben.',
  ownScript: 'Mit einem eigenen Skript',
  anyPage: 'Jede Seite darf JSON an `{address}` senden, ohne Anmeldung; wie, steht in der [API](api).',
  intro: 'Forschungsarbeiten im Trend per Mail, von {service}.',
};
