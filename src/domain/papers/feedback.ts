export const votes = ['more', 'less'] as const;
/** What a reader says of a paper: more like this, or less. */
export type Vote = (typeof votes)[number];
