import type { OwnWords } from '../en/own.ts';

export const own: OwnWords = {
  aboutDescription: 'Was {name} ist.',
  privacyDescription: 'Was {name} über die Menschen speichert, die hier lesen.',
  rankingDescription: 'Wie {name} Arbeiten auswählt und ordnet.',
  sources: 'Woher die Arbeiten kommen',
  heard: '{name} hat am {at} geantwortet.',
  silent: '{name} hat seit dem {at} nicht geantwortet und wird von selbst wieder gefragt.',
  never: '{name} hat noch nicht geantwortet.',
  answerMails: 'Schreiben Sie uns, indem Sie auf eine unserer Mails antworten.',
  writeTo: 'Schreiben Sie uns: {contact}.',
  importedFiles: 'den Dateien, die die Redaktion einspielt',
  programs: ' und unsere eigenen Programme unter {programs}, die erfahren, wenn Sie kommen und gehen',
  about: `{name} schickt per Mail die Forschungsarbeiten, die in Ihren Gebieten im Trend liegen: täglich, wöchentlich oder monatlich. Ein Konto ist nicht nötig: Geben Sie Ihre Adresse ein, drücken Sie in der Mail, die dann kommt, auf den Knopf, und ändern oder beenden Sie alles jederzeit mit den Links in jeder Übersicht.

## Woher die Arbeiten kommen

Die Arbeiten sowie die Stimmen und Kommentare dazu kommen von {sources}. Bei jeder Arbeit in einer Übersicht steht, warum sie dort ist.

## Was Sie hier tun können

- Folgen Sie [Themen](/topics), Suchen, Autorinnen und Autoren oder einzelnen Arbeiten, um mehr davon zu bekommen.
- Lesen Sie, was jetzt [im Trend](/) liegt, und [frühere Übersichten](/archive).
- Lesen Sie mit einem [Feed](/feed.xml) mit, oder stellen Sie [ein Formular auf Ihre eigene Website](/embed).
- Benutzen Sie die [API](/api/docs).

## Kontakt

{contact} Was wir über Sie speichern, steht unter [Datenschutz](/privacy).

{name} läuft mit Offprint, einer quelloffenen Software.
`,
  ranking: `Über die Reihenfolge entscheidet weder ein Mensch noch eine Bezahlung: Alles wird berechnet, und der Quelltext dafür ist offen. Nur was als Anmerkung oder Auswahl der Redaktion bezeichnet ist, hat jemand ausgesucht.

## Was im Trend liegt

Eine Arbeit liegt im Trend, wenn sie neu ist und mehr Zuspruch findet, als Arbeiten ihres Fachs in diesem Alter üblicherweise finden. Es zählen Stimmen, Kommentare zur Hälfte und neue Sterne für ihren Code. „+38 an einem Tag, zehnmal so viel wie in Robotics üblich“ heißt genau das. Plötzliche Anstiege werden gedämpft, damit wenige Konten keine Arbeit nach oben bringen, und zwei Quellen, die dieselben Stimmen zählen, werden nicht addiert. Die Zahlen kommen von {sources}; {name} zählt nicht, was Sie anklicken.

## Was in einer Übersicht steht

Arbeiten, die Sie noch nicht bekommen haben und die zu dem passen, wem oder was Sie folgen: zu Themen, Wörtern, Autorinnen und Autoren oder zu Arbeiten, die Sie genannt haben. Jedes Interesse bekommt seinen Anteil, ein stärkeres mehr. Dann entscheiden Ihre Stimmen, wie viel in einer Arbeit von dem handelt, was Sie gewählt haben, und wie neu sie ist; was dasselbe sagt wie eine Arbeit weiter oben, tritt zurück. Bei jeder Arbeit oder Gruppe von Arbeiten steht, warum sie da ist.

## Suchen

Alle Wörter der Suche müssen vorkommen; seltene zählen mehr als häufige, und was im Titel oder nah beieinander steht, zählt mehr. Findet sich so wenig, folgen Arbeiten, die Ähnliches sagen. Wörter in Anführungszeichen sind so gemeint, wie sie dastehen.

## Was Sie daran ändern können

Drücken Sie in einer Übersicht auf *Mehr davon* oder *Weniger davon*, schalten Sie Personen oder Themen stumm, oder ändern Sie, wem oder was Sie folgen und wie viel davon kommt. Alles, was aus Ihren Stimmen gelernt wird, steht in Ihren Einstellungen, und dort können Sie es zurücknehmen.
`,
  kept: {
    unconfirmed: 'Eine Adresse, die niemand bestätigt, wird nach {days} Tagen gelöscht.',
    deliveries:
      'Wann Ihnen welche Übersicht geschickt wurde und was der Mailserver antwortete, wird nach {days} Tagen gelöscht; welche Arbeiten darin standen, bleibt, damit keine zweimal kommt.',
    bounces: 'Mails, die zurückkamen, werden nach {days} Tagen gelöscht.',
    events: 'Der Verlauf Ihrer Bestellung wird nach {days} Tagen gelöscht.',
    unsubscribed:
      '{days} Tage nach dem Abbestellen wird alles gelöscht bis auf einen Hashwert Ihrer Adresse, damit keine Liste Sie wieder einträgt.',
    rest: 'Alles andere bleibt, bis Sie es löschen.',
  },
  privacy: `## Was gespeichert wird

Wenn Sie bestellen: Ihre Adresse, Ihr Name, wenn Sie ihn angeben, wem oder was Sie folgen, wann und in welcher Sprache Sie Ihre Übersicht möchten; wann und von welcher Netzadresse aus Sie bestellt und bestätigt haben, als Nachweis Ihrer Zustimmung; welche Arbeiten in jeder Übersicht standen, damit keine zweimal kommt, und was der Mailserver geantwortet hat; Ihre Stimmen zu Arbeiten, die Arbeiten, die Sie hier auf Ihre Liste setzen, und Mails, die zurückkamen.

Wenn Sie nur lesen: nichts. Es gibt kein Konto, keine Werbung und nichts von anderen Websites auf diesen Seiten. Wenn Sie am Fuß einer Seite eine Sprache wählen oder sich Arbeiten merken, behält Ihr Browser diese Wahl oder die Nummern dieser Arbeiten, und sonst nichts, in einem Cookie.

## Was nicht gespeichert wird

Ob Sie eine Mail öffnen, welchen Links Sie folgen, und was Sie hier lesen. Es gibt kein Zählpixel und keinen gezählten Link.

## Wozu, und wie lange

{name} benutzt Ihre Adresse für die Übersichten, die Sie bestellt haben, und für Mails zu Ihrer Bestellung. Sie geht an niemanden als an die Mailserver, die Ihnen zustellen{programs}. {kept}

Nach dem Abbestellen wird nichts mehr verschickt; {undoDays} Tage lang können Sie es rückgängig machen. Wenn Sie Ihre Daten löschen, bleibt ein Hashwert Ihrer Adresse, aus dem sie sich nicht lesen lässt, damit nicht versehentlich wieder an sie geschrieben wird.

## Ihre Rechte

Die Seite mit Ihren Einstellungen, zu der Ihnen [ein Link zugeschickt wird](/manage), zeigt, was über Sie gespeichert ist. Dort können Sie es berichtigen, vollständig herunterladen und löschen, ohne jemanden zu fragen.

## Kontakt

{contact}{post}
`,
};
