import { fail, type Verdict, warn, weigh } from './check.ts';

/** How a POST ended: with an answer, or why there was none. */
export type PostAnswer = { status: number; location: string | null } | { trouble: string };

/**
 * Judges how PUBLIC_URL answers a one-click unsubscribing (RFC 8058, 3.2). `genuine` answers a link that this service
 * has signed, `forged` one that it has not: whoever takes that too is somebody else. `live`: mail goes to real people.
 */
export function judgeOneClick(input: {
  publicUrl: string;
  genuine: PostAnswer;
  forged: PostAnswer;
  live: boolean;
}): Verdict {
  const { publicUrl, genuine, forged, live } = input;
  const bad = live ? fail : warn;
  const encrypted = publicUrl.startsWith('https://');
  const unanswered = answerProblems(publicUrl, genuine, forged, bad);
  const well = `A one-click POST to ${publicUrl} is answered with 200, without a redirect.`;
  return weigh(unanswered.length === 0 ? well : '', [
    ...unanswered,
    ...(encrypted
      ? []
      : [bad('Mail programs unsubscribe by https only: PUBLIC_URL must begin with https://.')]),
  ]);
}

function answerProblems(
  publicUrl: string,
  genuine: PostAnswer,
  forged: PostAnswer,
  bad: (says: string) => Verdict,
): Verdict[] {
  if ('trouble' in genuine) {
    const words = `${publicUrl} cannot be reached from here (${genuine.trouble}): see that a process with the role web runs, and that the reverse proxy leads to it.`;
    return [bad(words)];
  }
  const { status, location } = genuine;
  if (status >= 300 && status < 400) {
    const words = `A one-click POST to ${publicUrl} is redirected${location === null ? '' : ` to ${location}`}, where mail programs do not follow: set PUBLIC_URL to the address that answers itself.`;
    return [bad(words)];
  }
  if (status === 404) {
    const words = `${publicUrl} does not know a link that was signed with SECRET_KEY: what answers there has another key, or is not this service.`;
    return [bad(words)];
  }
  if (status !== 200) {
    const words = `A one-click POST to ${publicUrl} is answered with ${status}: see that nothing in front of the service asks for a cookie, a login or a challenge on /unsubscribe/.`;
    return [bad(words)];
  }
  if (!('trouble' in forged) && forged.status === 200) {
    const words = `What answers at ${publicUrl} says 200 to a link that nobody has signed, too: it is not this service.`;
    return [bad(words)];
  }
  return [];
}
