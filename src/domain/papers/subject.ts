import type { Topic } from '../catalogue/topic.ts';
import type { Language } from '../languages/language.ts';
import { texToText } from '../tex/tex.ts';
import { shorten } from './excerpt.ts';

export const subjectKinds = ['topic', 'query', 'author', 'paper'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What an interest is about. A query is in the syntax of `parseSearch`. */
export type About =
  | { kind: 'topic'; topicId: number }
  | { kind: 'query'; query: string }
  | { kind: 'author'; author: string }
  /** Papers like this one. */
  | { kind: 'paper'; paperId: number };

/** What is followed, shared by all who follow the same thing. */
export type Subject = About & { id: number };

export const weights = ['less', 'normal', 'more'] as const;
/** How much of a digest an interest is to have, beside the others. */
export type Weight = (typeof weights)[number];

/** What a subscriber follows, as wished and as stored. */
export type Interest = About & { weight: Weight };
export type HeldInterest = Subject & { weight: Weight };

/** In the place of a subject: the list of all fields, for readers who follow nothing in particular. */
export const allFields = 0;
/** In the place of a subject: the editor picked the paper. */
export const editorsPicks = -1;
/** In the place of a subject: the paper is of the collection that the digest carries. */
export const fromCollection = -2;

/** A subject with the words that people know it by. A paper's title is still TeX. */
export type NamedSubject =
  | { kind: 'topic'; topic: Pick<Topic, 'kind' | 'slug' | 'name'> }
  | { kind: 'query'; query: string }
  | { kind: 'author'; author: string }
  | { kind: 'paper'; paper: { id: number; title: string } };

/** What papers of a digest are there for: a subject, or the collection that it carries. */
export type NamedSource = NamedSubject | { kind: 'collection'; slug: string; name: string };

/** One key for two interests in the same thing. */
export function keyOf(about: About): string {
  switch (about.kind) {
    case 'topic':
      return `topic:${about.topicId}`;
    case 'query':
      return `query:${about.query}`;
    case 'author':
      return `author:${about.author}`;
    case 'paper':
      return `paper:${about.paperId}`;
  }
}

/** The topics among them. */
export function topicIdsOf(interests: readonly About[]): number[] {
  return interests.flatMap((one) => (one.kind === 'topic' ? one.topicId : []));
}

/** What a subject is called in a list: "Robotics", "“sparse attention”", "Ada Lovelace", "papers like “Title”". */
export function subjectName(subject: NamedSubject, language: Language): string {
  switch (subject.kind) {
    case 'topic':
      return subject.topic.name;
    case 'query':
      return queryInQuotes(subject.query, language);
    case 'author':
      return subject.author;
    case 'paper':
      return language.papersLike(titleInQuotes(subject.paper.title, language));
  }
}

/** A paper's title inside a sentence. */
export function titleInQuotes(title: string, language: Language): string {
  return language.quoted(texToText(shorten(title, 80)));
}

/** A query inside a sentence; one that has phrases has its quotation marks already. */
export function queryInQuotes(query: string, language: Language): string {
  const words = query.replace(/^"([^"]*)"$/, '$1');
  return words.includes('"') ? words : language.quoted(words);
}
