import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { programInput, tell } from '../child.ts';
import { madePapers } from '../papers/made-papers.ts';
import { meanSizes, plainTemplate, type Sizes } from './plain-template.ts';

// The baselines of `send`: each mail from a compiled template, `sendMail({ html, text })` over a pool of 20
// connections; or the same bytes for everybody, made once, by `sendMail({ raw })`, which is what Node can do at all. No
// record of anything. A process of its own, as ours is.

export type PlainInput = {
  smtpPort: number;
  messages: number;
  papers: number;
  sizes: Sizes;
  dkimKeyFile: string | null;
  raw: boolean;
};
export type PlainReport = { processorMs: number; wallMs: number; sizes: Sizes };

const connections = 20;

const input = programInput<PlainInput>();
const make = plainTemplate(madePapers(input.papers, new Date()), input.sizes);
const pool = createTransport({
  host: '127.0.0.1',
  port: input.smtpPort,
  pool: true,
  maxConnections: connections,
  maxMessages: 1_000,
  ...(input.dkimKeyFile === null
    ? {}
    : {
        dkim: {
          domainName: 'example.org',
          keySelector: 'bench',
          privateKey: readFileSync(input.dkimKeyFile, 'utf8'),
        },
      }),
});

const from = 'digest@example.org';
const addressOf = (reader: number) => `reader${reader}@example.org`;

function mailTo(reader: number): SendMailOptions {
  const { subject, unsubscribe, html, text: plainText } = make(reader);
  return {
    from: `Offprint <${from}>`,
    to: addressOf(reader),
    subject,
    html,
    text: plainText,
    headers: {
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': 'Offprint digest <digest.offprint.example.org>',
      Precedence: 'bulk',
    },
  };
}

/** A message as nodemailer makes it. */
async function messageOf(mail: SendMailOptions): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail);
  return Buffer.isBuffer(message) ? message : Buffer.from(await text(message));
}

const raw = input.raw ? await messageOf(mailTo(0)) : null;
async function sendTo(reader: number): Promise<void> {
  await pool.sendMail(raw === null ? mailTo(reader) : { raw, envelope: { from, to: [addressOf(reader)] } });
}

// One before it is measured, as ours has.
await sendTo(0);
const processorBefore = process.cpuUsage();
const start = performance.now();
let next = 1;
await Promise.all(
  Array.from({ length: connections }, async () => {
    for (let reader = next++; reader <= input.messages; reader = next++) await sendTo(reader);
  }),
);
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(processorBefore);
pool.close();
const report: PlainReport = { processorMs: (user + system) / 1000, wallMs, sizes: meanSizes(make) };
await tell(report);
process.disconnect();
