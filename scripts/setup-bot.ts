// Sets the bot up, from nothing to config.yaml and a Twitch token: npm run setup. (scripts/setup.mjs installs packages.)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Language } from '../src/domain/settings.ts';
import { findProgram, replaceFile, shellWord, stopSignals } from '../src/lib/machine.ts';
import { type Change, changedLines, withModel, withValues, withVariable } from '../src/settings/edit.ts';
import { envFileOf, readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { parseSettings } from '../src/settings/parse.ts';
import { readTokenFile } from '../src/twitch/tokens.ts';
import { type FoundModel, findModel, modelAt } from './demo/find-model.ts';
import { features } from './features/shipped.ts';
import { createQuestions, type Questions } from './setup-bot/ask.ts';
import { asClientId, asTwitchLogin, help, type Options, readOptions } from './setup-bot/options.ts';
import { words } from './setup-bot/words.ts';

const root = join(import.meta.dirname, '..');
const exitCodes = { done: 0, failed: 1, usage: 64, config: 78, stopped: 130 } as const;
const out = (text = '') => process.stdout.write(`${text}\n`);

/** What the file says now; the defaults where it is broken or not there. */
function known(file: string, text: string) {
  const parsed = parseSettings(file, text, {}, features);
  const fallback = parseSettings(file, 'bot: { channels: [my_channel] }', {}, features);
  if (!parsed.ok && !fallback.ok) throw new Error('the defaults are not valid');
  return (parsed.ok ? parsed : (fallback as Extract<typeof fallback, { ok: true }>)).settings;
}

const localeLanguage = (): Language =>
  new Intl.DateTimeFormat().resolvedOptions().locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';

/** As somebody may name the file from where they are. */
const shown = (path: string) => {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
};

class Wrong extends Error {}

async function main(options: Options, questions: Questions | null): Promise<number> {
  const file = resolve(options.config ?? join(root, 'config.yaml'));
  const folder = dirname(file);
  const env = readEnvironment(file);
  const exists = existsSync(file);
  const before = exists ? readFileSync(file, 'utf8').replace(/^\ufeff/, '') : '';
  const template = exists ? before : readFileSync(join(root, 'config.yaml'), 'utf8');
  const now = known(file, template);
  const isNew = now.bot.channels.includes('my_channel');

  const language = options.lang ?? (questions && isNew ? await askLanguage(questions) : now.bot.language);
  const say = words[language];
  if (questions) out(`\n${say.hello}\n`);

  const channel = await value(
    options.channel,
    say.channel,
    isNew ? '' : (now.bot.channels[0] ?? ''),
    '--channel',
    asTwitchLogin,
    say.notALogin,
  );
  const name = await value(options.name, say.name, now.bot.name, '--name', asTwitchLogin, say.notALogin);
  if (name === channel) out(say.sameAccount);
  const hasToken = Boolean(env['TWITCH_ACCESS_TOKEN']?.trim());
  const clientId =
    options.login && !hasToken ? await askClientId() : options.clientId && readClientId(options.clientId);

  const changes: Change[] = [
    [['bot', 'channels'], isNew || !now.bot.channels.includes(channel) ? [channel] : [...now.bot.channels]],
    [['bot', 'name'], name],
    [['bot', 'language'], language],
    ...(options.ircUrl === undefined ? [] : [[['twitch', 'irc_url'], options.ircUrl] as const]),
    ...(options.apiPort === undefined ? [] : [[['twitch', 'api_port'], options.apiPort] as const]),
  ];
  const model = await chooseModel();
  const wanted = withValues(template, changes.filter(isChange));
  const after = model ? withModel(wanted, model) : wanted;
  const parsed = parseSettings(shown(file), after, {}, features);
  if (!parsed.ok) {
    for (const fault of parsed.faults) console.error(renderFault(fault));
    return exitCodes.config;
  }
  const { settings } = parsed;
  if (!(await write())) return exitCodes.failed;
  if (clientId && clientId !== env['TWITCH_CLIENT_ID']?.trim()) storeClientId(clientId);

  if (hasToken) out(say.tokenGiven);
  else if (options.login) {
    const ended = await signIn();
    if (ended !== exitCodes.done) return ended;
  }
  out(`\n${say.moderator(name, channel)}`);
  const isDefault = file === join(root, 'config.yaml');
  const starts = questions && options.start ? await questions.confirm(say.startNow, say) : false;
  if (!starts) out(say.startWith(isDefault ? 'npm start' : `npm start -- --config ${shellWord(shown(file))}`));
  // The bot says it itself when it is.
  if (!starts) out(say.ready(channel, settings.bot.prefix));
  return starts ? run(['--max-semi-space-size=2', join(root, 'src', 'start.mjs'), '--config', file]) : exitCodes.done;

  async function value<T extends string>(
    given: string | undefined,
    question: string,
    kept: string,
    flag: string,
    read: (text: string) => T | null,
    wrong: (text: string) => string,
  ): Promise<T> {
    const read0 = given === undefined ? (questions ? null : read(kept)) : read(given);
    if (read0 !== null) return read0;
    if (questions && given !== undefined) out(wrong(given));
    if (questions) return questions.ask(question, kept, read, wrong);
    throw new Wrong(given === undefined ? `${flag} is missing.` : `${flag}: ${wrong(given)}`);
  }

  function readClientId(text: string): string {
    const id = asClientId(text);
    if (id === null) throw new Wrong(`--client-id: ${say.notAClientId}`);
    return id;
  }

  async function askClientId(): Promise<string> {
    if (options.clientId !== undefined) return readClientId(options.clientId);
    const stored = env['TWITCH_CLIENT_ID']?.trim();
    if (stored) return stored;
    if (!questions) throw new Wrong('--client-id is missing.');
    out(`\n${say.clientId}\n`);
    return questions.ask(say.pasteClientId, '', asClientId, () => say.notAClientId);
  }

  async function chooseModel(): Promise<{ url: string; model: string } | null> {
    if (options.gguf !== undefined) {
      if (!existsSync(options.gguf)) throw new Wrong(`--gguf: ${say.noFile(options.gguf)}`);
      return ggufModel(options.gguf);
    }
    if (options.model !== undefined) {
      const found = options.modelName ? null : await modelAt(options.model);
      if (found) out(say.found(found.label));
      else if (!options.modelName) throw new Wrong(`--model: ${say.noModelAt(options.model)}`);
      return { url: options.model, model: options.modelName ?? found!.model };
    }
    if (!options.lookForModel) return null;
    out(`\n${say.looking}`);
    const found: FoundModel | null = await findModel();
    if (found) {
      out(say.found(found.label));
      return { url: found.url, model: found.model };
    }
    if (questions && findProgram(now.llm.llama_server ?? 'llama-server', env)) {
      const path = await questions.ask(
        say.gguf,
        '',
        (answer) => (answer === '' || existsSync(resolve(folder, answer)) ? answer : null),
        say.noFile,
      );
      if (path) return ggufModel(resolve(folder, path));
    }
    out(say.noModel);
    return null;
  }

  /** The endpoint counts a relative path from the config file's folder. */
  function ggufModel(path: string) {
    const inside = relative(folder, resolve(path));
    const from = inside.startsWith('..') ? resolve(path) : inside;
    return { url: `gguf:${from.replaceAll('\\', '/')}`, model: basename(path).replace(/\.gguf$/i, '') };
  }

  function isChange([path, wish]: Change): boolean {
    const current = (now as unknown as Record<string, Record<string, unknown>>)[String(path[0])]?.[String(path[1])];
    return !exists || JSON.stringify(current) !== JSON.stringify(wish);
  }

  async function write(): Promise<boolean> {
    const lines = changedLines(before, after);
    if (lines.length === 0) {
      out(`\n${say.unchanged(shown(file))}`);
      return true;
    }
    if (exists) {
      out(`\n${say.changes(shown(file))}`);
      for (const { sign, text } of lines) out(`  ${sign} ${text.trim()}`);
    }
    if (exists && questions && !options.yes && !(await questions.confirm(say.write, say))) {
      out(say.notWritten);
      return false;
    }
    const former = exists && !isNew ? `${file}.before-setup` : null;
    if (former) copyFileSync(file, former);
    const temporary = `${file}.setup.tmp`;
    writeFileSync(temporary, after, { flush: true });
    replaceFile(temporary, file);
    out(say.written(shown(file), former && shown(former)));
    return true;
  }

  function storeClientId(id: string) {
    const envFile = envFileOf(file);
    const text = existsSync(envFile) ? readFileSync(envFile, 'utf8') : '';
    writeFileSync(envFile, withVariable(text, 'TWITCH_CLIENT_ID', id), { mode: 0o600 });
    if (process.platform !== 'win32') chmodSync(envFile, 0o600);
    process.env['TWITCH_CLIENT_ID'] = id;
    out(say.clientIdStored(shown(envFile)));
  }

  async function signIn(): Promise<number> {
    const tokenFile = join(folder, 'data', 'tokens.json');
    const grant = () => readTokenFile(tokenFile)?.grant;
    const has = grant();
    if (has?.login === name && has.clientId === clientId) {
      out(say.signedIn(name));
      return exitCodes.done;
    }
    out(`\n${say.signIn}`);
    const code = await run([join(root, 'scripts', 'login.ts'), '--config', file]);
    if (code !== exitCodes.done) {
      console.error(say.notSignedIn);
      return code;
    }
    const login = grant()?.login;
    if (login === undefined || login === name) return exitCodes.done;
    console.error(say.otherAccount(login, name));
    return exitCodes.failed;
  }
}

async function askLanguage(questions: Questions): Promise<Language> {
  const read = (answer: string) => (/^fr/i.test(answer) ? 'fr' : /^en/i.test(answer) ? 'en' : null);
  return questions.ask('Langue / Language (fr, en)', localeLanguage(), read, () => 'fr, en ?');
}

/** In this terminal; a signal is the child's to answer. */
async function run(args: string[]): Promise<number> {
  const ignore = () => {};
  for (const signal of stopSignals()) process.on(signal, ignore);
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  for (const signal of stopSignals()) process.off(signal, ignore);
  return code ?? exitCodes.stopped;
}

const options = readOptions(process.argv.slice(2));
if (options === null) {
  out(help);
  process.exit(exitCodes.done);
}
if (typeof options === 'string') {
  console.error(`${options} Usage: npm run setup -- --help`);
  process.exit(exitCodes.usage);
}
const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
const questions = isTerminal ? createQuestions(() => process.exit(exitCodes.stopped)) : null;
try {
  process.exitCode = await main(options, questions);
} catch (error) {
  if (!(error instanceof Wrong)) throw error;
  console.error(`${error.message} Usage: npm run setup -- --help`);
  process.exitCode = exitCodes.usage;
}
