import type { Language } from './language.ts';
import { errors } from './pages/de/errors.ts';
import { pages } from './pages/de.ts';

const small = ['drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn'];
const kinds = { daily: 'tägliche', weekly: 'wöchentliche', monthly: 'monatliche' } as const;

export const german: Language = {
  tag: 'de',
  locale: 'de',
  name: 'Deutsch',
  dir: 'ltr',
  quoted: (text) => `„${text}“`,
  moment: ({ date, time }) => `${date} um ${time} Uhr`,
  rhythm: ({ cadence, weekday, time, timezone }) => {
    const days = {
      daily: 'täglich',
      weekly: `wöchentlich, ${weekday.toLowerCase()}s`,
      monthly: 'monatlich, am 1.',
    };
    return `${days[cadence]} um ${time} Uhr, ${timezone}`;
  },
  allFields: 'alle Fachgebiete',
  papersLike: (title) => `Arbeiten ähnlich wie ${title}`,
  andMore: { one: '{n} weitere', other: '{n} weitere' },
  papers: { one: '{n} Arbeit', other: '{n} Arbeiten' },
  upvotes: { one: '{n} Stimme', other: '{n} Stimmen' },
  stars: { one: '{n} Stern', other: '{n} Sterne' },
  hours: { one: '{n} Stunde', other: '{n} Stunden' },
  minutes: { one: '{n} Minute', other: '{n} Minuten' },
  digestOf: (service) => `die Übersicht von ${service}`,
  contact: 'Kontakt:',
  unsubscribe: 'Abbestellen',
  changeWhatYouGet: 'Ändern, was Sie bekommen',
  youFollow: 'Sie folgen:',
  toFollow: 'Gewünscht:',
  rhythmLabel: 'Rhythmus:',
  entered: ({ service }) =>
    `Sie bekommen diese eine Mail, weil Ihre Adresse bei ${service} eingetragen wurde.`,
  reason: {
    allFields: 'in allen Fachgebieten im Trend',
    editorsPicks: 'von der Redaktion ausgewählt',
    gone: 'passend zu dem, was Sie damals gewählt hatten',
    topic: (name) => `weil Sie dem Thema ${name} folgen`,
    query: (query) => `weil Sie der Suche ${query} folgen`,
    author: (name) => `weil Sie ${name} folgen`,
    paper: (title) => `ähnlich wie ${title}, von Ihnen gewählt`,
    collection: (name) => `in der Sammlung ${name} der Redaktion`,
    gain: (number) => `+${number} an einem Tag`,
    compared: ({ gain, times, category }) => `${gain}, ${times} so viel wie in ${category} üblich`,
    times: (whole, number) => {
      if (whole === 2) return 'doppelt';
      const word = small[whole - 3];
      return word === undefined ? `${number}-mal` : `${word}mal`;
    },
  },
  section: {
    opening: 'Zuerst für Sie',
    editorsPicks: 'Auswahl der Redaktion',
    allFields: 'In allen Fachgebieten im Trend',
    gone: 'Passend zu dem, was Sie damals gewählt hatten',
    like: (title) => `Ähnlich wie ${title}`,
    because: {
      topic: 'Ein Thema, dem Sie folgen',
      query: 'Eine Suche, der Sie folgen',
      author: 'Eine Person, der Sie folgen',
      paper: 'Eine Arbeit, die Sie gewählt haben',
      collection: 'Eine Sammlung der Redaktion',
    },
  },
  digest: {
    inside: 'Inhalt:',
    viewInBrowser: 'Im Browser ansehen',
    preferences: 'Einstellungen',
    editorsNote: 'Anmerkung der Redaktion:',
    code: 'Code',
    project: 'Projektseite',
    details: 'Mehr dazu und ähnliche Arbeiten',
    more: 'Mehr davon',
    less: 'Weniger davon',
    because: ({ cadence, interests, service }) =>
      `Sie bekommen diese Mail, weil Sie bei ${service} eine ${kinds[cadence]} Übersicht bestellt und bestätigt haben. Sie folgen: ${interests}.`,
  },
  quiet: {
    subject: ({ service }) => `Nichts Neues für Sie bei ${service}`,
    nothingNew: ({ interests, since }) =>
      `Nichts Neues seit ${since}. Sie folgen: ${interests ?? 'allen Fachgebieten'}.`,
    holiday: ({ day, next }) =>
      `Am ${day}, einem Feiertag, hat arXiv nichts veröffentlicht; die nächste Ankündigung kommt am ${next}.`,
    weekend: ({ next }) =>
      `Freitags und samstags veröffentlicht arXiv nichts; die nächste Ankündigung kommt am ${next}.`,
    silent: ({ since, next }) =>
      `Seit ${since} hat arXiv nichts veröffentlicht; die nächste Ankündigung kommt am ${next}.`,
    asked:
      'Die nächsten Arbeiten kommen, sobald es welche gibt. Sie haben sich für ruhige Tage eine kurze Nachricht gewünscht.',
    because: ({ cadence, service }) =>
      `Sie bekommen diese Mail, weil Sie bei ${service} eine ${kinds[cadence]} Übersicht bestellt und bestätigt haben.`,
  },
  announcement: {
    because: ({ service }) =>
      `Sie bekommen diese Ankündigung, weil Sie bei ${service} eine Übersicht bestellt und bestätigt haben.`,
    turnOff: 'Keine Ankündigungen mehr',
  },
  confirmation: {
    subject: ({ digest }) => `Bitte bestätigen Sie: ${digest}`,
    preheader: ({ rhythm }) => `Dann kommen die Arbeiten ${rhythm}.`,
    heading: 'Bitte bestätigen Sie Ihre Übersicht',
    asked: ({ service, to }) =>
      `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} viel beachtete Forschungsarbeiten für ${to} bestellt. Bevor Sie zustimmen, kommt nichts.`,
    returned:
      'Mails an diese Adresse kamen zu uns zurück, deshalb haben wir seitdem nichts geschickt. Wenn sie wieder funktioniert, bestätigen Sie, dann kommen die Übersichten. Eine solche Mail kommt höchstens einmal im Monat.',
    button: 'Meine Übersicht bestätigen',
    elsewhere: 'Oder öffnen Sie diese Adresse in Ihrem Browser:',
    valid: ({ hours }) =>
      `Der Link gilt ${hours}. Wenn Sie das nicht waren, ignorieren Sie diese Mail: Dann kommt nichts weiter.`,
  },
  already: {
    subject: ({ digest }) => `Sie bekommen das schon: ${digest}`,
    preheader: 'Nichts hat sich geändert. Hier steht, wem oder was Sie folgen.',
    heading: 'Sie bekommen die Übersicht schon',
    asked: ({ service, to }) =>
      `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} viel beachtete Forschungsarbeiten für ${to} bestellt. An diese Adresse kommen sie schon, also hat sich nichts geändert.`,
    notYou: 'Wenn Sie das nicht waren, ignorieren Sie diese Mail.',
  },
  addition: {
    subject: ({ what }) => `${what} in Ihre Übersicht aufnehmen`,
    preheader: 'Ein Klick, und Ihre Übersicht enthält es.',
    heading: 'In Ihre Übersicht aufnehmen',
    asked: ({ service, to }) =>
      `Sie (oder jemand mit Ihrer Adresse) haben ${service} gebeten, dies in die Übersicht aufzunehmen, die an ${to} geht. Nichts wird aufgenommen, bevor Sie auf den Knopf drücken.`,
    instead:
      'Bisher bekommen Sie das Beste aus allen Fachgebieten. Damit bekommen Sie stattdessen Arbeiten zu dem, was Sie gewählt haben.',
    toAdd: 'Kommt hinzu',
    button: 'In meine Übersicht aufnehmen',
    elsewhere: 'Oder öffnen Sie diese Adresse in Ihrem Browser:',
    valid: ({ hours }) =>
      `Der Knopf wirkt ${hours} lang. Wenn Sie das nicht waren, ignorieren Sie diese Mail: Dann ändert sich nichts.`,
  },
  welcome: {
    subject: ({ service }) => `Willkommen bei ${service}`,
    preheader: ({ first }) => `Ihre erste Übersicht kommt am ${first}.`,
    heading: 'Willkommen! Ihre Übersicht ist eingerichtet',
    thanks: ({ first }) =>
      `Danke für die Bestätigung. Ihre erste Übersicht kommt am ${first}. Wenn es für Sie nichts Neues gibt, kommt keine Mail.`,
    papers: 'Für den Anfang',
    sender: ({ address }) =>
      `Jede Übersicht kommt von ${address}. Wenn Sie diese Adresse in Ihr Adressbuch aufnehmen, sollte keine im Spam-Ordner landen.`,
    because: ({ service }) =>
      `Sie bekommen diese Mail, weil Sie bei ${service} eine Übersicht bestellt und bestätigt haben.`,
  },
  goodbye: {
    subject: ({ service }) => `${service} ist abbestellt`,
    preheader: 'Es kommt keine Übersicht mehr.',
    heading: 'Sie haben abbestellt',
    done: ({ service, to }) =>
      `Von ${service} wird keine Übersicht mehr an ${to} geschickt. Danke, dass Sie mitgelesen haben.`,
    slip: ({ days }) =>
      `Wenn das ein Versehen war, können Sie es ${days} Tage lang rückgängig machen und jederzeit wieder bestellen.`,
    undo: 'Rückgängig machen',
    again: 'Wieder bestellen',
    because: ({ service }) => `Sie bekommen diese letzte Mail, weil Sie bei ${service} abbestellt haben.`,
  },
  resumed: {
    subject: ({ digest }) => `Sie bekommen wieder: ${digest}`,
    preheader: ({ next }) => `Die nächste Übersicht kommt am ${next}.`,
    heading: 'Sie bekommen die Übersicht wieder',
    done: ({ service, next }) =>
      `Die Abbestellung bei ${service} wurde rückgängig gemacht, und alles ist wie zuvor. Die nächste Übersicht kommt am ${next}.`,
    notYou: 'Wenn Sie das nicht waren, bestellen Sie unten ab.',
    because: ({ service }) =>
      `Sie bekommen diese Mail, weil eine Abbestellung bei ${service} rückgängig gemacht wurde.`,
  },
  address: {
    subject: ({ service }) => `Bestätigen Sie Ihre neue Adresse für ${service}`,
    preheader: 'Dann kommen die Übersichten hierher.',
    heading: 'Bestätigen Sie Ihre neue Adresse',
    asked: ({ service, to }) =>
      `Sie (oder jemand mit Ihrer Adresse) haben ${service} gebeten, Ihre Übersichten ab jetzt an ${to} zu schicken.`,
    button: 'Meine Übersichten hierher schicken',
    valid: ({ hours }) =>
      `Der Knopf wirkt ${hours} lang. Wenn Sie das nicht waren, ignorieren Sie diese Mail: Nichts ändert sich, und keine Übersicht kommt hierher.`,
    takenSubject: ({ service }) => `Diese Adresse hat bei ${service} schon eine Bestellung`,
    takenHeading: 'Diese Adresse hat eine eigene Bestellung',
    taken:
      'Das geht nicht, weil diese Adresse schon eine Bestellung hat. Um zu ändern, was sie bekommt, benutzen Sie „Meine Bestellung verwalten“ auf der Website. Wenn Sie das nicht waren, ignorieren Sie diese Mail: Nichts hat sich geändert.',
    changedSubject: ({ service }) => `Ihre Übersichten von ${service} gehen jetzt an eine andere Adresse`,
    changedPreheader: 'Wenn Sie das nicht waren, können Sie es rückgängig machen.',
    changedHeading: 'Ihre Adresse wurde geändert',
    changed: ({ service, to }) =>
      `Die Übersichten von ${service}, die an ${to} kamen, gehen ab jetzt an eine andere Adresse. Sie (oder jemand mit einem Link aus Ihren Mails) haben das gewünscht und bestätigt.`,
    undo: ({ days }) =>
      `Wenn Sie das nicht waren, können Sie es ${days} Tage lang rückgängig machen. Danach vergessen wir diese Adresse.`,
    undoButton: 'Änderung rückgängig machen',
    because: ({ service }) =>
      `Sie bekommen diese letzte Mail, weil die Adresse Ihrer Bestellung bei ${service} geändert wurde.`,
  },
  link: {
    elsewhere: 'Oder öffnen Sie diese Adresse in Ihrem Browser:',
    because: ({ service }) =>
      `Sie bekommen diese eine Mail, weil bei ${service} ein Link zu Ihrer Bestellung angefordert wurde.`,
    manage: {
      subject: ({ service }) => `Ihre Bestellung bei ${service} verwalten`,
      preheader: 'Der Link zu Ihren Einstellungen.',
      heading: 'Ihre Bestellung verwalten',
      asked: ({ service, to }) =>
        `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} den Link zu den Einstellungen für ${to} angefordert. Dort können Sie ändern, was Sie wann bekommen, herunterladen oder löschen, was über Sie gespeichert ist, und abbestellen.`,
      button: 'Meine Einstellungen öffnen',
      valid: () =>
        'Der Link ist nur für Sie: Wer ihn hat, kann Ihre Bestellung ändern. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Mail: Nichts hat sich geändert.',
    },
    export: {
      subject: ({ service }) => `Ihre Daten bei ${service} herunterladen`,
      preheader: 'Der Link zu allem, was über Sie gespeichert ist.',
      heading: 'Ihre Daten herunterladen',
      asked: ({ service, to }) =>
        `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} einen Link angefordert, um alles herunterzuladen, was über ${to} gespeichert ist.`,
      button: 'Meine Daten herunterladen',
      valid: ({ minutes }) =>
        `Der Link gilt ${minutes} und ist nur für Sie. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Mail: Niemand bekommt etwas.`,
    },
    address: {
      subject: ({ service }) => `Ihre Adresse bei ${service} ändern`,
      preheader: 'Der Link zum Formular für Ihre neue Adresse.',
      heading: 'Ihre Adresse ändern',
      asked: ({ service, to }) =>
        `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} einen Link angefordert, um die Übersichten, die ${to} bekommt, an eine andere Adresse schicken zu lassen.`,
      button: 'Meine neue Adresse eingeben',
      valid: ({ minutes }) =>
        `Der Link gilt ${minutes} und ist nur für Sie. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Mail: Nichts hat sich geändert.`,
    },
    saved: {
      subject: ({ service }) => `Ihre gemerkten Arbeiten bei ${service}`,
      preheader: 'Der Link zu Ihrer Liste.',
      heading: 'Ihre gemerkten Arbeiten',
      asked: ({ service, to }) =>
        `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} den Link zur Liste der Arbeiten angefordert, die für ${to} aufbewahrt wird. Die mitgeschickten Arbeiten werden dort angeboten: Nichts kommt auf die Liste, bevor Sie auf den Knopf drücken.`,
      button: 'Meine Liste öffnen',
      valid: () =>
        'Der Link ist nur für Sie: Wer ihn hat, kann die Liste ändern, sonst nichts. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Mail: Nichts hat sich geändert.',
    },
    erase: {
      subject: ({ service }) => `Ihre Daten bei ${service} löschen`,
      preheader: 'Nichts wird gelöscht, bevor Sie auf den Knopf drücken.',
      heading: 'Ihre Daten löschen',
      asked: ({ service, to }) =>
        `Sie (oder jemand mit Ihrer Adresse) haben bei ${service} einen Link angefordert, um alles zu löschen, was über ${to} gespeichert ist; damit endet auch die Bestellung. Nichts wird gelöscht, bevor Sie auf der Seite, zu der er führt, auf den Knopf drücken.`,
      button: 'Meine Daten löschen',
      valid: ({ minutes }) =>
        `Der Link gilt ${minutes} und ist nur für Sie. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Mail: Nichts wird gelöscht.`,
    },
  },
  errors,
  pages,
};
