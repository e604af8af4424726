import { parseArgs } from 'node:util';

export interface Options {
  readonly config: string | undefined;
  readonly channel: string | undefined;
  readonly name: string | undefined;
  readonly lang: 'fr' | 'en' | undefined;
  readonly clientId: string | undefined;
  /** The base address of a model server. */
  readonly model: string | undefined;
  readonly modelName: string | undefined;
  readonly gguf: string | undefined;
  readonly ircUrl: string | undefined;
  readonly apiPort: number | undefined;
  readonly lookForModel: boolean;
  readonly login: boolean;
  readonly start: boolean;
  readonly yes: boolean;
}

export const help = `npm run setup [CHANNEL]
Sets the bot up: its channel, its Twitch account, its model. In a terminal it asks for what is not given.
Everything can be given as a flag, after "npm run setup --":
  --channel NAME     the channel to join (its address will do too)
  --name NAME        the bot's Twitch account
  --lang fr|en       what the bot and the set-up speak
  --client-id ID     the application of https://dev.twitch.tv/console/apps; goes into .env
  --model URL        the address of a model server, such as http://127.0.0.1:1234/v1
  --model-name NAME  which of its models; the first one without it
  --gguf FILE        a model file that the bot runs with llama-server
  --no-model         do not look for a model
  --no-login         do not sign in to Twitch now
  --no-start         do not ask whether to start the bot
  --irc-url URL, --api-port N   a local Twitch, for trials
  --config FILE      the file to write (config.yaml)
  --yes              write without asking; the change is shown all the same
Example: npm run setup -- --channel serda_tv --name serdabot --client-id abcdefghij0123456789abcdefghij
Exit codes: 0 set up, 1 not, 64 wrong usage, 78 configuration, 130 stopped.`;

/** A sentence where they are wrong, null where help is asked for. */
export function readOptions(args: string[]): Options | string | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        config: { type: 'string' },
        channel: { type: 'string' },
        name: { type: 'string' },
        lang: { type: 'string' },
        'client-id': { type: 'string' },
        model: { type: 'string' },
        'model-name': { type: 'string' },
        gguf: { type: 'string' },
        'irc-url': { type: 'string' },
        'api-port': { type: 'string' },
        'no-model': { type: 'boolean', default: false },
        'no-login': { type: 'boolean', default: false },
        'no-start': { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
      },
    });
    if (values.help) return null;
    const { lang } = values;
    if (lang !== undefined && lang !== 'fr' && lang !== 'en') return `--lang: expected fr or en, got "${lang}".`;
    const apiPort = values['api-port'] === undefined ? undefined : Number(values['api-port']);
    if (apiPort !== undefined && !(Number.isInteger(apiPort) && apiPort > 0 && apiPort < 65_536)) {
      return `--api-port: expected a number from 1 to 65535, got "${values['api-port']}".`;
    }
    if (positionals.length > 1) return `expected one channel, got "${positionals.join(' ')}".`;
    return {
      config: values.config,
      channel: values.channel ?? positionals[0],
      name: values.name,
      lang,
      clientId: values['client-id'],
      model: values.model,
      modelName: values['model-name'],
      gguf: values.gguf,
      ircUrl: values['irc-url'],
      apiPort,
      lookForModel: !values['no-model'],
      login: !values['no-login'],
      start: !values['no-start'],
      yes: values.yes,
    };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

/** A login out of whatever people paste: an address, @name, #name. */
export function asTwitchLogin(text: string): string | null {
  const name = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:www\.|m\.)?twitch\.tv\//i, '')
    .replace(/^[@#]/, '');
  const login = name.split(/[/?]/, 1)[0]!.toLowerCase();
  return /^\w{1,25}$/.test(login) ? login : null;
}

export function asClientId(text: string): string | null {
  const id = text.trim();
  return /^[a-z0-9]{20,40}$/i.test(id) ? id : null;
}
