import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** A warning that could not be said for as long is no news any more. */
const newsMs = 30_000;

/** What paid models cost: for the streamer who asks, and unasked when a budget comes to its end. */
export const spend = defineFeature({
  name: 'spend',
  phrases,
  readme: [{ type: ['!cost'], get: 'for the broadcaster: what paid models cost today in US cents, and the budget' }],
  create({ say, config, language, spend, chat, clock, tell }) {
    spend.onAlert(({ kind, scope, channel, percent }) => {
      tell({
        kind: 'warning',
        text: `the budget of the ${scope} (#${channel}): ${percent} % spent`,
        fr: `budget (${scope}, #${channel}) : ${percent} % dépensés`,
      });
      const text = kind === 'nearly' ? say('cost.nearly', { percent }) : say('cost.exhausted');
      void chat.announce(channel, text, { deadline: clock.now() + newsMs });
    });
    return {
      commands: [
        {
          name: 'cost',
          aliases: ['costs', 'budget'],
          level: 'broadcaster',
          async run({ message }) {
            const spent = await spend.today(message.channel);
            const cents = new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 });
            const whole = new Intl.NumberFormat(language());
            const { day: budget } = config().budget;
            const said = {
              cents: cents.format(spent.day.cents),
              tokens: whole.format(spent.day.tokens),
              channel: cents.format(spent.channel.cents),
            };
            if (budget === null) return reply(say('cost.today', said));
            const percent = budget === 0 ? 100 : Math.round((spent.day.cents / budget) * 100);
            return reply(say('cost.today.budget', { ...said, budget: cents.format(budget), percent }));
          },
        },
      ],
    };
  },
});
