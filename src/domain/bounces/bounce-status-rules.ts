import type { Rule } from './bounce-reason.ts';

// Enhanced status codes (RFC 3463, the registry of RFC 5248, and Microsoft's own beyond X.Y.100), then reply codes.
// The class, the first digit, is left open where a code means the same at the end of the retries as at once.

const registry = 'RFC 3463 / IANA SMTP Enhanced Status Codes';
const microsoft = 'learn.microsoft.com: NDR error codes in Exchange Online';

export const statusRules: readonly Rule[] = [
  {
    reason: 'unknown-user',
    status: /^\d\.1\.1$/,
    source: `${registry}: X.1.1 bad destination mailbox address`,
  },
  {
    reason: 'unknown-host',
    status: /^\d\.1\.2$/,
    source: `${registry}: X.1.2 bad destination system address`,
  },
  {
    reason: 'unknown-user',
    status: /^\d\.1\.3$/,
    source: `${registry}: X.1.3 bad destination address syntax`,
  },
  {
    reason: 'moved',
    status: /^\d\.1\.6$/,
    source: `${registry}: X.1.6 mailbox has moved, no forwarding address`,
  },
  { reason: 'no-mail-host', status: /^\d\.1\.10$/, text: /null ?mx/, source: 'RFC 7505: X.1.10 null MX' },
  { reason: 'unknown-user', status: /^\d\.1\.10$/, source: `${microsoft}: 5.1.10 recipient not found` },
  { reason: 'unknown-user', status: /^5\.1\.351$/, source: `${microsoft}: 5.1.351 unknown recipient` },
  { reason: 'mailbox-full', status: /^\d\.2\.2$/, source: `${registry}: X.2.2 mailbox full` },
  { reason: 'too-large', status: /^\d\.2\.3$/, source: `${registry}: X.2.3 message exceeds the limit` },
  {
    reason: 'rate',
    status: /^4\.2\.1$/,
    source: 'support.google.com/a/answer/3726730: 4.2.1 receiving too quickly',
  },
  {
    reason: 'disabled',
    status: /^5\.2\.1$/,
    source: `${registry}: X.2.1 mailbox disabled, not accepting messages`,
  },
  {
    reason: 'rate',
    status: /^\d\.2\.12[012]$/,
    source: `${microsoft}: 5.2.121, 5.2.122 recipient's hourly limit`,
  },
  { reason: 'filtered', status: /^\d\.2\.\d+$/, source: `${registry}: X.2 mailbox status` },
  { reason: 'too-large', status: /^\d\.3\.4$/, source: `${registry}: X.3.4 message too big for system` },
  { reason: 'system', status: /^\d\.3\.\d+$/, source: `${registry}: X.3 mail system status` },
  {
    reason: 'unknown-host',
    status: /^5\.4\.310$/,
    source: `${microsoft}: 5.4.310 DNS domain does not exist`,
  },
  {
    reason: 'network',
    status: /^\d\.4\.(?:[1-46]|312|317)$/,
    source: `${registry}: X.4.1 to X.4.6; ${microsoft}`,
  },
  { reason: 'system', status: /^\d\.4\.5$/, source: `${registry}: X.4.5 mail system congestion` },
  { reason: 'expired', status: /^\d\.4\.(?:7|300|316)$/, source: `${registry}: X.4.7 delivery time expired` },
  { reason: 'network', status: /^\d\.4\.\d+$/, source: `${registry}: X.4 network and routing` },
  { reason: 'content', status: /^\d\.6\.\d+$/, source: `${registry}: X.6 message content` },
  {
    reason: 'disabled',
    status: /^\d\.7\.13$/,
    source: `${registry}: X.7.13 user account disabled (RFC 5248)`,
  },
  { reason: 'no-mail-host', status: /^\d\.7\.27$/, text: /not accept mail/, source: 'RFC 7505: null MX' },
  { reason: 'policy', status: /^\d\.7\.\d+$/, source: `${registry}: X.7 security or policy` },
  { reason: 'mailbox-full', reply: /^[45]52$/, source: 'RFC 5321, 4.2.3: 552 exceeded storage allocation' },
  { reason: 'moved', reply: /^551$/, source: 'RFC 5321, 3.4: 551 user not local' },
  { reason: 'no-mail-host', reply: /^[25]56$/, source: 'RFC 7504: 556 domain does not accept mail' },
  { reason: 'system', reply: /^4\d\d$/, source: 'RFC 5321, 4.2.1: 4yz transient negative completion' },
];
