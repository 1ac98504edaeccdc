import type { UnsubscribeWords } from '../en/unsubscribe.ts';

export const unsubscribe: UnsubscribeWords = {
  heading: 'Abbestellen',
  press: 'Drücken Sie auf den Knopf, dann kommt keine Übersicht mehr.',
  button: 'Abbestellen',
  tooMuch:
    'Zu viele Mails? Sie können weniger Arbeiten bekommen, oder sie wöchentlich oder monatlich: [meine Bestellung verwalten](manage)',
  doneHeading: 'Sie haben abbestellt',
  done: 'Es kommt keine Übersicht mehr, auch keine, die gerade vorbereitet wurde.',
  manageData: 'Meine Daten verwalten',
  undo: 'Rückgängig machen',
  changedMind:
    'Anders überlegt? Ein Klick, und alles ist wieder wie vorher. Das geht bis {until}; danach ist eine neue Bestätigung nötig.',
  again: 'Wieder bestellen',
  withWhatBefore: 'Mit allem, was Sie vorher gewählt hatten.',
};
