import { invalid } from '../../../domain/errors.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { field, fields, listIn } from '../../forms/form-body.ts';
import { tickedTopics } from '../../forms/topic-ticks.ts';
import { readWhen, type WhenValues, whenAsked } from './when-form.ts';

export type AnnouncementValues = {
  subject: string;
  body: string;
  cadence: string;
  language: string;
  topics: string;
  tags: string;
} & WhenValues;

/** The form of an announcement: as typed, and as what it asks for (which rejects with `invalid`). */
export function readAnnouncementForm(posted: unknown) {
  const values: AnnouncementValues = {
    subject: field(posted, 'subject'),
    body: field(posted, 'body').replaceAll('\r\n', '\n'),
    cadence: field(posted, 'cadence'),
    language: field(posted, 'language'),
    topics: tickedTopics(posted).join(' '),
    // No tag has a comma in it.
    tags: fields(posted, 'tags')
      .flatMap((typed) => listIn(typed, /,/))
      .join(','),
    ...readWhen(posted),
  };
  return {
    values,
    idempotencyKey: field(posted, 'idempotencyKey').slice(0, 200) || undefined,
    asked() {
      const cadence = cadences.find((one) => one === values.cadence);
      if (values.cadence !== '' && cadence === undefined)
        throw invalid([{ field: 'cadence', message: `must be one of ${cadences.join(', ')}` }]);
      const { subject, body, language } = values;
      const topics = listIn(values.topics, / /);
      return {
        origin: 'console' as const,
        subject,
        body,
        cadence,
        language,
        topics,
        tags: listIn(values.tags, /,/),
        ...whenAsked(values),
      };
    },
  };
}
