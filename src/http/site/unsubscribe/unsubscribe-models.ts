import { secretPage } from '../../page-description.ts';
import type { ComeBackModel } from '../come-back.ts';

export type UnsubscribeModel = { action: string; preferencesHref: string };

export const unsubscribePage = secretPage<UnsubscribeModel>('site/unsubscribe/unsubscribe');

export type UnsubscribedModel = {
  /** Null where there is nothing to come back to by a button. */
  comeBack: ComeBackModel | null;
  /** Null for somebody who was erased. */
  preferencesHref: string | null;
};

export const unsubscribedPage = secretPage<UnsubscribedModel>('site/unsubscribe/unsubscribed');
