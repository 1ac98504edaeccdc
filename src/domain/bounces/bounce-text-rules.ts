import type { Rule } from './bounce-reason.ts';

// Words of mail servers and providers, each from their source code or their documentation. The order matters: what is
// said of us comes before all of these (sender-rules.ts); then what is said of the message, because such replies often
// quote the codes and words of an unknown user as well; then what is temporary for the mailbox; then what says that the
// address is gone.

const gmail = 'support.google.com/a/answer/3726730 (Gmail SMTP errors and codes)';
const microsoft =
  'learn.microsoft.com: NDR error codes in Exchange Online; sendersupport.olc.protection.outlook.com';
const yahoo = 'senders.yahooinc.com/smtp-error-codes';
const apple = 'support.apple.com/102322 (postmaster information for iCloud Mail)';
const orange = 'postmaster.orange.fr: codes OFR/LPN and their meaning';
const postfix = 'Postfix source: smtpd, trivial-rewrite, smtp_addr, bounce templates';
const sendmail = 'sendmail source: sysexits.c, deliver.c';
const exim = 'Exim source: routers, transports and deliver.c';
const qmail = 'qmail and vpopmail source: qmail-remote.c, qmail-local.c, vdelivermail.c';
const exchange = 'Microsoft Exchange Server 2003 to 2019, NDR texts';

const unknownUser = /user unknown|unknown user|no such user/;

