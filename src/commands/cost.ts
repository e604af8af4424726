import type { Command } from '../domain/command.ts';
import type { Spent } from '../domain/cost.ts';
import type { Language } from '../domain/settings.ts';
import type { Say } from './phrases.ts';

export interface CostParts {
  readonly say: Say;
  readonly language: () => Language;
  /** Cents of a day; null: there is no budget. */
  readonly budget: () => number | null;
  readonly today: (channel: string) => Promise<{ readonly day: Spent; readonly channel: Spent }>;
}

export function createCost({ say, language, budget, today }: CostParts): Command {
  return {
    name: 'cost',
    aliases: ['costs', 'budget'],
    level: 'broadcaster',
    async run({ message }) {
      const spent = await today(message.channel);
      const number = new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 });
      const whole = new Intl.NumberFormat(language());
      const most = budget();
      const said = {
        cents: number.format(spent.day.cents),
        tokens: whole.format(spent.day.tokens),
        channel: number.format(spent.channel.cents),
      };
      const text =
        most === null
          ? say('cost.today', said)
          : say('cost.today.budget', {
              ...said,
              budget: number.format(most),
              percent: most === 0 ? 100 : Math.round((spent.day.cents / most) * 100),
            });
      return { kind: 'reply', source: 'bot', text };
    },
  };
}
