import type { Command } from '../../domain/command.ts';
import { reply } from '../../domain/outcome.ts';
import type { Home } from './phrases.ts';

/** More are counted: the answer is one line. */
const mostNamed = 4;
const longestName = 30;

/** What is kept, who hears it, and how to have it erased. */
export function createPrivacyCommand({ say, prefix, config, models }: Home): Command {
  function heard(): string {
    const asked = new Set(
      models
        .states()
        .filter(({ state }) => state !== 'disabled')
        .map(({ name }) => name),
    );
    const all = config().llm.endpoints.filter(({ name }) => asked.has(name));
    if (all.length === 0) return say('privacy.heard.none');
    const named = all.slice(0, mostNamed).map(({ name, url }) => {
      const host = hostOf(url);
      const short = name.slice(0, longestName);
      return host === null
        ? say('privacy.endpoint.near', { name: short })
        : say('privacy.endpoint.far', { name: short, host });
    });
    const more = all.length > mostNamed ? [`+${all.length - mostNamed}`] : [];
    return say('privacy.heard', { endpoints: [...named, ...more].join(', ') });
  }

  return {
    name: 'privacy',
    aliases: ['vieprivee', 'confidentialite'],
    level: 'viewer',
    free: true,
    async run() {
      return reply([say('privacy.kept'), heard(), say('privacy.rights', { prefix: prefix() })].join(' '));
    },
  };
}

const near =
  /^(?:localhost|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|\[(?:::1|f[cde][0-9a-f]*:.*)\]|[^.[\]]+|.*\.(?:local|lan|home|internal|localhost|test))$/;

/**
 * The name that people know a server on the Internet by, `openai` for api.openai.com: an address would be taken for a
 * link. Null for one of the streamer's own.
 */
function hostOf(url: string): string | null {
  const host = URL.parse(url)?.hostname ?? '';
  // A model that the bot runs itself.
  if (host === '') return null;
  if (near.test(host)) return null;
  if (/^[\d.]+$|^\[/.test(host)) return '?';
  const labels = host.split('.').slice(0, -1);
  const last = labels.at(-1) ?? '?';
  // co.uk and its like.
  return (last.length <= 3 && labels.length > 1 ? labels.at(-2)! : last).slice(0, longestName);
}
