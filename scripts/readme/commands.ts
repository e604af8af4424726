import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Command } from '../../src/domain/command.ts';
import type { Feature } from '../../src/domain/feature.ts';
import { hollow } from '../import/declared.ts';

const folder = join(import.meta.dirname, '..', '..', 'src', 'features');
const levels = {
  viewer: 'everybody',
  subscriber: 'subscribers',
  vip: 'VIPs',
  moderator: 'moderators',
  broadcaster: 'the broadcaster',
};

function phrasesOf(feature: string, language: 'fr' | 'en'): Readonly<Record<string, unknown>> {
  return parse(readFileSync(join(folder, feature, `phrases.${language}.yaml`), 'utf8'));
}

const filled = (phrase: unknown) =>
  String(Array.isArray(phrase) ? phrase[0] : (phrase ?? ''))
    .replaceAll('{prefix}', '!')
    .replaceAll('{bot}', 'serdabot')
    .replaceAll('|', '\\|');

const limitsOf = ({ free, asks }: Command) => (free ? 'a right' : asks ? 'a question' : 'light');

/** docs/commands.md: every command, as the features declare it. */
export async function commandsPage(features: readonly Feature[]): Promise<string> {
  const made = await Promise.all(features.map(async (feature) => ({ feature, parts: await feature.create(hollow) })));
  const sections = made.flatMap(({ feature, parts: { commands = [], mention, variables = [] } }) => {
    const all = [...commands, ...(mention ? [mention] : [])];
    if (all.length + variables.length === 0) return [];
    const [fr, en] = [phrasesOf(feature.name, 'fr'), phrasesOf(feature.name, 'en')];
    const rows = all.map((command) => {
      const words = command === mention ? ['@serdabot'] : [command.name, ...command.aliases].map((word) => `!${word}`);
      const [name = '', ...aliases] = words.map((word) => `\`${word}\``);
      const about = [en, fr].map((phrases) => filled(phrases[`help.about.${command.name}`]));
      return `| ${name} | ${aliases.join(' ')} | ${levels[command.level]} | ${limitsOf(command)} | ${about.join('<br>')} |`;
    });
    const table = ['| command | also | for | counts as | help |', '|---|---|---|---|---|', ...rows].join('\n');
    const examples = variables.map(({ example }) => `\`$(${example.replaceAll('|', '\\|')})\``).join(', ');
    return [
      [`## ${feature.name}`, ...(rows.length > 0 ? [table] : []), ...(examples ? [`Variables: ${examples}`] : [])].join(
        '\n\n',
      ),
    ];
  });
  const head = `# Commands

<!-- npm run readme writes this file -->

Every command, as the features declare it. A *question* is counted by \`rate_limiting.user_cooldown\` and
\`rate_limiting.max_requests_per_user_hour\`; a *light* command waits for \`rate_limiting.light_cooldown\` and
\`rate_limiting.light_channel_cooldown\` instead, of which moderators and the broadcaster are exempt; a *right* is never
rate-limited away.`;
  return `${[head, ...sections].join('\n\n')}\n`;
}
