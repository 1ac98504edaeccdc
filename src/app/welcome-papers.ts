import type { Language } from '../domain/languages/language.ts';
import type { Outcome } from '../domain/sending/outcome.ts';
import type { ChosenPaper } from './mail.ts';

/** The papers of a welcome mail, which are in the ledger already: they come in no digest. */
export type WelcomeDelivery = {
  papers: ChosenPaper[];
  /** Writes down what became of the mail; after a refusal that is not for good the papers are free again. */
  end(outcome: Outcome): Promise<void>;
};

/**
 * Chooses the best papers of what somebody follows for their welcome mail, and writes down that they are on their way.
 * Null: there are none, or they were written down before, by an attempt that ended without a word.
 */
export type TakeWelcomePapers = (subscriberId: number, language: Language) => Promise<WelcomeDelivery | null>;
