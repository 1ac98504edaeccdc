import type { LinksWords } from '../en/links.ts';

export const links: LinksWords = {
  manageLead:
    'Geben Sie die Adresse ein, an die die Übersichten kommen. Der Link zu ihren Einstellungen kommt per Mail: Dort ändern Sie, was Sie wann bekommen, laden Ihre Daten herunter oder löschen sie, und bestellen ab.',
  mailLink: 'Link zusenden',
  asked: {
    manage:
      'Wenn es für diese Adresse hier eine Bestellung gibt, ist eine Mail mit dem Link zu ihren Einstellungen unterwegs.',
    export:
      'Wenn wir an Ihre Adresse schreiben können, ist eine Mail mit einem Link unterwegs, um Ihre Daten herunterzuladen. Der Link gilt eine Stunde.',
    address:
      'Wenn wir an Ihre Adresse schreiben können, ist eine Mail mit einem Link unterwegs, um eine andere einzugeben. Der Link gilt eine Stunde.',
    erase:
      'Wenn wir an Ihre Adresse schreiben können, ist eine Mail mit einem Link unterwegs, um Ihre Daten zu löschen. Der Link gilt eine Stunde. Nichts wird gelöscht, bevor Sie auf der Seite, zu der er führt, auf den Knopf drücken.',
    saved:
      'Wenn diese Adresse die Übersicht bekommt, ist eine Mail mit dem Link zu ihren gemerkten Arbeiten unterwegs.',
  },
  onePerDay: 'An eine Adresse geht am Tag eine solche Mail.',
  onePerHour: 'In einer Stunde wird eine solche Mail verschickt.',
  nothingThere:
    'Nach einigen Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, und suchen Sie eine frühere Mail mit einem solchen Link. {again}',
  downloadHeading: 'Meine Daten herunterladen',
  downloadLead:
    'Alles, was über Sie gespeichert ist, in einer Datei (JSON): Ihre Adresse, wem oder was Sie folgen, wie Sie zugestimmt haben, Ihre Stimmen und was Ihnen geschickt wurde.',
  downloadButton: 'Alles herunterladen',
  eraseHeading: 'Meine Daten löschen',
  eraseLead:
    'Löscht Ihre Adresse, wem oder was Sie folgen, Ihre Stimmen und Ihren Verlauf endgültig und beendet die Bestellung. Es bleibt ein Hashwert, aus dem sich Ihre Adresse nicht zurückgewinnen lässt, damit wir nie wieder an sie schreiben.',
  eraseButton: 'Ja, alles über mich löschen',
  worksUntil: 'Diese Seite ist bis {until} gültig.',
  erasedHeading: 'Alles über Sie ist gelöscht',
  erased:
    'Ihre Adresse, wem oder was Sie folgten, Ihre Stimmen und was Ihnen geschickt wurde: Alles ist gelöscht. Es kommt keine Mail mehr.',
  erasedHash:
    'Gespeichert bleibt nur ein nicht umkehrbarer Hashwert Ihrer Adresse, damit niemand sie versehentlich wieder einträgt.',
  addressHeading: 'Ihre Adresse ändern',
  addressLead:
    'Die Übersichten kommen an {address}. Geben Sie ein, wohin sie ab jetzt kommen sollen: Dorthin geht eine Mail mit einem Knopf, und nichts ändert sich, bevor Sie darauf drücken.',
  newEmail: 'Neue E-Mail-Adresse',
  mailButton: 'Mail mit dem Knopf zusenden',
  checkNewInbox: 'Sehen Sie im neuen Postfach nach',
  addressAsked:
    'Wenn wir an *{address}* schreiben können, ist eine Mail unterwegs. Drücken Sie darin auf den Knopf, dann kommen die Übersichten dorthin; er wirkt {hours} Stunden lang. Bis dahin bleibt alles, wie es ist.',
  addressNothingThere:
    'Nach einigen Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, und prüfen Sie die Adresse auf Tippfehler. An eine Adresse geht am Tag eine solche Mail.',
  confirmAddressHeading: 'Bestätigen Sie Ihre neue Adresse',
  confirmAddressLead:
    'Die Übersichten kommen ab jetzt an {address}. Wem oder was Sie folgen und alles andere bleibt. Die alte Adresse bekommt eine Mail, mit der sich das sieben Tage lang rückgängig machen lässt.',
  confirmAddressButton: 'Ja, meine Übersichten hierher schicken',
  confirmAddressNotYou:
    'Waren Sie das nicht? Schließen Sie diese Seite: Ohne den Knopf ändert sich nichts. Er wirkt bis {until}.',
  changedHeading: 'Ihre Adresse ist geändert',
  changed: 'Die Übersichten kommen ab jetzt hierher. Wem oder was Sie folgen und alles andere ist wie zuvor.',
  changedUndo:
    'Die alte Adresse bekommt eine Mail, mit der sich das sieben Tage lang rückgängig machen lässt; dann wird sie vergessen.',
  undoHeading: 'Änderung der Adresse rückgängig machen',
  undoLead:
    'Die Übersichten kommen wieder an {address}; alles, was seitdem gewünscht wurde, bleibt ohne Wirkung.',
  undoButton: 'Ja, Änderung rückgängig machen',
  undoUntil: 'Das geht bis {until}. Danach vergessen wir diese Adresse.',
  undoneHeading: 'Die Änderung ist rückgängig gemacht',
  undone: 'Die Übersichten kommen wieder an diese Adresse.',
  undoneWarning:
    'Wenn Sie die Änderung nicht gewünscht haben, hatte jemand einen Link aus Ihren Mails. Sehen Sie Ihre Einstellungen durch: Der Link steht in jeder Übersicht.',
};
