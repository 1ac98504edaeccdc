import type { ComeBackModel } from '../come-back.ts';

export type UnsubscribeModel = { action: string; preferencesHref: string };

export type UnsubscribedModel = {
  /** Null where there is nothing to come back to by a button. */
  comeBack: ComeBackModel | null;
  /** Null for somebody who was erased. */
  preferencesHref: string | null;
};
