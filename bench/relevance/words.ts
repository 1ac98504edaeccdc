/**
 * Words that carry no subject. The benchmark's own: neither the service's vectors nor the baselines read it for
 * their lists of words to leave out, save the TF-IDF baselines, which need some list.
 */
export const emptyWords: ReadonlySet<string> = new Set(
  `a about above across after again against all almost also although always am among an and another any are around as
  at be became because been before being below between both but by can cannot could did do does done down due during
  each either else enough etc even ever every few for from further get give go had has have he her here him his how
  however i if in indeed into is it its itself just least less like made many may me might more most mostly much must
  my neither never no nor not nothing now of off often on once one only onto or other our out over own per perhaps
  quite rather re same see seem several she should show since so some still such take than that the their them then
  there these they this those though through throughout thus to together too toward towards two under until up upon
  us use used using very via was we well were what when where whether which while who whole whose why will with within
  without would yet you your`.split(/\s+/),
);

/** The words of a text in their order, lower-case, plural endings taken off. */
export function stems(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map(stem);
}

function stem(word: string): string {
  if (word.length < 5 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word;
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}

/** Words and pairs of neighbouring words, each once, with a subject and of three letters at least. */
export function terms(text: string): Set<string> {
  const words = stems(text);
  const found = new Set<string>();
  const counts = (word: string | undefined) =>
    word !== undefined && word.length > 2 && !emptyWords.has(word) && !/^\d+$/.test(word);
  words.forEach((word, at) => {
    if (!counts(word)) return;
    found.add(word);
    const next = words[at + 1];
    if (counts(next)) found.add(`${word} ${next}`);
  });
  return found;
}
