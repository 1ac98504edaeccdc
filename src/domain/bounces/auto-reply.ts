import { headerOf, type MimePart } from './mime.ts';
import { decodeWords } from './mime-encodings.ts';

/**
 * Subjects that out-of-office answers begin with or hold, by language: the defaults of Outlook, Exchange, Gmail,
 * vacation(1), Thunderbird's and Apple's rules, and of help desks.
 */
const subjects: readonly RegExp[] = [
  /^(?:re: ?)?(?:auto(?:matic)?(?:ally)?[- ]?(?:reply|response|generated)|out[- ]of[- ](?:the[- ])?office|away from|vacation|on (?:leave|holiday|vacation)|auto ?reply)\b/i,
  /\b(?:out of (?:the )?office|auto-?reply|autoresponse|auto ?responder|automatic reply|vacation (?:reply|notice|message)|maternity leave|parental leave)\b/i,
  /automatische (?:antwort|abwesenheit)|abwesenheits(?:notiz|nachricht|assistent)|abwesend|nicht im (?:büro|haus)|im urlaub|automatisch antwoord|afwezig|autosvar|frånvaro|fravær|ikke til ?stede|automaattinen vastaus|poissa/i,
  /réponse automatique|absence du bureau|absent du bureau|message d'absence|respuesta automática|fuera de (?:la )?oficina|ausencia|resposta automática|fora do escritório|ausência|risposta automatica|fuori (?:sede|ufficio)|assente/i,
  /automatyczna odpowiedź|odpowiedź automatyczna|poza biurem|nieobecn|automatická odpově[dď]|mimo kancelář|automatikus válasz|házon kívül|răspuns automat|otomatik yanıt|ofis dışında/i,
  /автоответ|автоматический ответ|вне офиса|отсутств|αυτόματη απάντηση|תשובה אוטומטית|رد تلقائي/i,
  /自动(?:回复|答复)|自動(?:回覆|回信|応答|返信)|不在(?:通知|連絡|のお知らせ|にしております)?|外出中|休暇|자동 ?(?:회신|응답)|부재중/,
];

/** Encoded words are longer than what they stand for. */
const longestSubject = 2_000;

/** Fields that only programs which answer by themselves set. */
const fields: readonly [name: string, value: RegExp][] = [
  ['x-autoreply', /./],
  ['x-autorespond', /./],
  ['x-autoresponder', /./],
  ['x-auto-reply', /./],
  ['x-mail-autoreply', /./],
  ['x-vacation', /./],
  ['x-ms-exchange-inbox-rules-loop', /./],
  ['precedence', /auto[_-]?reply/i],
  ['preference', /auto[_-]?reply/i],
  ['auto-submitted', /^\s*auto-(?:replied|notified)/i],
];

/**
 * Whether a message is an answer that a program gave in a person's stead (RFC 3834): out of office, "we got your mail".
 * To be asked only of what is no report: mail servers mark their reports with `Auto-Submitted: auto-replied`, too.
 */
export function isAutoReply(message: MimePart): boolean {
  return (
    hasAutoReplySubject(message) ||
    fields.some(([name, value]) =>
      message.headers.some((header) => header.name === name && value.test(header.value)),
    )
  );
}

/** Whether its subject is that of an automatic answer, which no report of a mail server has. */
export function hasAutoReplySubject(message: MimePart): boolean {
  const subject = decodeWords(headerOf(message, 'subject').slice(0, longestSubject)).slice(0, 300);
  return subjects.some((pattern) => pattern.test(subject));
}

/** Whether whoever sent the message is a mail server, by the names that RFC 2142 and custom keep for it. */
export function isFromMailServer(message: MimePart): boolean {
  return /mailer[-_. ]?daemon|post[-_]?master|mail[. ]?delivery|mail deliver|mdaemon|<>/i.test(
    headerOf(message, 'from'),
  );
}

/** Subjects of reports, in the words of the servers that write them. */
const reports =
  /undeliver|deliver(?:y|ed)? (?:status|fail|notif|problem|report|has failed|error|delay)|(?:mail|message|delivery) (?:delivery )?(?:fail|error|system error|rejected|delay)|fail(?:ure|ed)(?: delivery)? notice|returned (?:mail|to sender|message)|return(?:ing|ed) message|could not (?:be (?:sent|delivered)|send)|non ?-?delivery|nondelivery|bounced?\b|(?:mail |message )?loop(?:s|ing)? (?:alert|detected|error|back)|mail loop|error sending|permanent (?:delivery )?fail|postmaster notify|unzustellbar|nicht (?:zugestellt|zustellbar)|zustell(?:fehler|problem)|fehlgeschlagen|non (?:remis|distribu|d[ée]livr)|[ée]chec de (?:la )?(?:remise|distribution|livraison)|no (?:se )?(?:ha |pudo )?(?:podido )?(?:ser )?entreg|error de entrega|(?:impossibile|mancat[oa]) (?:consegna|recapit)|não (?:foi |pôde ser )?(?:entregue|entregar)|falha na entrega|onbestelbaar|niet (?:bezorgd|afgeleverd|bezorgbaar)|niedor[ęe]cz|niedostarcz|nie dostarcz|zwrot|не (?:удалось |может быть )?доставлен|недоставлен|возвращен|недостав|配信(?:不能|できません)|エラー通知|送信できません|退信|退件|投递失败|投遞失敗|未送達|无法(?:投递|送达)|無法(?:傳送|送達)|무전달|배달되지|반송/i;

export function hasReportSubject(message: MimePart): boolean {
  return reports.test(decodeWords(headerOf(message, 'subject').slice(0, longestSubject)).slice(0, 300));
}
