import type { Fact, Found } from '../domain/knowledge.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';

/** The only hosts that a source's own line may link to. */
const hosts = { igdb: ['igdb.com'], wikipedia: ['wikipedia.org'], channel: [] } as const;

export const linksOf = ({ source }: Pick<Fact, 'source'>): readonly string[] => hosts[source];

/** What a source gave, said to a viewer who asked that source. What no source knows is not repeated: anything may stand there. */
export function told(found: Found, say: Say): Outcome {
  switch (found.kind) {
    case 'fact': {
      const { line, source } = found.fact;
      return { kind: 'reply', source, text: line, links: hosts[source] };
    }
    case 'ambiguous':
      return { kind: 'reply', source: 'bot', text: say('knowledge.which', { choices: found.choices.join(' · ') }) };
    case 'nothing':
      return { kind: 'reply', source: 'bot', text: say('knowledge.nothing') };
    case 'failed':
      return { kind: 'reply', source: 'phrase', phrase: 'unreachable', text: say('knowledge.failed') };
  }
}
