import type { SubscribeWords } from '../en/subscribe.ts';

export const subscribe: SubscribeWords = {
  heading: 'Arbeiten im Trend ins Postfach',
  about: 'Die Arbeiten, über die man in Ihren Themen spricht. Ohne Tracking. Abbestellen mit einem Klick.',
  consent:
    'Sie sind einverstanden, Übersichten von Arbeiten zu bekommen, bis Sie abbestellen. Zur Bestätigung schicken wir Ihnen eine E-Mail.',
  button: 'Bestellen',
  follow: 'Verfolgen',
  allFields: 'alle Fachgebiete',
  nothingChosen:
    'Wenn Sie nichts wählen, kommt das Beste aus allen Fachgebieten. [Alle Themen, mit jeder Kategorie von arXiv](topics)',
  keywordsAndAuthors: 'Suchwörter, Personen:',
  topicsLabel: 'Themen:',
  none: 'keine',
  syntax:
    '"Wendungen" in Anführungszeichen, -wort für das, was nicht vorkommen darf, OR. Mehr können Sie später hinzufügen.',
  arrivesAt: 'Kommt um',
  pageLanguage: 'Die Sprache dieser Seite',
  offerSearch: 'Die Suche {search}',
  offerPapersLike: 'Arbeiten ähnlich wie {title}',
  offerPapersLikeThis: 'Arbeiten ähnlich wie diese',
  offerAuthor: 'Neue Arbeiten von {author}',
  checkInbox: 'Sehen Sie in Ihr Postfach',
  onItsWay:
    'Wenn wir an *{address}* schreiben können, ist eine Mail unterwegs. Drücken Sie darin auf den Knopf, um abzuschließen; er wirkt {hours} Stunden lang.',
  onItsWayThere:
    'Wenn wir an diese Adresse schreiben können, ist eine Mail unterwegs. Drücken Sie darin auf den Knopf, um abzuschließen; er wirkt {hours} Stunden lang.',
  addsToDigest: 'Wenn Sie die Übersicht schon bekommen, nimmt der Knopf dies darin auf.',
  unknownZone:
    'Die Zeitzone „{zone}“ ist hier nicht bekannt, deshalb gelten die Zeiten in UTC. Eine andere können Sie in Ihren Einstellungen wählen; der Link steht in jeder Mail.',
  nothingThere:
    'Nach einigen Minuten noch nichts da? Sehen Sie in den Spam-Ordner, und prüfen Sie die Adresse auf Tippfehler. Wenn eine Mail unterwegs abgelehnt wurde, bestellen Sie noch einmal: Dann geht eine weitere hinaus. Ist eine angekommen, folgt innerhalb von 24 Stunden keine zweite; wenn Mails an Ihre Adresse früher zu uns zurückkamen, kommt eine im Monat. Immer noch nichts? Schreiben Sie an den Betreiber dieses Dienstes.',
  openMailbox: 'Postfachseite öffnen',
  caughtThere: 'Hier ist kein Mailserver eingerichtet: Alle Mails werden auf jener Seite aufgefangen.',
  onceMore: 'Andere Adresse, oder noch einmal',
  sendAgain: 'Noch einmal senden',
  what: 'Was',
  when: 'Wann',
  bestOfAll: 'Das Beste aus allen Fachgebieten',
  confirmHeading: 'Bestätigen Sie Ihre Bestellung',
  confirmLead: 'Bestätigen Sie, dann kommen Ihre Übersichten. Das wurde gewählt:',
  confirmButton: 'Ja, bitte Arbeiten zusenden',
  confirmNotYou: 'Waren Sie das nicht? Schließen Sie diese Seite: Ohne den Knopf wird nichts verschickt.',
  addHeading: 'In Ihre Übersicht aufnehmen',
  addLead: 'Ein Klick, und Ihre Übersicht enthält auch dies.',
  addInstead: 'Bisher bekommen Sie das Beste aus allen Fachgebieten; dann geht es um das, was Sie verfolgen.',
  addButton: 'In meine Übersicht aufnehmen',
  addNotYou: 'Waren Sie das nicht? Schließen Sie diese Seite: Ohne den Knopf ändert sich nichts.',
  againHeading: 'Sie bekommen die Übersichten wieder',
  againLead: 'Alles ist so, wie es vor der Abbestellung war.',
  addedHeading: 'In Ihre Übersicht aufgenommen',
  addedLead: 'Das bekommen Sie jetzt:',
  firstHeading: 'Ihre erste Übersicht',
  firstLead:
    'Sie ist unterwegs. Wenn es in dem, was Sie verfolgen, nichts Neues gibt, kommt vor Ihrer üblichen Zeit keine.',
  subscribedHeading: 'Ihre Bestellung ist bestätigt',
  already: 'Sie hatten schon bestätigt: Nichts hat sich geändert.',
  nextDue: 'Die nächste Übersicht kommt am {moment}.',
  firstDue: 'Die erste Übersicht kommt am {moment}.',
  sendFirst: 'Die erste jetzt zusenden',
  linkInDigests: 'In jeder Übersicht steht der Link, um zu ändern, was Sie verfolgen und wann.',
  linkInWelcome: 'In der Willkommensmail steht der Link, um zu ändern, was Sie verfolgen und wann.',
};
