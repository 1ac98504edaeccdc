import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.ts';

type Container = {
  image: string;
  environment?: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
};
const root = join(import.meta.dirname, '../..');
const file = join(root, 'docker-compose.yml');
const compose = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Container>;
  networks: { default: { ipam: { config: { subnet: string }[] } } };
};
const { services } = compose;
const containers = Object.entries(services);

/** Every variable that the configuration reads. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  loadConfig(
    new Proxy<Record<string, string>>(
      {},
      {
        get(_, name) {
          asked.add(String(name));
          return undefined;
        },
      },
    ),
  );
  return [...asked].sort();
}

/** Those in the README's table, some rows of which have several. */
function variablesTold(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('## Run it for real'));
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)])
    .map(([, name = '']) => name)
    .sort();
}

describe('the variables', () => {
  it('that are read are those in the table of the README', () => {
    expect(variablesRead().length).toBeGreaterThan(30);
    expect(variablesTold()).toEqual(variablesRead());
  });

  it.each(['app', 'worker'])('all reach the container of %s', (name) => {
    const passed = services[name]?.environment ?? {};
    expect(Object.keys(passed).sort()).toEqual(variablesRead());
    // Set by the composition itself.
    const own = ['HOST', 'PORT', 'OFFPRINT_HOME', 'DATABASE_URL'];
    for (const [variable, value] of Object.entries(passed))
      if (!own.includes(variable))
        expect(value, variable).toMatch(new RegExp(`^\\$\\{${variable}:-.*\\}$`, 's'));
  });
});

describe('the containers', () => {
  it.each(containers)('%s writes nothing but what is named, and gains no rights', (_name, container) => {
    expect(container).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(container.privileged).toBeUndefined();
  });

  it('are of an exact version, or built here', () => {
    const images = containers.map(([, { image }]) => image).filter((image) => image !== 'offprint');
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(@sha256:[0-9a-f]{64})?$/);
  });

  it('believe proxies that come by their own network', () => {
    const [network] = compose.networks.default.ipam.config;
    expect(services['app']?.environment?.['TRUSTED_PROXIES']).toBe(`\${TRUSTED_PROXIES:-${network?.subnet}}`);
  });
});

describe('production', () => {
  it('asks for a password of the database', () => {
    expect(services['postgres']?.environment?.['POSTGRES_PASSWORD']).toMatch(
      /\$\{NODE_ENV:\+\$\{POSTGRES_PASSWORD:\?[^}]+\}\}/,
    );
  });

  const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
  it.skipIf(!hasCompose)('is not composed without it, as Docker reads the file; a trial is', () => {
    const { PATH = '', HOME = '' } = process.env;
    const composed = (env: Record<string, string>) =>
      spawnSync('docker', ['compose', '--env-file', '/dev/null', '-f', file, 'config'], {
        env: { PATH, HOME, ...env },
        encoding: 'utf8',
      });
    expect(composed({}).status).toBe(0);
    const refused = composed({ NODE_ENV: 'production' });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('POSTGRES_PASSWORD');
    expect(composed({ NODE_ENV: 'production', POSTGRES_PASSWORD: 'chosen' }).stdout).toContain(
      'postgresql://offprint:chosen@postgres',
    );
  });
});
