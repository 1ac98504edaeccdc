import type { Settings } from '../../../app/deliveries/settings-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import type { ShownVariable } from '../../options.ts';
import { secretPage } from '../../page-description.ts';

export type SettingsModel = {
  pausedSince: Moment | null;
  values: { maxSendRate: string };
  /** "20 messages a second", or "no limit". */
  configuredRate: string;
  errors: FieldMessages<'maxSendRate'>;
  saved: boolean;
  /** What owners need to sign in, and the button that changes it. */
  secondFactor: { needed: boolean; error: string | null; problem: string | null };
};

export const settingsPage = secretPage<SettingsModel>('console/settings/settings');

/** `/admin/settings`. `configured`: MAX_SEND_RATE; `typed`: what a refused form held. */
export function settingsModel(input: {
  settings: Settings;
  configured: number | null;
  typed?: string;
  errors?: readonly FieldError[];
  saved?: boolean;
  /** Why the second factor stays as it was. */
  kept?: { present?: string; problem?: string } | undefined;
}): SettingsModel {
  const { settings, configured } = input;
  return {
    pausedSince: settings.sendingPausedAt === null ? null : momentOf(settings.sendingPausedAt),
    values: { maxSendRate: input.typed ?? settings.maxSendRate?.toString() ?? '' },
    configuredRate: configured === null ? 'no limit' : `${configured} messages a second`,
    errors: messagesFor(['maxSendRate'], input.errors),
    saved: input.saved ?? false,
    secondFactor: {
      needed: settings.ownersNeedSecondFactor,
      error: input.kept?.present ?? null,
      problem: input.kept?.problem ?? null,
    },
  };
}

export type EnvironmentModel = {
  groups: readonly { heading: string; variables: readonly ShownVariable[] }[];
  version: string;
  /** What the changelog says of it. */
  changes: readonly string[];
};

export const environmentPage = secretPage<EnvironmentModel>('console/settings/environment');
