import { createSocket } from 'node:dgram';
import packet, { type Answer } from 'dns-packet';
import { exchangerOf, recordsAt, stringsOf, type Zone } from './zone.ts';

export type NameServer = {
  /** address:port. */
  address: string;
  zone: Zone;
  /** Questions so far, as `name TYPE`. */
  asked: string[];
  close(): Promise<void>;
};

const codes: Record<string, number> = { ENODATA: 0, ESERVFAIL: 2, ENOTFOUND: 3, EREFUSED: 5 };

/** A real name server on a free port of this machine, which answers out of `zone` for all the world. */
export async function startNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server: NameServer = {
    address: '',
    zone,
    asked: [],
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
  socket.on('message', (message, from) => {
    const query = packet.decode(message);
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    const { name, type } = question;
    server.asked.push(`${name} ${type}`);
    const found = recordsAt(server.zone, name, type);
    const records = typeof found === 'string' ? [] : found;
    const response = packet.encode({
      type: 'response',
      id: query.id ?? 0,
      // The server is the authority; the last four bits say what went wrong (RFC 1035, 4.1.1).
      flags: packet.AUTHORITATIVE_ANSWER | (typeof found === 'string' ? (codes[found] ?? 2) : 0),
      questions: [question],
      answers: records.map((record) => answerTo(name, type, record)),
    });
    socket.send(response, from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

function answerTo(name: string, type: string, record: string): Answer {
  const ttl = 60;
  switch (type) {
    case 'TXT':
      return { name, type, ttl, data: stringsOf(record) };
    case 'MX': {
      const { exchange, priority } = exchangerOf(record);
      return { name, type, ttl, data: { preference: priority, exchange } };
    }
    case 'A':
    case 'AAAA':
    case 'PTR':
    case 'CNAME':
      return { name, type, ttl, data: record };
    default:
      throw new Error(`no record of type ${type} can be served`);
  }
}
