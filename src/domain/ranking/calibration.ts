import type { SubjectKind } from '../papers/subject.ts';

/** How much a subject's texts tell of what a reader of it wants, at the least: the paper that is followed is a vote. */
const heardOfPaper = 0.5;

/**
 * What the evidence for a paper is worth: its log-odds, summed up in a subject's list and by votes, as those that a
 * reader who follows the subject would have picked the paper, so that papers of different subjects can be compared.
 * `heard`: how much votes told of the reader's taste, see `Taste.heard`; the more, the further sums lie apart, and the
 * less each step of them means. By logistic regression (Platt scaling) over what the readers for tuning of
 * `bench/relevance` would have picked. Rises with `logOdds`, so that the order within a subject stays.
 */
export function calibrated(kind: SubjectKind, logOdds: number, heard: number): number {
  switch (kind) {
    case 'query':
      return -0.2 - 2.3 * heard + (1.1 - 0.75 * heard) * logOdds;
    case 'paper': {
      const known = Math.max(heard, heardOfPaper);
      return 1.3 - 3.3 * known + (0.5 + 0.6 * known) * logOdds;
    }
    case 'topic':
      return logOdds - wantedOfTopic;
    case 'author':
      return logOdds;
  }
}

/**
 * A topic's papers are all about it, and votes of everybody tell only which of them are wanted by most: one paper of it
 * is a matter of taste, some of it are what the reader asked for. So within its share of a digest a topic's paper
 * counts for so much more (not measured: no reader of the benchmark follows a topic).
 */
export const wantedOfTopic = 2;
