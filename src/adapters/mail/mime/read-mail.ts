export type ReadableMail = {
  subject: string;
  html: string | null;
  text: string;
  headers: { name: string; value: string }[];
};

/** A raw message taken apart for people to look at. */
export async function readMail(raw: Uint8Array): Promise<ReadableMail> {
  // A tenth of what a start takes, and most processes read no mail.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(Buffer.from(raw), { skipImageLinks: true, skipTextToHtml: true });
  return {
    subject: mail.subject ?? '',
    html: typeof mail.html === 'string' ? mail.html : null,
    text: mail.text ?? '',
    headers: mail.headerLines.map(({ line }) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    }),
  };
}
