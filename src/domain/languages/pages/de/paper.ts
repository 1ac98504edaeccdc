import type { PaperWords } from '../en/paper.ts';

export const paper: PaperWords = {
  cite: 'Zitieren',
  citation: 'Als Text',
  copy: 'Kopieren',
  versions: 'Fassungen',
  version: 'Fassung {n}',
  between: 'Die dazwischen haben hier kein Datum.',
  votes: 'Stimmen im Lauf der Zeit',
  day: 'Tag',
  upvotes: 'Stimmen',
  alsoBy: 'Auch von {names}',
  alsoIn: 'Auch in {names}',
  picture: 'Das Bild, das die Quelle dazu zeigt',
  closeTo: 'Inhaltlich nah',
};
