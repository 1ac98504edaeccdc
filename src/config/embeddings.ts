import { longest } from '../domain/lengths.ts';
import { readWebAddress } from './web.ts';

/** What the environment decides about meaning from outside. */
export type EmbeddingsSettings = {
  /** The server that tells what papers and searches mean; null: there is none, and everything goes by words. */
  embeddings: { url: string; model: string | null; key: string | null } | null;
};

/** Reads the settings by `text`, which gives null for what is not set; `wrong` is told what is not right. */
export function readEmbeddingsSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): EmbeddingsSettings {
  const [model, key] = [text('EMBEDDINGS_MODEL'), text('EMBEDDINGS_KEY')];
  if (model !== null && (model.length > longest.slug || /\s/.test(model)))
    wrong('EMBEDDINGS_MODEL', `is not a model's name of at most ${longest.slug} characters without spaces`);
  // It is never repeated.
  if (key !== null && !/^[\x21-\x7e]{1,2000}$/.test(key))
    wrong('EMBEDDINGS_KEY', 'is not a key of at most 2,000 letters, digits and signs without spaces');
  if (text('EMBEDDINGS_URL') === null) {
    for (const [name, value] of [
      ['EMBEDDINGS_MODEL', model],
      ['EMBEDDINGS_KEY', key],
    ] as const)
      if (value !== null) wrong('EMBEDDINGS_URL', `is required when ${name} is set`);
    return { embeddings: null };
  }
  const url = readWebAddress('EMBEDDINGS_URL', text, wrong);
  return { embeddings: url === null ? null : { url, model, key } };
}
