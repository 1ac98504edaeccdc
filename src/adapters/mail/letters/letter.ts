export type Link = { text: string; url: string };

/** What of a letter is its own. */
export type Letter = {
  subject: string;
  preheader: string;
  heading: string;
  /** Links under the heading. */
  top?: Link[];
  opening: string[];
  facts?: { label: string; value: string }[];
  /** `elsewhere` leads to the address in clear. */
  button?: Link & { elsewhere: string };
  closing?: string[];
  /** Links at the end. */
  actions?: Link[];
  /** Why it came. */
  because: string;
  foot?: Link[];
};
