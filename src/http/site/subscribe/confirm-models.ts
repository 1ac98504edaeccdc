import type { Moment } from '../../forms/list-models.ts';

/** How long the button in the confirmation mail works, in hours. */
export type SubscribedModel = { validHours: number };

/** `interests`: names, empty for all fields. `rhythm`: see `rhythmInWords`. */
export type ConfirmModel = { action: string; interests: string[]; rhythm: string };

export type ConfirmedModel = {
  /** The link was pressed before. */
  already: boolean;
  /** Unsubscribing was undone. */
  undone: boolean;
  interests: string[];
  rhythm: string;
  nextDigest: Moment | null;
  preferencesHref: string;
};
