import Type from 'typebox';
import type { Chooser } from '../../../app/digests/planning/choose-papers.ts';
import type { KeptChoosers } from '../../../app/digests/previews/kept-choosers.ts';
import { isUsableInstant } from '../../../domain/instant.ts';
import { field } from '../../forms/form-body.ts';
import { SchemeSchema } from '../../schemas/common.ts';

/** What the address of a frame says of a preview. */
export const PreviewQuery = Type.Object({
  asOf: Type.Optional(Type.String({ format: 'date-time' })),
  scheme: Type.Optional(SchemeSchema),
});

/** The instant of a preview, and what was read for the check of that instant. */
export function previewedAt(
  text: string | undefined,
  choosers: KeptChoosers,
): { asOf: Date | undefined; chooser: Chooser | null } {
  if (text === undefined) return { asOf: undefined, chooser: null };
  const asOf = new Date(text);
  return { asOf, chooser: isUsableInstant(asOf) ? choosers.of(asOf) : null };
}

/** How long previews are of the instant of the check that they belong to. */
const longestMs = 10 * 60_000;

/**
 * What the check's page asks for beside what is to be sent: whose copy is to be shown, and the instant of the check
 * that it shows, so that what was read for it is not read again. That is left out when it is some time ago.
 */
export function readPreviewForm(body: unknown, now: Date): { reader: string; checkedAt: Date | undefined } {
  const at = new Date(field(body, 'checkedAt'));
  const age = now.getTime() - at.getTime();
  return {
    reader: field(body, 'reader').trim(),
    checkedAt: age >= 0 && age < longestMs ? at : undefined,
  };
}
