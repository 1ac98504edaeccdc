import groups from './curated-topics.json' with { type: 'json' };
import type { CatalogueTopic } from './topic.ts';

/**
 * Curated topics (curated-topics.json): saved queries over a paper's title and abstract, as `wordQuery` reads them. The
 * syntax has no parentheses: words side by side must all occur, `or` binds loosest, `-` excludes within its
 * alternative.
 *
 * What makes a phrase match or miss:
 * - Words are stemmed, so "agentic" finds every agent, "interpretability" every interpretation, and "adapter
 *   tuning" adaptive tuning. Such words need a phrase around them or a second word beside them.
 * - A phrase finds all spellings, with and without hyphens ("chain of thought"); an acronym its plural.
 */

type Group = { name: string; topics: readonly Entry[] };
/** `query`: alternatives of which any may match. */
type Entry = { slug: string; name: string; description: string; query: readonly string[] };

export const curatedTopics: readonly CatalogueTopic[] = (groups satisfies readonly Group[]).flatMap(
  ({ name: group, topics }) =>
    topics.map(
      ({ query, ...topic }): CatalogueTopic => ({
        ...topic,
        kind: 'curated',
        group,
        query: query.join(' or '),
      }),
    ),
);
