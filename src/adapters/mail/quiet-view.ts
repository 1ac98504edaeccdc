import type { QuietMail } from '../../app/ports.ts';
import { shorten } from '../../domain/excerpt.ts';
import { silenceInWords } from '../../domain/quiet-days.ts';
import type { Frame } from './digest-view.ts';
import { dateInWords, oneLine } from './words.ts';

/** What the template of the note on quiet days shows. */
export function quietView(mail: QuietMail, frame: Frame) {
  const interests = mail.interests.map((name) => shorten(oneLine(name), 80));
  const silence = silenceInWords({ ...mail, interests, asOf: mail.date });
  return {
    ...frame,
    subject: 'Nothing new for you in Offprint',
    preheader: silence,
    date: dateInWords(mail.date, mail.timezone),
    silence,
    cadence: mail.cadence,
    links: mail.links,
  };
}
