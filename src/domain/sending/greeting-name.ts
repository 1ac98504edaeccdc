import { longest } from '../lengths.ts';

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
/** Labels with dots between, the last of them not a number, which would be that of an address. */
const name = new RegExp(`^(${label}\\.){0,30}(?![0-9]+$)${label}$`, 'i');
const literal = /^\[(\d{1,3}(\.\d{1,3}){3}|IPv6:[\da-f:.]{2,45})\]$/i;

/** Names that no name server has (RFC 6761, RFC 7686). */
const nobodys = /(^|\.)(localhost|localdomain|invalid|onion)$/;
/** Names that only their own network has. */
const ofOneNetwork = /\.(local|lan|internal|intranet|home|corp|arpa)$/;

/** Whether a client may greet with it: a host name, or an address literal (RFC 5321, 4.1.3). */
export function isGreeting(text: string): boolean {
  return text.length <= 253 && (name.test(text) || literal.test(text));
}

/** Whether others can look the name up, as many servers do before they take mail. */
export function isPublicName(text: string): boolean {
  return isHost(text) && !ofOneNetwork.test(text.toLowerCase());
}

function isHost(text: string): boolean {
  return text.length <= 253 && text.includes('.') && name.test(text) && !nobodys.test(text.toLowerCase());
}

/**
 * The name with which we greet mail servers (EHLO): the host of PUBLIC_URL or the domain of MAIL_FROM, the one that the
 * world knows. Null when both are names for trying out: then this machine's own name is used.
 */
export function greetingName(publicUrl: string, mailDomain: string): string | null {
  const host = publicUrl.length <= longest.url ? (URL.parse(publicUrl)?.hostname ?? '') : '';
  const hosts = [host, mailDomain].map((one) => one.toLowerCase().replace(/\.$/, '')).filter(isHost);
  return hosts.find(isPublicName) ?? hosts[0] ?? null;
}
