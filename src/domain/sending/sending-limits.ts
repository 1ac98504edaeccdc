/** Where providers begin to doubt a sender, and where they act; shares of the messages. */
export type SendingLimit = { doubt: number; act: number; source: string; href: string };

/** Complaints: a reader's "this is spam". */
export const complaintLimit: SendingLimit = {
  doubt: 0.001,
  act: 0.003,
  source: 'Google, Email sender guidelines: below 0.1 %, never 0.3 % or more; Yahoo asks for less than 0.3 %',
  href: 'https://support.google.com/a/answer/81126',
};

/** Hard bounces: the address is gone. */
export const hardBounceLimit: SendingLimit = {
  doubt: 0.05,
  act: 0.1,
  source: 'Amazon SES: review from 5 %, sending paused from 10 %',
  href: 'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html',
};

export type Standing = 'nothing sent' | 'well' | 'in doubt' | 'over the limit';

/** How `count` of `messages` stands against a limit. */
export function standing(count: number, messages: number, { doubt, act }: SendingLimit): Standing {
  if (messages === 0) return count === 0 ? 'nothing sent' : 'over the limit';
  const share = count / messages;
  if (share >= act) return 'over the limit';
  return share >= doubt ? 'in doubt' : 'well';
}
