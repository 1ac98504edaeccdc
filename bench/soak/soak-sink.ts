import { createServer, type Socket } from 'node:net';
import { programInput, tell } from '../child.ts';

// A mail server in a process of its own that knows what each reader was sent: how often, and which papers. By the
// reader's name it refuses, asks for patience, or takes a mail and says nothing.

export type SoakSinkInput = { publicUrl: string };
export type SoakOrder =
  | { kind: 'day'; day: number }
  | { kind: 'report' }
  /** Which of these Message-IDs it took; or the links of that kind in the last mail to each of these readers. */
  | { kind: 'taken'; ids: string[] }
  | { kind: 'links'; of: 'confirm' | 'unsubscribe'; to: string[] };
/** Of the present day: digests taken, readers that had two, and papers that came twice to somebody, ever. */
export type SoakReport = {
  digests: number;
  /** Who, and when by the clock of this process each of the two came. */
  twice: { to: string; sameMail: boolean; at: [number, number] }[];
  papersTwice: number;
  papers: number;
  refused: number;
  to: string[];
};

const { publicUrl } = programInput<SoakSinkInput>();
const endOfBody = '\r\n.\r\n';
let day = 0;

type Reader = {
  papers: Set<number>;
  day: number;
  at: number;
  confirm: string | null;
  unsubscribe: string | null;
};
const readers = new Map<string, Reader>();
const taken = new Set<string>();
const impatient = new Set<string>();
let today: SoakReport = { digests: 0, twice: [], papersTwice: 0, papers: 0, refused: 0, to: [] };

/** The same for one address on one day. */
function dice(address: string, sides: number): number {
  let hash = day + 17;
  for (const letter of address) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return Math.abs(hash) % sides;
}

function replyTo(address: string): string {
  // gone12-…: from the twelfth day on there is no such mailbox any more.
  const goneFrom = Number(/^gone(\d+)-/.exec(address)?.[1] ?? Number.POSITIVE_INFINITY);
  if (day >= goneFrom) {
    today.refused++;
    return '550 5.1.1 no such user';
  }
  const turn = `${day} ${address}`;
  if (dice(address, 300) !== 0 || impatient.has(turn)) return '250 2.1.5 ok';
  impatient.add(turn);
  return '450 4.2.0 come back later';
}

/** The text of a mail, up to its second part, without soft line breaks (RFC 2045, 6.7). */
function textOf(mail: string): string {
  const end = mail.indexOf('Content-Type: text/html');
  return mail
    .slice(0, end === -1 ? undefined : end)
    .replaceAll('=\r\n', '')
    .replaceAll('=3D', '=');
}

function take(address: string, mail: string): void {
  const text = textOf(mail);
  const id = /^Message-ID: (<[^>]*>)/im.exec(text)?.[1] ?? '';
  const known = readers.get(address);
  const reader = known ?? { papers: new Set(), day: 0, at: 0, confirm: null, unsubscribe: null };
  if (known === undefined) readers.set(address, reader);
  const linkTo = (page: string) => new RegExp(`${publicUrl}(/${page}/[\\w.~-]+)`).exec(text)?.[1] ?? null;
  reader.confirm = linkTo('confirm') ?? reader.confirm;
  if (!/^List-Unsubscribe-Post:/im.test(text)) return;
  reader.unsubscribe = linkTo('unsubscribe');
  const sameMail = taken.has(id);
  const at = Date.now();
  if (sameMail || reader.day === day) today.twice.push({ to: address, sameMail, at: [reader.at, at] });
  reader.at = at;
  taken.add(id);
  reader.day = day;
  today.digests++;
  today.to.push(address);
  // Titles stand in the list of contents, too.
  const papers = new Set([...text.matchAll(/Made up paper (\d+) of/g)].map(([, number]) => Number(number)));
  for (const paper of papers) {
    today.papers++;
    if (reader.papers.has(paper)) today.papersTwice++;
    reader.papers.add(paper);
  }
}

function converse(socket: Socket): void {
  let data = '';
  let inBody = false;
  let to = '';
  const say = (reply: string) => void socket.write(`${reply}\r\n`);
  const line = (text: string) => {
    const verb = text.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') say('250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES');
    else if (verb === 'RCPT') {
      to = (/<(.*?)>/.exec(text)?.[1] ?? '').toLowerCase();
      const reply = replyTo(to);
      if (!reply.startsWith('2')) to = '';
      say(reply);
    } else if (verb === 'DATA') {
      inBody = to !== '';
      say(inBody ? '354 go on' : '503 5.5.1 no recipient');
    } else if (verb === 'QUIT') {
      say('221 2.0.0 bye');
      socket.end();
    } else say('250 2.0.0 ok');
  };
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    data += chunk;
    for (;;) {
      const end = data.indexOf(inBody ? endOfBody : '\r\n');
      if (end === -1) return;
      const part = data.slice(0, end);
      data = data.slice(end + (inBody ? endOfBody.length : 2));
      if (!inBody) {
        line(part);
        continue;
      }
      inBody = false;
      take(to, part);
      // Taken, and nobody is told.
      if (dice(to, 3_000) === 1) return socket.resetAndDestroy();
      say('250 2.0.0 taken');
    }
  });
  say('220 sink ESMTP');
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  converse(socket);
});
process.on('message', (order: SoakOrder) => {
  if (order.kind === 'day') {
    day = order.day;
    today = { digests: 0, twice: [], papersTwice: 0, papers: 0, refused: 0, to: [] };
    impatient.clear();
    void tell({});
  } else if (order.kind === 'report') void tell(today);
  else if (order.kind === 'taken') void tell(order.ids.map((id) => taken.has(id)));
  else void tell(order.to.map((address) => readers.get(address)?.[order.of] ?? null));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  void tell({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
