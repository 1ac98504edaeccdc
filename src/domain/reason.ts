import { allFields, editorsPicks, type NamedSubject, queryInQuotes, titleInQuotes } from './subject.ts';

/** Why a paper is in a digest, in words that the reader can check. `subject` null: see `placeInWords`. */
export function reasonInWords(subjectId: number, subject: NamedSubject | null, upvotes: number): string {
  const place = placeInWords(subjectId, subject);
  if (upvotes === 0) return place;
  return `${place} · ${upvotes} ${upvotes === 1 ? 'upvote' : 'upvotes'}`;
}

/** What of the reader's interests a paper is there for; `subject` is null when nobody follows that any more. */
export function placeInWords(subjectId: number, subject: NamedSubject | null): string {
  if (subjectId === allFields) return 'trending in all fields';
  if (subjectId === editorsPicks) return 'picked by the editor';
  if (subject === null) return 'from what you followed then';
  switch (subject.kind) {
    case 'topic': {
      const { kind, name, slug } = subject.topic;
      return `in ${kind === 'curated' ? name : slug}, which you follow`;
    }
    case 'query':
      return `matches ${queryInQuotes(subject.query)}, which you follow`;
    case 'author':
      return `by ${subject.author}, whom you follow`;
    case 'paper':
      return `like ${titleInQuotes(subject.paper.title)}, which you chose`;
  }
}
