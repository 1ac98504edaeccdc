import type { Rule } from './bounce-reason.ts';

// The same few things in other languages, as servers and their administrators write them: subject and predicate near
// each other, in the order of the language. What such replies quote in English is judged before them.

/** A subject, and what is said of it within a few words. */
function said(subject: string, predicate: string): string {
  return `(?:${subject})[^.:;!?。]{0,40}(?:${predicate})`;
}

function oneOf(...sentences: readonly string[]): RegExp {
  return new RegExp(sentences.join('|'));
}

const source = (what: string) =>
  `"${what}" in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Czech, Swedish, Danish, Norwegian, Turkish, Japanese, Chinese and Korean`;

/** Of the sender; they stand among the rows about us. */
export const otherLanguageSenderRules: readonly Rule[] = [
  {
    reason: 'rate',
    ours: 'quota',
    text: oneOf(
      'versand(?:limit|kontingent|grenze)|sendelimit|zu viele (?:nachrichten|e-?mails)',
      'limite d.envoi|quota d.envoi|trop de (?:messages|mails|courriels)|l[ií]mite de env[ií]os?|demasiados (?:mensajes|correos)',
      'limite di invio|troppi messaggi|limite de envio|muitas mensagens|verzendlimiet|te veel berichten',
      'limit(?:u)? wysy[łl]k|zbyt wiele wiadomo|лимит отправ|слишком много (?:писем|сообщений)',
      '送信(?:制限|数の?上限|上限)|(?:发送|發送|发信|發信)(?:频率|頻率|数量|數量|次数|次數|配额|配額|过多|過多|太多)|발송 (?:한도|제한)',
    ),
    source: source('sending limit'),
  },
  {
    reason: 'sender',
    ours: 'sender',
    text: oneOf(
      said(
        'absender\\w{0,20}',
        'abgelehnt|ung[üu]ltig|unbekannt|existiert nicht|nicht (?:erlaubt|gefunden|zugelassen)|gesperrt',
      ),
      said('exp[ée]diteur', 'refus|rejet|inconnu|invalide|n.existe pas|non autoris|bloqu'),
      said(
        'remitente',
        'rechazad|desconocid|no existe|inv[áa]lid|no (?:autorizad|permitid|v[áa]lid)|bloquead',
      ),
      said('mittente', 'rifiutat|sconosciut|inesistente|non (?:esiste|valid|autorizzat)|bloccat'),
      said(
        'remetente',
        'rejeitad|recusad|desconhecid|n[ãa]o (?:existe|autorizad|permitid)|inv[áa]lid|bloquead',
      ),
      said('afzender', 'geweigerd|afgewezen|onbekend|bestaat niet|ongeldig|niet toegestaan|geblokkeerd'),
      said('nadawc\\w{0,20}', 'odrzucon|nieznan|nie istnieje|nieprawid|zablokowan'),
      said(
        'отправител\\S{0,20}',
        'отклон|отверг|неизвест|не существует|не найден|недопустим|запрещ|заблокирован',
      ),
      said('送信者|差出人|送信元', '拒否|不明|存在し|無効|許可されて'),
      said('发件人|發件人|寄件人|寄件者|发信人', '被?拒|不存在|无效|無效|未知|不合法|不允许'),
      said('발신자|보낸 ?사람', '거부|없습니다|존재하지|차단'),
    ),
    source: source('sender rejected'),
  },
];

