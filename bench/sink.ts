import { SMTPServer } from 'smtp-server';

// A mail server of its own process, so that its work does not count as ours: takes everything, keeps nothing.
// Says its port on the first line of standard output.
const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  hideSize: true,
  onData(stream, _session, done) {
    stream.on('data', () => undefined);
    stream.once('end', () => done());
  },
});
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : '');
});
