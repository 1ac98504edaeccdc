import type { Answer, RecordType, Resolve } from '../../../src/adapters/dns/mail-dns.ts';

/** Records by name and type, `example.org MX`; or a code of node:dns with which the question fails. */
export type Zone = Readonly<Record<string, readonly string[] | string>>;

/** The strings of a TXT record: at most 255 octets each. */
export const stringsOf = (text: string): string[] => text.match(/.{1,255}/gs) ?? [''];

/** `10 mail.example.org`; of a null MX, `0 .`. */
export function exchangerOf(record: string): { exchange: string; priority: number } {
  const [priority, exchange = ''] = record.split(' ');
  return { priority: Number(priority), exchange: exchange.replace(/\.$/, '') };
}

/** The records of one type at a name, in whatever case; a code when there are none. */
export function recordsAt(zone: Zone, name: string, type: string): readonly string[] | string {
  const asked = name.toLowerCase();
  const found = zone[`${asked} ${type}`];
  if (found !== undefined) return found;
  const known = Object.keys(zone).some(
    (key) => key.split(' ')[0] === asked || key.split(' ')[0]?.endsWith(`.${asked}`),
  );
  return known ? 'ENODATA' : 'ENOTFOUND';
}

/** The DNS with these records and no others, as node:dns would give them. */
export function zoneDns(zone: Zone): Resolve {
  return async (name, type) => {
    const records = recordsAt(zone, name, type);
    if (typeof records === 'string')
      throw Object.assign(new Error(`query${type} ${records} ${name}`), { code: records });
    return records.map((record) => answerOf(type as RecordType, record));
  };
}

function answerOf(type: RecordType, record: string): Answer {
  switch (type) {
    case 'TXT':
      return stringsOf(record);
    case 'MX':
      return exchangerOf(record);
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'PTR':
      return record;
  }
}
