import type { MessageWords } from '../en/message.ts';

export const message: MessageWords = {
  andMore: 'und {n} weitere',
};
