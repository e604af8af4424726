import { expect, test } from 'vitest';
import { aCall, aViewer, collectEvents } from '../../../test/support/fakes.ts';
import { aHouse, commandsOf } from '../../../test/support/house.ts';
import type { BudgetAlert } from '../../domain/cost.ts';
import { spend } from './index.ts';

const none = async () => ({ ok: true, value: [] }) as const;
const noRows = { rows: none, byCommand: none, byViewer: none };

test('the streamer hears in chat that a budget comes to its end, and the log has which one', async () => {
  let alert = (_alert: BudgetAlert) => {};
  const announced: string[] = [];
  const { events, tell } = collectEvents();
  const house = aHouse({
    tell,
    spend: {
      today: async () => ({ day: { cents: 0, tokens: 0 }, channel: { cents: 0, tokens: 0 } }),
      ...noRows,
      onAlert: (listener) => {
        alert = listener;
      },
    },
    chat: {
      async announce(channel, text) {
        announced.push(`#${channel} ${text}`);
        return { kind: 'accepted', id: 'a' };
      },
    },
  });
  spend.create(house);
  alert({ kind: 'nearly', scope: 'day', channel: 'here', percent: 80 });
  alert({ kind: 'exhausted', scope: 'channel', channel: 'there', percent: 100 });
  expect(announced).toEqual(['#here cost.nearly percent=80', '#there cost.exhausted']);
  expect(events).toMatchObject([
    { kind: 'warning', text: 'the budget of the day (#here): 80 % spent' },
    { kind: 'warning', text: 'the budget of the channel (#there): 100 % spent' },
  ]);
});

test.each([
  [null, 'cost.today cents=1.25 tokens=3 000 channel=0.5'],
  [5, 'cost.today.budget cents=1.25 tokens=3 000 channel=0.5 budget=5 percent=25'],
  [0, 'cost.today.budget cents=1.25 tokens=3 000 channel=0.5 budget=0 percent=100'],
])('with a budget of %s cents the broadcaster sees what was spent', async (day, expected) => {
  const today = async () => ({ day: { cents: 1.25, tokens: 3_000 }, channel: { cents: 0.5, tokens: 1_000 } });
  const [cost] = commandsOf(spend, aHouse({ spend: { today, onAlert() {}, ...noRows } }, { budget: { day } }));
  const call = aCall(cost!, '', { viewer: aViewer('lea', 'broadcaster') });
  const outcome = await cost!.run(call, new AbortController().signal);
  expect(outcome.kind === 'reply' && outcome.text.replaceAll(',', '.')).toBe(expected);
});
