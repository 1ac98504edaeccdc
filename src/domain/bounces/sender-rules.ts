import type { Rule } from './bounce-reason.ts';

// What is said of us and not of the reader: our login, quota, name, address, domain and network. These rows stand
// before all others, since such replies use the very words of an unknown user ("Verification failed for …: no such
// user"). Before them stand those that sound like one of them and speak of the reader.

const postfix = 'Postfix: smtpd(8), anvil(8), SASL';
const exim = 'Exim: ACLs, "verify = sender/callout"';
const cpanel = 'cPanel: its ACLs for Exim, "max emails per hour"';
const gmail = 'support.google.com/a/answer/3726730; support.google.com/a/answer/2956491 (SMTP relay)';
const microsoft = 'learn.microsoft.com: NDR error codes in Exchange Online; its pages on sending limits';
const ses = 'docs.aws.amazon.com/ses: "Amazon SES SMTP issues", response codes';
const others = 'SendGrid, Mailgun, Postmark, Zoho, Yandex, QQ Mail, IONOS: their lists of SMTP replies';

/** Names of what counts messages of a sender, as against the space in a mailbox. */
const sent = String.raw`(?:(?:messages?|e?-?mails?|mailings?|recipients?|connections?|sessions?|threads?|errors?|requests?|recipients? per)\b)`;
const period =
  '(?:daily|hourly|weekly|monthly|per[- ](?:second|minute|hour|day|month)|an? (?:hour|day|minute|second))';
const outgoing =
  '(?:outgoing|outbound|sending|send|sender|submission|relay(?:ing)?|smtp|messaging|mail send|submit)';
const limit = '(?:limit(?:s|ed|ation)?|quotas?|rates?|thresholds?|allowance|credits?|cap|maximum|max)';

const quota = new RegExp(
  [
    String.raw`${outgoing}.{0,40}\b${limit}\b`,
    String.raw`\b${period}.{0,40}\b${limit}\b`,
    String.raw`\b${limit}\b.{0,40}${period}`,
    String.raw`\b${limit}\b.{0,30}${sent}.{0,30}(?:exceed|reach|used|${period})`,
    String.raw`${sent}.{0,30}\b(?:limit|quota|rate)s?\b(?! of (?:octets|bytes)).{0,30}(?:exceed|reach|used|hit)`,
    String.raw`(?:exceed\w{0,20}|reach\w{0,20}|limits?|over|beyond|out of).{0,40}(?:number of|max(?:imum)?|allow\w{0,20}) .{0,20}(?:${sent}|rcpt\b)`,
    String.raw`\d ${sent} (?:per|an?|each|every) (?:second|minute|hour|day|month)`,
    String.raw`too (?:many|much) (?:concurrent |simultaneous |outgoing |recent |invalid |failed )?(?:${sent}|mail\b|login|auth)`,
    String.raw`rate[- ]?limit|ratelimit|frequency limit|throttl|slow(?:ing)? down|(?:sending|connecting) (?:\w{1,20} )?too (?:fast|quickly|often|much)`,
    'unusual (?:rate|sending|activity|amount|number)|quotaexceeded|(?:server|system) busy.{0,40}from',
    '(?:messages|mail|connections?) from .{0,60}(?:deferred|limited)|maximum credits|rate control|connection limit',
  ].join('|'),
);

