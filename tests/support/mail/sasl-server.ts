import { type AddressInfo, createServer } from 'node:net';

export type SaslServer = {
  port: number;
  /** Logins that were tried, by whether they were right. */
  tried: boolean[];
  close(): Promise<void>;
};

/**
 * Says to a Postfix who may log in, in the place of Dovecot and in its words (doc.dovecot.org, "Authentication
 * Protocol"): PLAIN with this user and password.
 */
export async function startSaslServer(login: { user: string; pass: string }): Promise<SaslServer> {
  const right = Buffer.from(`\0${login.user}\0${login.pass}`).toString('base64');
  const tried: boolean[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(
      ['VERSION\t1\t2', 'MECH\tPLAIN\tplaintext', 'SPID\t1', 'CUID\t1', 'COOKIE\tx', 'DONE', ''].join('\n'),
    );
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString();
      for (let end = heard.indexOf('\n'); end !== -1; end = heard.indexOf('\n')) {
        const [command, id, , ...parameters] = heard.slice(0, end).split('\t');
        heard = heard.slice(end + 1);
        if (command !== 'AUTH') continue;
        const isRight = parameters.includes(`resp=${right}`);
        tried.push(isRight);
        socket.write(isRight ? `OK\t${id}\tuser=${login.user}\n` : `FAIL\t${id}\treason=wrong password\n`);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    tried,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
