import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { keyPaths, suggest } from './keys.ts';
import { loadConfiguration } from './load.ts';

const root = join(import.meta.dirname, '../..');

/** The keys that operators' files may rely on. */
const promised = `
bot.name bot.channels bot.language bot.prefix twitch.irc_url twitch.api_port
llm.enabled llm.fallback_mode llm.reply_deadline llm.failure_threshold llm.model_limits llm.limits_mode
llm.timeouts.light.first_token llm.timeouts.light.total llm.timeouts.light.gap
llm.timeouts.heavy.first_token llm.timeouts.heavy.total llm.timeouts.heavy.gap llm.hedge llm.llama_server llm.idle_unload
llm.cache.fresh llm.cache.stale llm.cache.idle llm.cache.max_mb
llm.endpoints.max_concurrency llm.endpoints.timeouts.min llm.endpoints.timeouts.max
llm.endpoints.timeouts.first_token llm.endpoints.timeouts.total llm.endpoints.timeouts.gap
llm.endpoints.name llm.endpoints.url llm.endpoints.model llm.endpoints.api_key_env llm.endpoints.tier
llm.endpoints.price.in llm.endpoints.price.cached llm.endpoints.price.out
rate_limiting.user_cooldown rate_limiting.max_requests_per_user_hour rate_limiting.newcomers_per_hour
outbox.policy outbox.judge rate_limiting.max_concurrent_users
rate_limiting.cleanup_interval rate_limiting.max_idle_time rate_limiting.llm_retry_delay
rate_limiting.llm_backoff_multiplier rate_limiting.llm_backoff_max rate_limiting.health_check_enabled
rate_limiting.health_check_interval rate_limiting.health_check_timeout rate_limiting.health_check_failures_threshold
rate_limiting.channel_cooldown rate_limiting.light_cooldown rate_limiting.light_channel_cooldown rate_limiting.command_cooldowns rate_limiting.allowances.roles
rate_limiting.allowances.cooldown rate_limiting.allowances.hourly rate_limiting.line.length
rate_limiting.line.head_start.broadcaster rate_limiting.line.head_start.moderator rate_limiting.line.head_start.vip
rate_limiting.line.head_start.subscriber rate_limiting.line.head_start.viewer
rate_limiting.line.head_start.background rate_limiting.line.commands rate_limiting.wikipedia_rate_limit rate_limiting.igdb_rate_limit knowledge.wikipedia_url knowledge.igdb_url
knowledge.wikidata_url knowledge.weather_url knowledge.places_url knowledge.rates_url
storage.url storage.processes storage.backup.keep storage.backup.at
storage.backup.folder storage.retention_days web.host web.port web.public_url web.trusted_proxies web.operators web.moderators web.words log.level chat.send_via budget.day budget.channel budget.viewer
budget.tokens.day budget.tokens.channel budget.tokens.viewer llm.route_when_unsure llm.structured
llm.endpoints.price.write knowledge.libretranslate_url
links.allow bots.ignore contact`
  .trim()
  .split(/\s+/);

const leaves = keyPaths
  .map((path) => path.join('.'))
  .filter((path, _, all) => !all.some((one) => one.startsWith(`${path}.`)));

it('the promised keys are the accepted keys, beside the cap of older files', () => {
  expect(leaves.toSorted()).toEqual([...promised, 'max_concurrent_users_modere'].toSorted());
});

it('the shipped config.yaml shows every key', async () => {
  const shipped: unknown = parse(await readFile(join(root, 'config.yaml'), 'utf8'));
  expect([...new Set(pathsOf(shipped, []))].toSorted()).toEqual(promised.toSorted());
});

it('the shipped config.yaml and model_limits.json load without a warning', async () => {
  const loaded = await loadConfiguration(join(root, 'config.yaml'), {}, []);
  expect(loaded).toMatchObject({ ok: true, configuration: { warnings: [], limits: { cap: 4, responseTimeout: 20 } } });
});

it('a key of the shipped config.yaml that has a default shows that default', async () => {
  const loaded = await loadConfiguration(join(root, 'config.yaml'), {}, []);
  const { parseSettings } = await import('./parse.ts');
  const least = parseSettings('x', 'bot: { channels: [my_channel] }', {});
  if (!loaded.ok || !least.ok) throw new Error('not valid');
  const { llm, budget, ...rest } = loaded.configuration.settings;
  // Whoever starts from the file has models that cost something, and a budget that holds them.
  expect({ ...rest, budget: { ...budget, day: null }, llm: { ...llm, endpoints: [] } }).toEqual(least.settings);
});

it.each([
  ['chanels', ['bot'], ', did you mean "channels"?'],
  ['User-Cooldown', ['rate_limiting'], ', did you mean "user_cooldown"?'],
  ['user_cooldown', ['llm'], ', it belongs under rate_limiting'],
  ['api_key', ['llm', 'endpoints', 0], ', did you mean "api_key_env"?'],
  ['llm_retry_delya', ['llm'], ', did you mean "llm_retry_delay"? It belongs under rate_limiting'],
  ['bot', ['web'], ', it belongs at the top level'],
  ['something_else_entirely', [], ''],
  ['x'.repeat(10_000), [], ''],
])('%s under %j%s', (key, parent, expected) => {
  expect(suggest(key, parent)).toBe(expected);
});

function pathsOf(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
    return value.flatMap((one) => pathsOf(one, path));
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0;
  if (isLeaf) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}
