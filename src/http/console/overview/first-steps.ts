import type { DoctorReport } from '../../../app/doctor/doctor-report-store.ts';
import type { SourceState } from '../../../app/papers/paper-stores.ts';
import { isPublicDomain } from '../../../domain/doctor/names.ts';

/** Something that a new installation needs before it does what it is for. */
export type FirstStep = {
  done: boolean;
  title: string;
  /** What is so, or what to do. */
  text: string;
  links: { href: string; text: string }[];
  /** A button; null: there is none. */
  button: { action: string; text: string } | null;
};

/** Done of all, and the steps. */
export type FirstSteps = { done: number; total: number; steps: FirstStep[] };

/** What of the doctor's report is about the DNS. */
const ofDns = ['dkim', 'spf', 'dmarc', 'reverse-dns', 'mx'];

/**
 * The first steps of a new installation, in their order; null when all are done. `mailDomain` is that of MAIL_FROM,
 * `tested` whether a test mail was taken by the mail server.
 */
export function firstSteps(input: {
  sources: readonly SourceState[];
  named: boolean;
  mailDomain: string;
  hasMailServer: boolean;
  tested: boolean;
  report: DoctorReport | null;
  readers: number;
  messages: number;
}): FirstSteps | null {
  const { sources, report, readers, messages, tested, hasMailServer } = input;
  const reached = sources.some(({ lastSuccessAt }) => lastSuccessAt !== null);
  const sender = isPublicDomain(input.mailDomain);
  const dns = report?.checks.filter(({ name }) => ofDns.includes(name)) ?? [];
  const failed = dns.filter(({ status }) => status === 'fail').length;
  const none: Pick<FirstStep, 'links' | 'button'> = { links: [], button: null };
  const steps: FirstStep[] = [
    {
      ...none,
      done: reached,
      title: 'Papers come in',
      text: reached
        ? 'A source of papers has answered.'
        : 'No source has answered yet. They are asked each hour; what went wrong stands below.',
      links: [{ href: '#sources', text: 'Sources' }],
    },
    {
      ...none,
      done: input.named && sender,
      title: 'A name and a sender',
      text: sender
        ? 'Say what the service is called, and how it looks.'
        : 'Say what the service is called, and set MAIL_FROM to an address at a domain of yours.',
      links: [{ href: '/admin/settings/brand', text: 'Name and look' }],
    },
    {
      done: hasMailServer && tested,
      title: 'A mail server',
      text: hasMailServer
        ? 'One is set. See that a mail from here reaches you.'
        : 'None is set: mail is caught in the mailbox. Set SMTP_URL; until then a test mail shows what mails look like.',
      links: [],
      button: { action: '/admin/test-mail', text: 'Send me a test mail' },
    },
    {
      ...none,
      done: sender && dns.length > 0 && failed === 0,
      title: 'The DNS vouches for the sender',
      text:
        report === null
          ? 'See what SPF, DKIM and DMARC say, with the records to publish.'
          : failed > 0
            ? `${failed} of its records are to mend.`
            : 'Checked; see what is worth a look.',
      links: [{ href: '/admin/doctor', text: 'Doctor' }],
    },
    {
      ...none,
      done: readers > 0,
      title: 'Readers',
      text: 'Add a colleague, import a list, or put a form on your own site.',
      links: [
        { href: '/admin/subscribers/new', text: 'Add a reader' },
        { href: '/admin/subscribers/import', text: 'Import a list' },
        { href: '/embed', text: 'A form for your site' },
      ],
    },
    {
      ...none,
      done: messages > 0,
      title: 'The first digest',
      text: 'It comes by itself at each reader’s hour. You can send one now.',
      links: [{ href: '/admin/digests/new', text: 'Send a digest' }],
    },
  ];
  const done = steps.filter((step) => step.done).length;
  return done === steps.length ? null : { done, total: steps.length, steps };
}
