import { secretPage } from '../../page-description.ts';
import type { ComeBackModel } from '../come-back.ts';

export type UnsubscribeModel = { action: string };

export const unsubscribePage = secretPage<UnsubscribeModel>('site/unsubscribe/unsubscribe');

export type UnsubscribedModel = {
  /** Null where there is nothing to come back to by a button. */
  comeBack: ComeBackModel | null;
};

export const unsubscribedPage = secretPage<UnsubscribedModel>('site/unsubscribe/unsubscribed');
