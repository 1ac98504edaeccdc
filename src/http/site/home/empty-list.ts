import type { Deps } from '../../../app/deps.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { type Window, windowLength } from '../../../domain/ranking/trending.ts';
import { quietStretch } from '../../../domain/time/arxiv-calendar.ts';

/** Why a list without a search has no papers, in words; `renews`: there will be some in a moment. */
export type EmptyList = { text: string; advice: string; renews: boolean };

type Asking = Pick<Deps, 'now' | 'sources'> & {
  stores: {
    papers: Pick<Deps['stores']['papers'], 'lastId'>;
    sources: Pick<Deps['stores']['sources'], 'list'>;
  };
};

/** What to say where a list would be: on the first start, while the sources do not answer, and on quiet days. */
export async function emptyList(
  { stores, sources, now }: Asking,
  window: Window | null,
  language: Language,
): Promise<EmptyList> {
  const { days, papers } = language.pages;
  if ((await stores.papers.lastId()) === 0) {
    const states = await stores.sources.list();
    const isFirst =
      sources.length > 0 && states.every((one) => one.lastError === null && one.lastSuccessAt === null);
    return isFirst
      ? { text: papers.fetching, advice: papers.renewsItself, renews: true }
      : { text: papers.noneYet, advice: papers.askedAgain, renews: false };
  }
  const at = now();
  const quiet = window === null ? null : quietStretch(new Date(at.getTime() - windowLength[window]), at);
  const reason = quiet === null || quiet.kind === 'silent' ? null : days[quiet.kind];
  const advice = window === null ? papers.askedAgain : papers.longerWindow;
  return { text: papers.noneHere, advice: reason === null ? advice : `${reason} ${advice}`, renews: false };
}
