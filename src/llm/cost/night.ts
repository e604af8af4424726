import type { Configuration, EndpointSettings, Settings } from '../../domain/settings.ts';
import { own } from '../../lib/own.ts';
import { thoughtTokens } from '../form.ts';
import { formatTokens } from '../structured.ts';
import { costOf, isFree, nanoPerCent } from './price.ts';

export interface NightParts {
  readonly configuration: Pick<Configuration, 'settings' | 'limits'>;
  /** Where the keys are: an endpoint that lacks its key is never asked. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The most that a call says and asks for. */
  readonly promptCharacters: number;
  readonly replyTokens: number;
}

/** What an operator is told. */
export interface Told {
  readonly text: string;
  readonly fr: string;
}

const hours = 8;
/** A quick model's time for an answer: the quicker, the more of them fit into a night. */
const secondsPerCall = 2;

/**
 * What a night could cost at most where no budget holds the calls, in a sentence for each kind of endpoint that costs
 * money. The slots bound it, as nothing bounds how many viewers come.
 */
export function nightWarnings({ configuration, env, promptCharacters, replyTokens }: NightParts): readonly Told[] {
  const { settings, limits } = configuration;
  const { llm, budget, rate_limiting } = settings;
  if (llm.enabled === false) return [];
  const paid = llm.endpoints.filter(
    (endpoint) => !isFree(endpoint) && (endpoint.api_key_env === null || own(env, endpoint.api_key_env)),
  );
  // A token a character: no language that chat speaks takes more.
  const usage = {
    promptTokens: promptCharacters,
    cachedTokens: 0,
    writtenTokens: 0,
    completionTokens: replyTokens + formatTokens + thoughtTokens,
  };
  const centsOf = ({ price }: EndpointSettings) => (costOf(price, usage) ?? 0) / nanoPerCent;
  const callsPerSlot = (hours * 3600) / secondsPerCall;
  const night = (endpoints: readonly EndpointSettings[], most: (endpoint: EndpointSettings) => number) => {
    let free = limits.cap;
    let calls = 0;
    let sum = 0;
    for (const endpoint of endpoints.toSorted((a, b) => most(b) - most(a))) {
      const slots = Math.min(free, endpoint.max_concurrency ?? free);
      free -= slots;
      calls += slots * callsPerSlot;
      sum += slots * callsPerSlot * most(endpoint);
    }
    return { calls, sum };
  };
  const names = (endpoints: readonly EndpointSettings[]) =>
    `${endpoints.length === 1 ? 'endpoint' : 'endpoints'} ${endpoints.map(({ name }) => name).join(', ')}`;
  const viewerCalls = rate_limiting.max_requests_per_user_hour * hours;
  const each = rate_limiting.max_requests_per_user_hour;
  const how = (calls: number) =>
    `${hours} hours, ${limits.cap} calls at once of ${secondsPerCall} s each: ${Math.ceil(calls / viewerCalls)} viewers with ${each} commands an hour are enough`;
  const comment = (calls: number) =>
    `${hours} heures, ${limits.cap} appels à la fois de ${secondsPerCall} s : ${Math.ceil(calls / viewerCalls)} viewers avec ${each} commandes par heure suffisent`;

  const warnings: Told[] = [];
  const priced = paid.filter(({ price }) => price !== null);
  if (priced.length > 0 && !isHeld(budget, true)) {
    const { calls, sum } = night(priced, centsOf);
    const dearest = Math.max(...priced.map(centsOf));
    const alone = dollars(viewerCalls * dearest);
    warnings.push({
      text: `no budget holds ${names(priced)}: a night could cost up to ${dollars(sum)} (${how(calls)}; one viewer alone costs up to ${alone}). Set budget.day, in cents`,
      fr: `aucun budget ne retient ${names(priced)} : une nuit pourrait coûter jusqu'à ${dollars(sum)} (${comment(calls)} ; un viewer seul, jusqu'à ${alone}). Règle budget.day, en centimes`,
    });
  }
  const unpriced = paid.filter(({ price }) => price === null);
  if (unpriced.length > 0 && !isHeld(budget, false)) {
    const { calls, sum } = night(unpriced, () => usage.promptTokens + usage.completionTokens);
    const millions = Math.ceil(sum / 1e6);
    warnings.push({
      text: `no budget holds ${names(unpriced)}, and without a price what it costs is unknown: a night could take up to ${millions} million tokens (${how(calls)}). Set price, and budget.day in cents or budget.tokens.day`,
      fr: `aucun budget ne retient ${names(unpriced)}, et sans prix son coût est inconnu : une nuit pourrait prendre jusqu'à ${millions} millions de jetons (${comment(calls)}). Règle price, et budget.day en centimes ou budget.tokens.day`,
    });
  }
  return warnings;
}

/** A viewer's budget alone holds nothing: there may be any number of viewers. */
function isHeld({ day, channel, tokens }: Settings['budget'], isPriced: boolean): boolean {
  return (isPriced && (day ?? channel) !== null) || (tokens.day ?? tokens.channel) !== null;
}

const dollars = (cents: number) => `${(Math.ceil(cents) / 100).toFixed(2)} USD`;
