import type { Usage } from '../../domain/cost.ts';
import type { PromptMessage } from '../../domain/llm.ts';
import type { EndpointSettings } from '../../domain/settings.ts';
import { isLocal } from '../local-server.ts';

/** Sums of money are whole billionths of a cent, so that they add up: USD per million tokens are 100,000 a token. */
export const nanoPerCent = 1e9;
const nanoPerToken = (dollarsPerMillion: number) => dollarsPerMillion * 1e5;

/** Costs nothing: on this machine or in this house, or with a price of nothing. */
export function isFree({ price, url }: Pick<EndpointSettings, 'price' | 'url'>): boolean {
  if (price) return price.in === 0 && price.out === 0;
  if (isLocal(url)) return true;
  return /^(localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|host\.docker\.internal$)|\.(local|lan|internal)$|^[^.]+$/.test(
    URL.parse(url)?.hostname ?? '',
  );
}

/** Null where the price is not known: unknown is not nothing. */
export function costOf(price: EndpointSettings['price'], usage: Usage): number | null {
  if (!price) return null;
  const fresh = Math.max(0, usage.promptTokens - usage.cachedTokens - usage.writtenTokens);
  return Math.ceil(
    fresh * nanoPerToken(price.in) +
      usage.cachedTokens * nanoPerToken(price.cached ?? price.in) +
      usage.writtenTokens * nanoPerToken(price.write ?? price.in) +
      usage.completionTokens * nanoPerToken(price.out),
  );
}

/** What chat formats put around a message. */
const tokensPerMessage = 12;
const charactersPerToken = 3.6;

const bytesOf = (messages: readonly PromptMessage[]) =>
  messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + tokensPerMessage, 0);

/** No tokenizer makes more tokens than bytes, so a call that keeps to its limits never takes more than this. */
export function mostUsage(messages: readonly PromptMessage[], maxTokens: number): Usage {
  return { promptTokens: bytesOf(messages), cachedTokens: 0, writtenTokens: 0, completionTokens: maxTokens };
}

/** A guess where the endpoint says nothing. */
export function guessedUsage(messages: readonly PromptMessage[], answer: string): Usage {
  const characters = messages.reduce((sum, { content }) => sum + content.length + 8, 0);
  return {
    promptTokens: Math.ceil(characters / charactersPerToken),
    cachedTokens: 0,
    writtenTokens: 0,
    completionTokens: Math.ceil(answer.length / charactersPerToken),
    estimated: true,
  };
}

/** The dearest a price can make them: writing to a cache may cost more than reading anew. */
export function mostCost(price: EndpointSettings['price'], most: Usage): number | null {
  if (!price) return null;
  const dearest = Math.max(price.in, price.cached ?? 0, price.write ?? 0);
  return costOf({ ...price, in: dearest }, most);
}