export const textRules: readonly Rule[] = [
  {
    reason: 'unknown-user',
    status: /^5\.4\.1$/,
    text: /recipient address rejected: access denied/,
    source: `${microsoft}: 5.4.1, a recipient that directory-based edge blocking does not know`,
  },
  // --- about the message, or the reader's rules ---
  {
    reason: 'spam',
    text: /\bspam\b(?!haus|cop)|unsolicited|\bube\b|\bucee?\b|bulk mail|junk mail|blacklisted url|uribl|surbl|likely suspicious|identified as (?:a )?(?:phish|malicious)|mail rejete/,
    source: `${gmail}: 5.7.1 unsolicited mail; amavis: "UBE"; ${orange}: OFR_506`,
  },
  {
    reason: 'content',
    text: /\bvirus|malware|(?:content|attachment|header|message body|subject) .{0,30}(?:rejected|not allowed|denied|refused)|header error|8-bit data|suspicious .{0,20}(?:content|attachment)|contains? (?:a )?(?:virus|banned|forbidden)/,
    source: 'RFC 3463: X.6; amavis and ClamAV milter texts',
  },
  {
    reason: 'policy',
    text: /policy (?:reasons?|violations?|rejection|restrictions?)|(?:local|security|company|administrative|organization) policy|policies|protocol (?:violation|error)|access denied|not authori[sz]ed|administrative prohibition|prohibited by administrator|permission to (?:post|send)|closed (?:group|list)|restricted|insecure mail/,
    source: `${yahoo}: 554 5.7.9; RFC 3463: X.7.1, X.7.2; ${microsoft}: 5.7.12x; ${exim}: "Administrative prohibition"`,
  },

  // --- about the mailbox, but not for good ---
  {
    reason: 'mailbox-full',
    text: /(?:mail ?box|mail ?folder|inbox|maildir|account|storage|user|recipient)\S{0,2} .{0,40}(?:full|over ?quota|quota exceeded|exceeded|out of (?:storage )?space|too large)|over ?quota|quota (?:is )?(?:exceeded|violat\w{1,20})|exceed(?:s|ed)? .{0,40}(?:quota|storage|mailbox|local limit)|insufficient (?:system )?storage|mailbox ?full|out of storage|disk quota|ofr_?417/,
    source: `${gmail}: 4.2.2, 5.2.2; RFC 3463: X.2.2; ${qmail}: "over quota"; Dovecot: "Quota exceeded"`,
  },
  {
    reason: 'disabled',
    text: /(?:account|mailbox|user|recipient|address)(?:\(s\))?\S{0,2} .{0,60}(?:disabled|suspended|frozen|locked|blocked|deactivated|on hold|not active|is inactive(?! email))|disabled (?:recipient|account|user|mailbox)|(?:frozen|suspended|inactive) (?:mailbox|account|user)|user account disabled/,
    source: `${gmail}: 5.2.1 inactive; RFC 3463: X.2.1; ${qmail}: "account is locked"; ${yahoo}: "mailbox is disabled"`,
  },
  // A server that knows that there is no such user says so at RCPT, or by the code of a wrong address (X.1). With a
  // code of the mailbox (X.2) or of the system (X.3), or after the message, it is a filter of the reader that speaks.
  {
    reason: 'unknown-user',
    stage: 'rcpt',
    text: unknownUser,
    source: 'RFC 5321, 3.3: unknown recipients are refused at RCPT',
  },
  {
    reason: 'filtered',
    stage: 'data',
    status: /^(?:|[45]\.[0237]\.\d+)$/,
    text: unknownUser,
    source: 'RFC 5321, 3.3: a reply to DATA is about the message',
  },
  {
    reason: 'filtered',
    status: /^5\.[23]\.\d+$/,
    text: unknownUser,
    source: "RFC 3463, 3.3: X.2 means that the address is right, and the mailbox under its reader's control",
  },
  {
    reason: 'too-large',
    text: /(?:message|mail|size) (?:size|length|is)? ?(?:exceeds?|too (?:big|large|long))|too (?:big|large) for|exceeds .{0,30}(?:size|administrative) limit|maximum message size/,
    source: 'RFC 1870, 6.2; RFC 3463: X.2.3, X.3.4',
  },
  {
    reason: 'system',
    text: /insufficient (?:disk|permission)|disk (?:full|space)|internal (?:server )?error|local (?:configuration )?error|i\/o error|ldap|temporary (?:local|system|server) (?:problem|failure|error)|could not load|mail for .{0,80} loops back|too many hops|hop count|routing loop|loop detected|duplicated message-id|command parameter not implemented|failed to read|pipe to \|/,
    source: `RFC 3463: X.3; ${postfix}; ${sendmail}: "Too many hops"; ${exim}: pipe transport`,
  },

  // --- the address is gone ---
  {
    reason: 'system',
    reply: /^5/,
    stage: 'rcpt',
    text: /temporar(?:y|ily)|try (?:again|it again|your message again|sending (?:\S{1,60} )?again)(?: \S{1,60})? later|try (?:again )?later/,
    source: 'RFC 5321, 4.2.1: a refusal that may pass is a 4yz; many servers say 550 and mean that',
  },
  {
    reason: 'network',
    status: /^4/,
    text: /\bdns\b|\bmx\b|(?:host|domain).{0,40}not (?:found|exist)|host unknown/,
    source: 'RFC 3463, 2: class 4 is transient, and answers of the DNS change',
  },
  {
    reason: 'no-mail-host',
    text: /null ?mx|(?:host|domain|server) (?:\S{1,100} )?(?:does not|doesn't|never) (?:accept|receive|handle) (?:any )?(?:mail|e-?mail)|indicated no smtp service|no mx (?:found|record)|couldn't find a mail exchanger|unroutable mail domain|all relevant mx records point to non-existent hosts/,
    source: `RFC 7505; ${exim}: "an MX or SRV record indicated no SMTP service"; ${qmail}: 5.4.4; OpenSMTPD: "No MX found for domain"`,
  },
  {
    reason: 'unknown-host',
    text: /(?:host|domain|server)(?: or domain)?(?: name)? (?:is |was )?(?:unknown|invalid|not found(?!, try again)|(?:does not|doesn't|may not|did not) exist|(?:could not|cannot|can't) be (?:found|resolved))|(?:unknown|no such|invalid|non-?existent|unrouteable|unroutable|unresolvable) (?:mail |destination )?(?:host|domain|server)|(?:couldn't|could not|can't|cannot) find any host|nxdomain/,
    source: `${sendmail}: "Host unknown"; ${postfix}: "Host or domain name not found"; ${qmail}: "couldn't find any host named"; RFC 3463: X.1.2`,
  },
  {
    reason: 'moved',
    text: /no longer (?:on (?:this )?server|exists?|valid|available|in use|employed)|has (?:moved|been (?:deleted|removed|closed))|not our user|user (?:has )?moved|account (?:is )?(?:closed|terminated|deleted|expired)|user not local/,
    source: `RFC 3463: X.1.6; RFC 5321, 3.4; ${sendmail}: "User has moved"; ${apple}: "recipient no longer on server"`,
  },
  {
    reason: 'unknown-user',
    text: /(?:user|recipient|mailbox|address|account|alias|name|destinataire|person|login)(?: name)?\S{0,2} (?:is |was |are |has been |you entered )?(?:unknown|not (?:found|known|recogni[sz]ed|listed|exist|valid)|couldn't be found|could not be found|doesn't exist|does not exist|doesn't have|invalid(?:e)?\b|unrouteable)/,
    source: `${postfix}: "User unknown in local recipient table"; ${sendmail}: "User unknown"; ${exchange}; ${orange}: OFR_416`,
  },
  {
    reason: 'unknown-user',
    text: /(?:unknown|invalid|no such|non-?existent|bad|incorrect|unrouteable|undeliverable)[ -](?:local |final delivery |destination )?(?:user|userid|recipient|mailbox|address|account|alias|local part|person|destinataire)/,
    source: `${exim}: "Unrouteable address", "Unknown user"; ${sendmail}; RFC 5321, 4.2.3: 550 and 553; Courier; mail.ru; QQ Mail`,
  },
  {
    reason: 'unknown-user',
    text: /(?:doesn't|does not) have an? .{0,60}account|no mailbox here by that name|no such (?:user|person)|(?:account|address|mailbox) that you tried to reach (?:does not|doesn't) exist|(?:recipient|mailbox|user)(?: address)?(?: \S{1,100})? (?:does not|doesn't) exist|mailbox (?:unavailable|not found|does not exist)|inactive email address|recipnotfound|not listed in (?:public name|domino)|ディレクトリ(?:のリスト)?に(?:は見つかりません|ありません)|not a (?:valid|known) (?:user|mailbox|recipient)|(?:address|user|recipient)\S{0,2} (?:\S{1,60} ){0,3}marked as invalid|not (?:in|on) (?:\S{1,60} ){0,2}recipients? (?:list|table|map)|\b542 \S{3,100} rejected/,
    source: `${yahoo}: 554 dd; ${qmail}: 5.1.1; ${gmail}: 5.1.1; ${exchange}: RESOLVER.ADR; HCL Domino and Lotus SMTP MTA; RFC 5321: 550 mailbox unavailable`,
  },
  {
    reason: 'unknown-user',
    status: /^5\.1\.0$/,
    text: /(?<!sender )address rejected/,
    source: 'Cisco IronPort: "550 #5.1.0 Address rejected" for a recipient that its directory does not have',
  },
  {
    reason: 'expired',
    text: /timed? ?out|timeout exceeded|message (?:has been in the queue too long|expired)|envelope expired|too long in queue|in the queue too long|giving up|(?:was )?aborted after|delivery time expired|has stopped trying|host not reachable|could not be delivered for/,
    source: `${exim}: "retry timeout exceeded"; ${qmail}: "in the queue too long"; OpenSMTPD: "Envelope expired"; RFC 3463: X.4.7`,
  },
  {
    reason: 'network',
    text: /connection (?:refused|reset|lost|dropped|failed)|network (?:error|is unreachable|unreachable)|no route to host|name server reply|did not accept our requests|establish an smtp connection|could not be reached|failed to connect|not found, try again|unreachable/,
    source: `${postfix}: "Connection refused", "unexpected name server reply"; ${qmail}: 4.4.1; ${gmail}: "did not accept our requests to connect"`,
  },
  {
    reason: 'unknown-host',
    status: /^5\.(?:1\.2|4\.4|4\.31[02])$/,
    source:
      'RFC 3463: X.1.2 bad destination system address, X.4.4 unable to route; Exchange Online: 5.4.310, 5.4.312 the domain or its MX cannot be found',
  },
  {
    reason: 'network',
    text: /name (?:service|server) error|dns (?:error|query failed|lookup)|could not find a gateway/,
    source: `${postfix}: "Name service error"; Exchange Online: "DNS query failed"`,
  },
];
