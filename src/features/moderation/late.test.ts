import { expect, test } from 'vitest';
import { aLine } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { until } from '../../../test/support/until.ts';
import { moderation } from './index.ts';
import { moderationSettings } from './settings.ts';

test('a line that came while the filters were being loaded is looked at when they are there', async () => {
  let settings = moderationSettings.parse({});
  const acts: string[] = [];
  const { guard } = await moderation.create(
    aHouse({
      settings: () => settings,
      chat: {
        async moderate(_channel, { act, messageId }) {
          acts.push(`${act} ${messageId}`);
          return { kind: 'done' };
        },
      },
    }),
  );
  const line = aLine('https://evil.com/x');
  expect(guard?.watches(line.channel)).toBe(false);
  // As a new config.yaml does.
  settings = moderationSettings.parse({ links: { on: true } });
  expect(guard?.watches(line.channel)).toBe(true);
  guard?.passes(line);
  await until(() => expect(acts).toContain(`delete ${line.id}`));
});