export const senderRules: readonly Rule[] = [
  // --- sounds like us, and is about the reader or the message ---
  {
    reason: 'rate',
    text: /gr[ae]y[- ]?list/,
    source: 'RFC 6647: greylisting puts off each recipient for a while',
  },
  {
    reason: 'rate',
    text: /receiving (?:mail|e-?mails?|messages) (?:at a rate|too (?:quickly|fast|many|much))|receive limit|(?:recipient|mailbox|user|account)\S{0,2} .{0,40}(?:receiv\w{1,20}|incoming|inbound) .{0,30}(?:limit|rate|quota|too)|(?:recipient|mailbox) (?:has |is )?(?:exceed\w{0,20}|over|received).{0,60}(?:limit|rate|too m)|to this (?:recipient|user|mailbox) per|recipient.{0,10}hourly/,
    source: `${gmail}: 4.2.1; ${microsoft}: 5.2.121, 5.2.122`,
  },
  {
    reason: 'mailbox-full',
    status: /^\d\.2\.2$/,
    source: "RFC 3463: X.2.2 mailbox full, whose quota is the reader's",
  },
  {
    reason: 'mailbox-full',
    text: /(?:mail ?box|inbox|mail ?folder|maildir)\S{0,2} (?:\S{1,60} ){0,4}(?:full|over ?quota)|(?:mail ?box|storage|disk|space) (?:\S{1,60} ){0,2}(?:quota|limit|allocation)/,
    source: 'Dovecot, Cyrus, Exchange: a quota of space',
  },
  {
    reason: 'policy',
    text: /resolver\.rst|delivery restriction|(?:group|list|mailbox|recipient) (?:only )?accepts? (?:mail |messages )?only|only (?:members|subscribers|authenticated senders|internal senders|approved senders)|(?:permission|permitted|allowed|authori[sz]ed) to (?:send|post|write|submit) (?:\S{1,60} ){0,3}to (?:this|the) (?:recipient|group|mailbox|list|user|address|alias)/,
    source: `${microsoft}: 5.7.1 RESOLVER.RST, 5.7.12x, 5.7.133, 5.7.134; RFC 3463: X.7.2`,
  },
  {
    reason: 'filtered',
    text: /(?:recipient|user|addressee|subscriber|owner|customer)\S{0,2} (?:\S{1,60} ){0,6}(?:has |have |had )?(?:blocked|blacklisted|barred|refused|rejected) (?:you|your|the sender|this sender|the address|mail|messages)|(?:personal|private|own|recipient's|user's|user|recipient) (?:black|block|deny|reject)[- ]?list|blocked by (?:the |this )?(?:recipient|user|addressee)|(?:recipient|user|addressee)\S{0,2} (?:\S{1,60} ){0,2}(?:does not|doesn't|do not) (?:want|wish)|envelope blocked/,
    source: 'Mimecast: "envelope blocked"; block lists of single readers',
  },
  {
    reason: 'filtered',
    text: /message rejected: address (?:is )?(?:black|block|suppress)|recipient\S{0,20} .{0,30}suppression list|(?:on|in) (?:our|the|your) suppression list/,
    source: `${ses}: "Address blacklisted"; ${others}`,
  },
  {
    reason: 'spam',
    text: /(?:\burls?|\buris?|\blinks?|message (?:body|content)|attachment) .{0,60}(?:black|block)[- ]?list|(?:black|block)[- ]?listed (?:urls?|uris?|links?)|(?:having|has|contain\w{0,20}|with) an? (?:\S{1,60} ){0,3}(?:domain|url|link|host) |uribl|surbl/,
    source: 'SpamAssassin: URIBL and SURBL rules; URLs in a message',
  },

  // --- about us ---
  {
    reason: 'authentication',
    ours: 'sender',
    text: /dmarc|\bspf\b.{0,60}(?:fail|check|record|softfail|permerror|not|reject|denied|violat)|(?:fail\w{0,20}|reject\w{0,20}|due to|violat\w{0,20}|by|no|missing|invalid).{0,30}\bspf\b|sender policy framework|dkim.{0,60}(?:fail|invalid|pass|missing|not|verif|requir)|(?:fail|invalid|no|missing|without).{0,30}dkim|unauthenticated (?:e-?mails?|senders?|mail|messages?)|sender is unauthenticated|authentication checks? (?:failed|did not)|sender id .{0,30}fail|purported responsible address/,
    source: `${gmail}: 5.7.26; ${microsoft}: 5.7.23, 5.7.509; RFC 4407 (PRA); RFC 7208, 8.4; RFC 7489, 10.3`,
  },
  {
    reason: 'authentication',
    ours: 'sender',
    status: /^\d\.7\.(?:2[0-46]|29|3[0-2])$|^5\.7\.5\d\d$/,
    source: `RFC 7372, RFC 8616: X.7.20 to X.7.26; ${gmail}: X.7.26 to X.7.32; ${microsoft}: 5.7.5xx`,
  },
  {
    reason: 'rate',
    ours: 'quota',
    text: quota,
    source: `${cpanel}; ${postfix}; ${gmail}: 5.4.5, 4.7.28; ${microsoft}: 5.1.90, 4.3.2; ${ses}: 454; ${others}`,
  },
  {
    reason: 'rate',
    ours: 'quota',
    status: /^\d\.5\.3$|^4\.7\.[56]\d\d$|^5\.1\.90$|^[45]\.7\.705$|^\d\.7\.28$/,
    source: `RFC 3463: X.5.3 too many recipients, and there is one in each message; ${microsoft}; ${gmail}`,
  },
  {
    reason: 'sender',
    ours: 'sender',
    text: /\b(?:helo|ehlo)(?:host|name)?\b.{0,80}(?:error|wrong|reject|invalid|denied|refus|requir|must|mismatch|forge|fail|syntax|block|impersonat|(?:not|n't)\b|bad\b)|(?:invalid|bad|rejected|forged|fake|wrong|incorrect|illegal|malformed|missing|your|no|polite people say) (?:\S{1,60} )?(?:helo|ehlo)|need fully-qualified hostname/,
    source: `${postfix}: reject_unknown_helo_hostname, reject_non_fqdn_helo_hostname; ${exim}`,
  },
  {
    reason: 'sender',
    ours: 'sender',
    text: /send(?:er|ing)(?:'s|s)?(?: e-?mail)?(?: address| mailbox| domain| host)? (?:\S{1,60} ){0,4}(?:verif|reject|denied|refus|unknown|(?:does not|doesn't|not) (?:exist|resolve|allowed|authori[sz]ed|permitted|found|match|accepted|owned|verified|valid)|invalid|(?:could not|cannot|can't) be (?:verified|found|resolved))|sender (?:\S{1,60} ){0,2}(?:unvalidated|unverified|unauthenticated)|(?:den(?:y|ies|ied)|reject\w{0,20}|refus\w{0,20}|block\w{0,20}) (?:the |this |your )?sender\b|verification failed for|verify(?:ing)? (?:the )?sender|sender (?:callout|call-?back)|(?:invalid|unknown|unverified|bad|unrouteable|unauthori[sz]ed|non-?existent|banned|forbidden|missing) (?:outbound )?(?:sender|from|return[- ]path|envelope[- ]from)\b/,
    source: `${postfix}: "Sender address rejected"; ${exim}: "Sender verify failed"; ${cpanel}: "Verification failed for"`,
  },
  {
    reason: 'sender',
    ours: 'sender',
    text: /failure sending mail|domain of sender|sender(?:'s)? (?:domain|verify)|bad outbound sender|from: ?domain is invalid|valid from:|return[- ]path|envelope sender|backscatter|mail from .{0,80}(?:reject|not allowed|denied|must)|invalid dns mx or a\/?a{0,4} resource record|send(?:as|ing as| as| on behalf of)(?:denied| \S{1,60}| this)?.{0,30}(?:denied|not|permission)|permissions? to send as|senda?s?denied|sender identit|from address .{0,60}(?:not|verif|match|invalid)|(?:e-?mail )?address is not verified|identities failed the check|not owned by|must (?:equal|match) (?:the )?(?:auth|login|user)|sender signature/,
    source: `sendmail: "Domain of sender address … does not exist"; ${microsoft}: 5.7.60, 5.1.8; ${ses}; ${others}`,
  },
  {
    reason: 'sender',
    ours: 'sender',
    status: /^\d\.1\.[78]$/,
    source: "RFC 3463: X.1.7, X.1.8 bad sender's address",
  },
  {
    reason: 'unknown-host',
    text: /account or domain may not exist/,
    source:
      'cPanel: for a domain that cannot be looked up; the reply names other causes, block lists among them',
  },
  {
    reason: 'reputation',
    ours: 'reputation',
    text: /(?:missing|no|valid|fix|without(?: a)?|have a|lacks?(?: a)?|bad|invalid) (?:ptr|reverse|rdns)|reverse (?:dns|ip|lookup|name|hostname)|ptr (?:resource )?record|\brdns\b|ip name lookup failed|cannot find your (?:reverse )?hostname/,
    source: `${gmail}: 5.7.25; ${postfix}: "Client host rejected: cannot find your hostname"; sendmail: FEATURE(require_rdns)`,
  },
  {
    reason: 'reputation',
    ours: 'reputation',
    text: /blocked using|(?:black|block|deny)[- ]?list|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracudacentral|barracuda reputation|(?:poor|low|bad|ip|sender) reputation|client host .{0,60}(?:blocked|rejected)|bloquee? pour|(?:your|sending|this|source|banned|banned sending) (?:ip|server|host|network|mail server)(?: address)? .{0,60}(?:block|reject|banned|denied|listed)|banned send(?:er|ing)|part of their network is on our block list|connections? (?:refused|rejected|not accepted|will not be accepted) (?:from|due)|not accepting connections|unfortunately, messages from|\(bl\)|\bblocked - see\b|dynamic ips? (?:are|is) not|\b(?:black|bad|banned|blocked|bogus) ip\b|\bip (?:is )?(?:in|on) |your access to .{0,60}(?:reject|denied|refused|blocked)|insufficient reputation/,
    source: `${postfix}: reject_rbl_client; ${microsoft}: 5.7.606, S3140; Yahoo: 553 BL; Apple: "not accepting connections"; Proofpoint; Barracuda`,
  },
  {
    reason: 'reputation',
    ours: 'reputation',
    status: /^\d\.7\.(?:25|[6-8]\d\d)$/,
    source: `RFC 7372: X.7.25; ${microsoft}: 4.7.650, 5.7.6xx and 5.7.7xx`,
  },
  {
    reason: 'unknown-user',
    status: /^\d\.1\.1$/,
    text: /not our customer/,
    source: 'Comcast: 5.1.1 "Not our customer"; without the code it is about relaying',
  },
  {
    reason: 'relay',
    ours: 'account',
    text: /\brelay(?:ing|ed)? (?:\S{1,60} ){0,3}(?:denied|disallowed|not (?:permitted|allowed)|prohibited|forbidden|refused|fail\w{0,20})|\bas (?:a|an open) relay\b|(?:den(?:y|ies)|unauthori[sz]ed|unable to|not permitted to|not allowed to|cannot|refus\w{1,20} to|no|open|do not) relay(?:ing)?\b|mail relay\b|not our customer|(?:isn't|not) in my (?:list of allowed |control\/)?rcpthosts|credentials for relay/,
    source: `${postfix}: "Relay access denied"; qmail: "not in my list of allowed rcpthosts"; ${exim}; RFC 5321, 3.6.2`,
  },
  {
    reason: 'account',
    ours: 'account',
    reply: /^(?:530|534|535|538)$/,
    source: 'RFC 4954, 6: 530, 534, 535 and 538 are about the login',
  },
  {
    reason: 'account',
    ours: 'account',
    text: /authenticat(?:ion|e)\S{0,20} .{0,30}(?:required|needed|first|unsuccessful|disabled)|(?:must|need to|please|turn on|enable|requires?|without|proper) (?:\S{1,60} ){0,3}(?:authenticat|smtp auth)|not (?:been )?(?:logged in|authenticated)|not authori[sz]ed to perform|sending (?:is |has been )?(?:paused|suspended|disabled|blocked)|(?:outgoing|outbound|sending) (?:e-?)?mails? .{0,60}(?:suspended|blocked|disabled|paused)|e-?mail outgoing blocked|(?:is |are )?not allowed to send(?:\b(?! to))|your (?:account|domain|subscription|plan) .{0,60}(?:suspended|disabled|expired|not active|blocked|unpaid|closed)|must issue a starttls|starttls (?:is )?(?:required|first|command first)|encryption (?:is )?(?:required|needed)|requires? (?:tls|encryption)|session encryption/,
    source: `RFC 3207, 4; RFC 4954; ${ses}; ${cpanel}: "Outgoing mail … has been suspended"; ${others}`,
  },
];
