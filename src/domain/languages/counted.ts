/** A text for each way of counting that the language has (Intl.PluralRules), `{n}` standing for the number. */
export type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
