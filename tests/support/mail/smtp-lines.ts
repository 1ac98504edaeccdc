import type { Socket } from 'node:net';

/** One client's side of an SMTP conversation, read only as far as is asked for. */
export type Conversation = {
  /** The next command; null when the client has gone. */
  line(): Promise<string | null>;
  /** Resolves when something is there to be read. */
  someMore(): Promise<void>;
  /** The lines up to the final dot, which is left out; null when the client went before. */
  message(): Promise<string | null>;
  say(reply: string): void;
  /** In good order, or by a reset. Nothing is read any more. */
  end(how: 'fin' | 'reset'): void;
};

export function linesOf(socket: Socket): Conversation {
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let text = '';
  let over = false;

  async function more(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (done === true || over) return false;
    text += value.toString('latin1');
    return true;
  }
  /** What comes before `mark`, which is taken away with it. */
  async function upTo(mark: string): Promise<string | null> {
    for (;;) {
      const at = text.indexOf(mark);
      if (at !== -1) {
        const found = text.slice(0, at);
        text = text.slice(at + mark.length);
        return found;
      }
      if (!(await more())) return null;
    }
  }

  return {
    line: () => (over ? Promise.resolve(null) : upTo('\r\n')),
    async someMore() {
      if (text === '') await more();
    },
    message: () => upTo('\r\n.\r\n'),
    say(reply) {
      if (!socket.destroyed) socket.write(`${reply}\r\n`);
    },
    end(how) {
      over = true;
      if (how === 'fin') socket.end();
      else socket.resetAndDestroy();
    },
  };
}
