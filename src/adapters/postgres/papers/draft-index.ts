import { isNamedByUrl, type PaperIdentity } from '../../../domain/papers/paper-identity.ts';

/** Papers in the making by what they are recognised by, so that none of thousands is looked at that cannot be meant. */
export class DraftIndex<T extends PaperIdentity> {
  /** The place of each among all, in the order in which they came. */
  readonly #places = new Map<T, number>();
  readonly #byId = new Map<string, Set<T>>();
  #next = 0;

  constructor(drafts: readonly T[]) {
    for (const draft of drafts) this.add(draft);
  }

  add(draft: T): void {
    this.#places.set(draft, this.#next++);
    this.note(draft);
  }

  remove(draft: T): void {
    this.#places.delete(draft);
  }

  /** Takes in the ids that a paper has been given. */
  note(draft: T): void {
    for (const key of keysOf(draft)) {
      const known = this.#byId.get(key);
      if (known === undefined) this.#byId.set(key, new Set([draft]));
      else known.add(draft);
    }
  }

  /** Those that share an id or the title's key, in the order in which they came. */
  candidates(identity: PaperIdentity): T[] {
    return this.#ordered(keysOf(identity));
  }

  holders(doi: string | null): T[] {
    return doi === null ? [] : this.#ordered([`doi ${doi}`]).filter((draft) => draft.doi === doi);
  }

  #ordered(keys: readonly string[]): T[] {
    const found = new Set(keys.flatMap((key) => [...(this.#byId.get(key) ?? [])]));
    const place = (draft: T) => this.#places.get(draft) ?? -1;
    return [...found].filter((draft) => this.#places.has(draft)).sort((a, b) => place(a) - place(b));
  }
}

function keysOf(identity: PaperIdentity): string[] {
  const { arxivId, doi, titleKey, url } = identity;
  return [
    ...(isNamedByUrl(identity) ? [`url ${url}`] : []),
    ...(arxivId === null ? [] : [`arxiv ${arxivId}`]),
    ...(doi === null ? [] : [`doi ${doi}`]),
    `title ${titleKey}`,
  ];
}