export const otherLanguageRules: readonly Rule[] = [
  {
    reason: 'mailbox-full',
    text: oneOf(
      said(
        'postfach|mailbox|speicher(?:platz)?|konto|posteingang',
        '\\bvoll\\b|[üu]berf[üu]llt|[üu]berschritten|ersch[öo]pft|ausgesch[öo]pft',
      ),
      said('bo[îi]te|messagerie|compte', 'pleine?|satur[ée]|quota|d[ée]pass'),
      said('buz[óo]n|casilla|bandeja|cuenta', 'llen[oa]|excedid|cuota|sin espacio'),
      said('casella|mailbox|posta', 'piena|esaurit|superat|quota'),
      said('caixa|conta', 'chei[ao]|lotad|excedid|cota'),
      said('postvak|mailbox|postbus|inbox', '\\bvol\\b|overschreden|quotum'),
      said('skrzynk\\w{0,20}|konto', 'pe[łl]n|przepe[łl]nion|przekroczon'),
      said('ящик\\S{0,20}', 'переполнен|полон|заполнен|превы|квот'),
      said('schr[áa]nk\\w{0,20}', 'pln[áaéý]|p[řr]ekro[čc]en'),
      said(
        '(?:brev|post)l[åa]da\\w{0,20}|postkass\\w{0,20}|postboks\\w{0,20}|indbakke\\w{0,20}',
        '\\bfull\\w{0,20}|\\bfuld\\w{0,20}',
      ),
      said('posta kutusu', 'dolu|kota'),
      said('メールボックス|受信箱|容量|受信トレイ', 'いっぱい|一杯|満杯|超え|超過|不足|オーバー'),
      said('邮箱|郵箱|信箱|空间|空間|容量|收件箱', '已?满|已?滿|超出|超过|超過|不足'),
      said('메일함|사서함|편지함|용량', '가득|초과|꽉'),
    ),
    source: source('mailbox full'),
  },
  {
    reason: 'unknown-user',
    text: oneOf(
      said(
        'benutzer|empf(?:ä|ae|a)nger|adress(?:e|at)|postfach|teilnehmer|konto',
        'unbekannt|existiert (?:hier )?nicht|nicht (?:gefunden|vorhanden|bekannt|existent)|ung[üu]ltig|gibt es nicht',
      ),
      'unbekannte[rns]? (?:benutzer|empf(?:ä|ae|a)nger|adress|teilnehmer|nutzer)',
      said(
        'utilisateur|destinataire|adresse|bo[îi]te|compte|usager',
        'inconnu|inexistant|n.existe (?:pas|plus)|introuvable|invalide|non trouv|pas (?:[ée]t[ée] )?trouv',
      ),
      said(
        'usuario|destinatario|direcci[óo]n|buz[óo]n|cuenta',
        'desconocid|no existe|inexistente|no (?:fue |ha sido )?encontrad|no (?:es )?v[áa]lid|inv[áa]lid|no se (?:ha )?(?:encontr|pudo encontr)',
      ),
      said(
        'utente|destinatario|indirizzo|casella',
        'sconosciut|inesistente|non (?:esiste|[èe] stato trovat|trovat|valid|[èe] valid)',
      ),
      said(
        'usu[áa]rio|utilizador|destinat[áa]rio|endere[çc]o|caixa|conta',
        'desconhecid|inexistente|n[ãa]o (?:existe|encontrad|foi encontrad|v[áa]lid)|inv[áa]lid',
      ),
      said(
        'gebruiker|ontvanger|adres|postvak|mailbox|geadresseerde',
        'onbekend|bestaat niet|niet (?:gevonden|bekend)|ongeldig',
      ),
      said(
        'u[żz]ytkownik\\w{0,20}|odbiorc\\w{0,20}|adres\\w{0,20}|skrzynk\\w{0,20}|kont\\w{0,20}',
        'nieznan|nie istnieje|nie (?:zosta[łl]\\w{0,20} )?znalezion|nieprawid[łl]ow',
      ),
      said(
        'пользовател\\S{0,20}|получател\\S{0,20}|адрес\\S{0,20}|ящик\\S{0,20}|абонент\\S{0,20}|учетн\\S{0,20}',
        'не (?:был )?найден|не существует|неизвест|не зарегистрирован|недействит|неверн',
      ),
      said(
        'u[žz]ivatel\\w{0,20}|p[řr][íi]jemce|adres[ay]|schr[áa]nk\\w{0,20}',
        'nezn[áa]m|neexistuje|nenalezen',
      ),
      said(
        'anv[äa]ndare\\w{0,20}|mottagare\\w{0,20}|adress\\w{0,20}|bruger\\w{0,20}|modtager\\w{0,20}|bruker\\w{0,20}|mottaker\\w{0,20}',
        'ok[äa]nd|finns inte|hittades inte|ukendt|findes ikke|ukjent|finnes ikke',
      ),
      said('kullan[ıi]c[ıi]|al[ıi]c[ıi]|adres', 'bilinm|bulunamad|mevcut de[ğg]il|ge[çc]ersiz'),
      said(
        'ユーザー?|宛先|あて先|アドレス|メールボックス|受信者|アカウント',
        '見つかりません|見つからな|存在しま|存在しない|不明|無効|ありません',
      ),
      said(
        '用户|用戶|收件人|收信人|邮箱|郵箱|信箱|地址|帐号|账号|帳號|账户',
        '不存在|未知|无效|無效|找不到|没有找到|不正确|有误',
      ),
      '(?:不存在|未知)的?(?:用户|用戶|收件人|邮箱|信箱)',
      said('사용자|수신자|받는 ?사람|주소|계정', '없습니다|존재하지|알 수 없|찾을 수 없|잘못'),
    ),
    source: source('user unknown'),
  },
];
