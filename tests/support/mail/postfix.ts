import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool } from './mail-tools.ts';

const certificates = join(import.meta.dirname, '../../fixtures/tls');

/** The machine's Postfix, if we may start it; else null. */
export const postfixPath = startable(requireTool('postfix'));

/** Postfix's parent process needs to be root: it starts each of the others as whom it should be. */
function startable(path: string | null): string | null {
  if (path === null || process.getuid?.() === 0) return path;
  process.stderr.write('Only root can start Postfix: the tests that use it are skipped.\n');
  return null;
}

export type Postfix = {
  url: string;
  /** What it has logged so far. */
  log(): Promise<string>;
  /** Ends it and starts it anew with other settings (postconf(5)); what it has in its queue stays. */
  restart(settings: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
};

export type PostfixOptions = {
  /** Where it listens, on 127.0.0.1. */
  port: number;
  /** The addresses that it knows, all of one domain, and the port of the server that it hands their mail on to. */
  mailboxes: { domain: string; known: readonly string[]; port: number };
  /** The domain of return paths, and the port of who takes mail for it. */
  bounces: { domain: string; port: number };
  /** More of postconf(5), or other values. */
  settings?: Readonly<Record<string, string>>;
};

/**
 * A Postfix of its own: configuration, queue and log in a temporary folder, so that whatever else runs on the machine
 * is left alone. It asks no name server, and nothing leaves the machine. It warns of a delay at once and tries again
 * each second. Its reports are its own.
 */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const program = postfixPath;
  if (program === null) throw new Error('there is no Postfix to start');
  const home = await mkdtemp(join(tmpdir(), 'offprint-postfix-'));
  // Its processes give up being root, and must still find their way.
  await chmod(home, 0o755);
  // What belongs into it Postfix makes itself.
  await mkdir(join(home, 'queue'));
  const logFile = join(home, 'log');
  await writeFile(join(home, 'main.cf'), mainConfig(home, logFile, options));
  await writeFile(join(home, 'master.cf'), services(options.port));
  const log = async () => await readFile(logFile, 'utf8').catch(() => '');
  const tell = async (command: 'start' | 'stop') => {
    const code = await told(program, home, command);
    if (code !== 0) throw new Error(`postfix ${command} ended with ${code}: ${await log()}`);
  };
  // A test that takes too long is not waited for.
  const endAtExit = () => {
    spawnSync(program, ['-c', home, 'abort'], { stdio: 'ignore' });
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', endAtExit);
  await tell('start');
  return {
    url: `smtp://127.0.0.1:${options.port}`,
    log,
    async restart(settings) {
      await tell('stop');
      const changes = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
      await appendFile(join(home, 'main.cf'), changes.join(''));
      await tell('start');
    },
    async stop() {
      await tell('stop');
      process.removeListener('exit', endAtExit);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * `postfix start` returns when it runs, `postfix stop` when it has ended. Without pipes, which its processes would keep
 * open.
 */
async function told(program: string, home: string, command: string): Promise<number | null> {
  const child = spawn(program, ['-c', home, command], { stdio: 'ignore' });
  return await new Promise((ended) => void child.once('exit', ended));
}

function mainConfig(
  home: string,
  logFile: string,
  { mailboxes, bounces, settings: more }: PostfixOptions,
): string {
  const on = (port: number) => `smtp:[127.0.0.1]:${port}`;
  const known = mailboxes.known.map((name) => `{${name}@${mailboxes.domain} = known}`).join(' ');
  const nowhere = 'error:5.4.4 nothing leaves this machine';
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(home, 'queue'),
    data_directory: join(home, 'data'),
    maillog_file: logFile,
    maillog_file_prefixes: home,
    myhostname: 'mx.relay.example',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    relay_domains: '',
    local_transport: nowhere,
    default_transport: nowhere,
    relay_transport: nowhere,
    virtual_mailbox_domains: mailboxes.domain,
    virtual_mailbox_maps: `inline:{ ${known} }`,
    virtual_transport: on(mailboxes.port),
    transport_maps: `inline:{ {${bounces.domain} = ${on(bounces.port)}} }`,
    // As Debian installs it: TLS with a certificate that names another host and that nobody vouches for.
    smtpd_tls_security_level: 'may',
    smtpd_tls_cert_file: join(certificates, 'first-cert.pem'),
    smtpd_tls_key_file: join(certificates, 'first-key.pem'),
    smtp_dns_support_level: 'disabled',
    smtp_connection_cache_on_demand: 'no',
    delay_warning_time: '1s',
    queue_run_delay: '1s',
    minimal_backoff_time: '1s',
    maximal_backoff_time: '1s',
    ...more,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

/** Its processes (master(5)): the server, the queue, the client, and what these ask; none of them in a chroot. */
function services(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
cleanup   unix        n - n - 0 cleanup
qmgr      unix        n - n 300 1 qmgr
rewrite   unix        - - n - - trivial-rewrite
bounce    unix        - - n - 0 bounce
defer     unix        - - n - 0 bounce
trace     unix        - - n - 0 bounce
tlsmgr    unix        - - n 1000? 1 tlsmgr
error     unix        - - n - - error
retry     unix        - - n - - error
smtp      unix        - - n - - smtp
postlog   unix-dgram  n - n - 1 postlogd
`.trimStart();
}
