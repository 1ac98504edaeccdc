/** Guesses that a password must withstand, as a power of ten: years of them, at the pace of the sign-in's throttle. */
const leastGuesses = 8;
/** How much of a password is looked at: its estimate takes time by the square of the length. */
const looked = 40;

const advice = 'a few words that have nothing to do with each other make a good one';
const reasons: Record<string, string> = {
  dictionary: 'must not be made of common passwords',
  userInputs: 'must not be made of your address or of words about this service',
  spatial: 'must not be a row of the keyboard',
  sequence: 'must not be a row such as abcdef or 123456',
  repeat: 'must not be a repetition',
  regex: 'must not be made of dates',
  date: 'must not be made of dates',
};

async function loadEstimator() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const { qwerty, qwertz, azerty, keypad } = adjacencyGraphs;
  return new ZxcvbnFactory({
    dictionary: { common: dictionary['passwords-common'] },
    graphs: { qwerty, qwertz, azerty, keypad },
    // More make a search of a word of signs many times as long, and find nothing that this does not.
    l33tMaxSubstitutions: 4,
  });
}

/** With 49,000 common passwords: read when the first password is chosen, since few processes ever see one. */
let estimator: ReturnType<typeof loadEstimator> | undefined;

/**
 * Why a password would be guessed soon, in words; null for one that would not. Estimated as zxcvbn does (Wheeler,
 * USENIX Security 2016): common passwords, rows, repetitions, dates, and `words` that somebody who knows the account
 * would try.
 */
export async function guessedBy(password: string, words: readonly string[]): Promise<string | null> {
  estimator ??= loadEstimator();
  const { guessesLog10, sequence } = (await estimator).check(password.slice(0, looked), [...words]);
  if (guessesLog10 >= leastGuesses) return null;
  const [longest] = sequence.toSorted((a, b) => b.token.length - a.token.length);
  const kind = longest?.dictionaryName === 'userInputs' ? 'userInputs' : (longest?.pattern ?? '');
  return `${reasons[kind] ?? 'would be guessed soon'}; ${advice}`;
}
