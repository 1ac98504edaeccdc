import type { ErrorWords } from '../errors.ts';

export const errors: ErrorWords = {
  'The request is not right': 'Die Anfrage stimmt nicht',
  'Who are you?': 'Wer sind Sie?',
  'Not allowed': 'Nicht erlaubt',
  'Not found': 'Nicht gefunden',
  'Not possible now': 'Zurzeit nicht möglich',
  'No longer valid': 'Nicht mehr gültig',
  'Not in time': 'Nicht rechtzeitig',
  'Too large': 'Zu groß',
  'Too many requests': 'Zu viele Anfragen',
  'Not available now': 'Zurzeit nicht verfügbar',
  'Something went wrong': 'Etwas ist schiefgegangen',
  'The body is larger than this address takes.': 'Es wurde mehr gesendet, als diese Adresse annimmt.',
  'The body is of a type that this address does not take.':
    'Das Gesendete ist von einer Art, die diese Adresse nicht annimmt.',
  'Too many requests; please wait a moment.': 'Zu viele Anfragen; bitte warten Sie einen Moment.',
  'This was not expected. It has been logged; please try again later.':
    'Damit war nicht zu rechnen. Der Fehler ist protokolliert; bitte versuchen Sie es später noch einmal.',
  'The request did not come in time. Please send it again.':
    'Die Anfrage kam nicht rechtzeitig an. Bitte senden Sie sie noch einmal.',
  'That day has not come yet. Its papers will be here when it has.':
    'Dieser Tag ist noch nicht gekommen. Seine Arbeiten stehen hier, sobald es so weit ist.',
  'date: a day of the calendar, written like 2026-11-24':
    'date: ein Tag des Kalenders, geschrieben wie 2026-11-24',
  'a day of the calendar, written like 2026-11-24': 'ein Tag des Kalenders, geschrieben wie 2026-11-24',
  'That month has not come yet. Its digests will be here when it has.':
    'Dieser Monat ist noch nicht gekommen. Seine Übersichten stehen hier, sobald es so weit ist.',
  'This feed has another address by now. It is on the preferences page.':
    'Dieser Feed hat inzwischen eine andere Adresse. Sie steht auf der Seite mit den Einstellungen.',
  'No digest comes at present, so this feed has ended.':
    'Zurzeit kommt keine Übersicht, deshalb ist dieser Feed beendet.',
  'month: a month of the calendar, written like 2026-11':
    'month: ein Monat des Kalenders, geschrieben wie 2026-11',
  'a month of the calendar, written like 2026-11': 'ein Monat des Kalenders, geschrieben wie 2026-11',
  'There is nothing at this address.': 'Unter dieser Adresse gibt es nichts.',
  'Nothing takes {} at this address.': 'Diese Adresse nimmt kein {} an.',
  'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.':
    'Diesen Link kennen wir nicht. Vielleicht hat Ihr Mailprogramm ihn abgeschnitten: Bitte kopieren Sie die ganze Adresse aus der Mail.',
  'This confirmation link is not known. It may have been cut short by your mail program, or replaced by a newer one.':
    'Diesen Bestätigungslink kennen wir nicht. Vielleicht hat Ihr Mailprogramm ihn abgeschnitten, oder ein neuerer hat ihn ersetzt.',
  'This confirmation link was used before. To subscribe again, please fill in the form once more.':
    'Dieser Bestätigungslink wurde schon benutzt. Um wieder zu bestellen, füllen Sie bitte das Formular noch einmal aus.',
  'This confirmation link has expired. Please fill in the form once more; you will get a new one.':
    'Dieser Bestätigungslink ist abgelaufen. Bitte füllen Sie das Formular noch einmal aus; dann bekommen Sie einen neuen.',
  'You unsubscribed after you got this link. To subscribe again, please fill in the form once more.':
    'Sie haben abbestellt, nachdem Sie diesen Link bekommen haben. Um wieder zu bestellen, füllen Sie bitte das Formular noch einmal aus.',
  'Please confirm first, by the button in the mail.':
    'Bitte bestätigen Sie zuerst, mit dem Knopf in der Mail.',
  'This subscription was erased.': 'Diese Bestellung wurde gelöscht.',
  'Everything about this subscription was erased.': 'Alles zu dieser Bestellung wurde gelöscht.',
  'Mail to this address was refused or reported before, so it cannot be subscribed. Please write to the operators of this service.':
    'Mails an diese Adresse wurden abgelehnt oder gemeldet, deshalb lässt sich für sie nichts bestellen. Bitte schreiben Sie an den Betreiber dieses Dienstes.',
  'Mail to this address was refused or reported before. Please write to the operators of this service.':
    'Mails an diese Adresse wurden abgelehnt oder gemeldet. Bitte schreiben Sie an den Betreiber dieses Dienstes.',
  'This subscription was stopped, as mail was refused or reported. Please subscribe with the new address.':
    'Diese Bestellung wurde angehalten, weil Mails abgelehnt oder gemeldet wurden. Bitte bestellen Sie mit der neuen Adresse.',
  'This subscription was never confirmed. To get a new mail with a button, please fill in the subscribe form once more.':
    'Diese Bestellung wurde nie bestätigt. Für eine neue Mail mit einem Knopf füllen Sie bitte das Bestellformular noch einmal aus.',
  'Too many links were asked for from your network within an hour. Please try again later.':
    'Aus Ihrem Netz wurden innerhalb einer Stunde zu viele Links angefordert. Bitte versuchen Sie es später noch einmal.',
  'Too many subscriptions came from your network within an hour. Please try again later.':
    'Aus Ihrem Netz kamen innerhalb einer Stunde zu viele Bestellungen. Bitte versuchen Sie es später noch einmal.',
  'Very many people are subscribing just now. Please try again in a few minutes; a browser that may run scripts need not wait.':
    'Gerade bestellen sehr viele Menschen. Bitte versuchen Sie es in einigen Minuten noch einmal; ein Browser, der Skripte ausführen darf, muss nicht warten.',
  'Too much is asked for just now. Please try again in a moment.':
    'Gerade kommen zu viele Anfragen. Bitte versuchen Sie es gleich noch einmal.',
  'This link has expired: it worked for an hour. Please ask for a new one on your preferences page.':
    'Dieser Link ist abgelaufen: Er galt eine Stunde. Bitte fordern Sie in Ihren Einstellungen einen neuen an.',
  'This link has expired. Please ask for a new one on your preferences page.':
    'Dieser Link ist abgelaufen. Bitte fordern Sie in Ihren Einstellungen einen neuen an.',
  'This link has ended. Please ask for a new one on your preferences page.':
    'Dieser Link gilt nicht mehr. Bitte fordern Sie in Ihren Einstellungen einen neuen an.',
  'This link has ended: a change of address can be undone for seven days.':
    'Dieser Link gilt nicht mehr: Eine Änderung der Adresse lässt sich sieben Tage lang rückgängig machen.',
  'This link was used before: the address is changed.':
    'Dieser Link wurde schon benutzt: Die Adresse ist geändert.',
  'This was undone before: the old address is back.':
    'Das wurde schon rückgängig gemacht: Es gilt wieder die alte Adresse.',
  'This address has a subscription of its own.': 'Diese Adresse hat eine eigene Bestellung.',
  'You asked for this too often today. Please try again tomorrow.':
    'Sie haben das heute zu oft angefordert. Bitte versuchen Sie es morgen noch einmal.',
  'No digest comes at present, so there is nothing to pause.':
    'Zurzeit kommt keine Übersicht, es gibt also nichts zu unterbrechen.',
  'No digest comes at present, so there is none to look at.':
    'Zurzeit kommt keine Übersicht, es gibt also keine zum Ansehen.',
  'There is nothing new for you at the moment.': 'Im Moment gibt es für Sie nichts Neues.',
  'Your first digest came already, or none comes at present.':
    'Ihre erste Übersicht ist schon gekommen, oder zurzeit kommt keine.',
  'This digest is no longer kept.': 'Diese Übersicht ist nicht mehr gespeichert.',
  'This paper is no longer here.': 'Diese Arbeit gibt es hier nicht mehr.',
  'There is no such paper here.': 'Diese Arbeit gibt es hier nicht.',
  'Save papers on this site itself.': 'Merken Sie sich Arbeiten bitte auf dieser Website selbst.',
  'There is no such topic. The catalogue lists them all.':
    'Dieses Thema gibt es nicht. Unter „Themen“ stehen alle.',
  'There is no such digest in the archive.': 'Diese Übersicht gibt es im Archiv nicht.',
  'There is no such collection.': 'Diese Sammlung gibt es nicht.',
  'There is no such subscriber.': 'Diese Bestellung gibt es nicht.',
  'No paper here has an author of this name. You can search for papers instead.':
    'Hier gibt es keine Arbeit von jemandem mit diesem Namen. Sie können stattdessen nach Arbeiten suchen.',
  'There is no such picture any more.': 'Dieses Bild gibt es nicht mehr.',
  'There is no such picture.': 'Dieses Bild gibt es nicht.',
  'There is no logo.': 'Es gibt kein Logo.',
  'This mail is not in the mailbox; only the newest are kept.':
    'Diese Mail ist nicht im Postfach; nur die neuesten bleiben dort.',
  'This mail has no HTML part.': 'Diese Mail hat keinen HTML-Teil.',
  'The mailbox has links that act for others, so it opens only on the machine that Offprint runs on, as http://localhost with its port, and for admins who have signed in at {}/admin. To have mail sent instead of caught, set SMTP_URL.':
    'Im Postfach stehen Links, die für andere handeln. Deshalb öffnet es sich nur auf dem Rechner, auf dem Offprint läuft, unter http://localhost mit dessen Port, und für Admins, die sich unter {}/admin angemeldet haben. Damit Mails verschickt statt aufgefangen werden, setzen Sie SMTP_URL.',
  'is missing': 'fehlt',
  'is required': 'ist erforderlich',
  'is not known here': 'ist hier nicht bekannt',
  'is not supported here': 'wird hier nicht unterstützt',
  'must be one of {}': 'muss einer dieser Werte sein: {}',
  'must be a whole number from {} to {}': 'muss eine ganze Zahl von {} bis {} sein',
  'must be a language tag such as en or de': 'muss ein Sprachkürzel wie en oder de sein',
  '"{}" is not a time zone\'s name such as Europe/Berlin':
    '„{}“ ist kein Name einer Zeitzone wie Europe/Berlin',
  'must have at most {} characters': 'darf höchstens {} Zeichen haben',
  'must not be given more than {} times': 'darf höchstens {}-mal vorkommen',
  'must not contain the character NUL': 'darf das Zeichen NUL nicht enthalten',
  'must be well-formed Unicode': 'muss gültiges Unicode sein',
  'is the address that the digests come to already':
    'ist die Adresse, an die die Übersichten schon jetzt kommen',
  'there is no paper "{}" here; give an arXiv id or a paper\'s address':
    'eine Arbeit „{}“ gibt es hier nicht; geben Sie eine arXiv-Nummer oder die Adresse einer Arbeit ein',
  'there is no topic {}; /topics lists them all': 'ein Thema {} gibt es nicht; unter /topics stehen alle',
  'at most {} topics can be followed': 'Sie können höchstens {} Themen folgen',
  'at most {} searches can be followed': 'Sie können höchstens {} Suchen folgen',
  'at most {} authors can be followed': 'Sie können höchstens {} Autorinnen und Autoren folgen',
  'at most {} papers can be followed': 'Sie können höchstens {} Arbeiten folgen',
  '"{}" is not an author of this paper': '„{}“ hat diese Arbeit nicht mitverfasst',
  '"{}" is not a topic of this paper': '„{}“ ist kein Thema dieser Arbeit',
  'tick whom or what to mute': 'kreuzen Sie an, wen oder was Sie stumm schalten möchten',
  'a name has at most {} characters': 'ein Name hat höchstens {} Zeichen',
  '"{}" is not a name such as Ada Lovelace': '„{}“ ist kein Name wie Ada Lovelace',
  'a search has at most {} characters': 'eine Suche hat höchstens {} Zeichen',
  'a search has at most {} of author:, cat:, from: and to:':
    'eine Suche hat höchstens {} Angaben mit author:, cat:, from: und to:',
  '"{}" has a date; a search that is followed looks at new papers only':
    '„{}“ nennt ein Datum; eine Suche, der Sie folgen, findet nur neue Arbeiten',
  '"{}" has no word to look for; one that must not be there is not enough':
    '„{}“ hat kein Wort, nach dem gesucht werden kann; eines, das nicht vorkommen darf, genügt nicht',
  '"{}" lacks a word to look for beside OR': 'in „{}“ fehlt neben OR ein Wort, nach dem gesucht werden kann',
  'The address is {} characters long; at most {} are allowed (RFC 5321).':
    'Die Adresse ist {} Zeichen lang; erlaubt sind höchstens {} (RFC 5321).',
  'An address is needed, like ada@example.org.': 'Hier wird eine Adresse wie ada@example.org gebraucht.',
  'The address has a line break or another control character in it: give it on one line.':
    'In der Adresse steht ein Zeilenumbruch oder ein anderes Steuerzeichen: Geben Sie sie in einer Zeile ein.',
  'Give only the address, like ada@example.org, without a name or angle brackets.':
    'Geben Sie nur die Adresse ein, wie ada@example.org, ohne Namen und spitze Klammern.',
  'Quoted names before the @ are not supported: give an address without quotation marks.':
    'Namen in Anführungszeichen vor dem @ werden nicht unterstützt: Geben Sie eine Adresse ohne Anführungszeichen ein.',
  'An address needs an @ between name and domain, like ada@example.org.':
    'Zwischen Namen und Domain einer Adresse steht ein @, wie in ada@example.org.',
  'There is more than one @: give exactly one address.':
    'Es kommt mehr als ein @ vor: Geben Sie genau eine Adresse ein.',
  'An address cannot have spaces in it.': 'Eine Adresse kann keine Leerzeichen enthalten.',
  'The address has an invisible character in it: type it again by hand.':
    'In der Adresse steht ein unsichtbares Zeichen: Tippen Sie sie bitte von Hand ein.',
  'The part before the @ is missing.': 'Der Teil vor dem @ fehlt.',
  'Letters outside A–Z before the @ are not supported (that takes SMTPUTF8, RFC 6531): give another address.':
    'Vor dem @ gehen nur Buchstaben von A bis Z (andere brauchen SMTPUTF8, RFC 6531): Geben Sie eine andere Adresse ein.',
  'The character {} cannot stand before the @.': 'Das Zeichen {} kann nicht vor dem @ stehen.',
  'The part before the @ cannot begin or end with a dot.':
    'Der Teil vor dem @ kann nicht mit einem Punkt beginnen oder enden.',
  'The part before the @ cannot have two dots in a row.':
    'Im Teil vor dem @ können nicht zwei Punkte hintereinander stehen.',
  'The part before the @ is {} characters long; at most {} are allowed (RFC 5321).':
    'Der Teil vor dem @ ist {} Zeichen lang; erlaubt sind höchstens {} (RFC 5321).',
  'Addresses under .{} cannot receive mail ({}): give one on the public internet.':
    'Adressen unter .{} können keine Mails empfangen ({}): Geben Sie eine im öffentlichen Internet an.',
  'The domain after the @ is missing.': 'Die Domain nach dem @ fehlt.',
  'Address literals like [192.0.2.1] are not supported: give a domain name after the @.':
    'IP-Adressen wie [192.0.2.1] werden nicht unterstützt: Geben Sie nach dem @ einen Domainnamen ein.',
  'The character {} cannot stand in a domain.': 'Das Zeichen {} kann nicht in einer Domain stehen.',
  'The domain cannot begin or end with a dot, or have two in a row.':
    'Die Domain kann nicht mit einem Punkt beginnen oder enden und nicht zwei hintereinander haben.',
  'The domain {} is not complete: it needs an ending, like {}.org.':
    'Die Domain {} ist nicht vollständig: Ihr fehlt eine Endung, wie in {}.org.',
  'A part of the domain is longer than {} characters.': 'Ein Teil der Domain ist länger als {} Zeichen.',
  'The domain ends in a number: give a domain name, not an IP address.':
    'Die Domain endet mit einer Zahl: Geben Sie einen Domainnamen ein, keine IP-Adresse.',
  '{} cannot be a part of a domain: only letters, digits and inner hyphens can.':
    '{} kann kein Teil einer Domain sein: Das können nur Buchstaben, Ziffern und Bindestriche dazwischen.',
  '{} is not a domain name.': '{} ist kein Domainname.',
};
