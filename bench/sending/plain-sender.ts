import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { programInput, tell } from '../child.ts';
import { madePapers } from '../papers/made-papers.ts';
import { meanSizes, plainTemplate, type Sizes } from './plain-template.ts';

// The baseline of `send`: each mail from a compiled template, `sendMail({ html, text })` over a pool of 20
// connections, no record of anything. A process of its own, as ours is.

export type PlainInput = {
  smtpPort: number;
  messages: number;
  papers: number;
  sizes: Sizes;
  dkimKeyFile: string | null;
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

async function sendTo(reader: number): Promise<void> {
  const { subject, unsubscribe, html, text } = make(reader);
  await pool.sendMail({
    from: 'Offprint <digest@example.org>',
    to: `reader${reader}@example.org`,
    subject,
    html,
    text,
    headers: {
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': 'Offprint digest <digest.offprint.example.org>',
      Precedence: 'bulk',
    },
  });
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
