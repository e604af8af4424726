import { endpointStates } from '../../src/domain/llm.ts';
import { bars, type Panel, type PanelOptions, series, stat, states } from './panels.ts';

export interface Board {
  readonly uid: string;
  /** The question that it answers. */
  readonly title: string;
  readonly description: string;
  /** Row by row, each with its title. */
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const here = 'instance=~"$process"';
/** A metric of the chosen processes, and more labels. */
const of = (metric: string, labels = '') => `serdabot_${metric}{${[here, labels].filter(Boolean).join(', ')}}`;
const inChannels = 'channel=~"$channel"';
const rate = (metric: string, labels = '') => `rate(${of(metric, labels)}[$__rate_interval])`;
const perMinute = (by: string, metric: string, labels = '') => `60 * sum by (${by}) (${rate(metric, labels)})`;
const perHour = (by: string, metric: string, labels = '') => `3600 * sum by (${by}) (${rate(metric, labels)})`;
const quantile = (q: number, metric: string, by = 'le') =>
  `histogram_quantile(${q}, sum by (${by}) (${rate(`${metric}_bucket`)}))`;
/** How many in the time; 0 where the counter never counted, which is no series for Prometheus. */
const count = (window: string, metric: string, labels = '') =>
  `(sum(increase(${of(metric, labels)}[${window}])) or vector(0))`;
const minute: PanelOptions = { unit: 'cpm', isStacked: true };

const health: NonNullable<PanelOptions['names']> = {
  0: ['ok', 'green'],
  1: ['degraded', 'orange'],
  2: ['unready', 'red'],
};
const endpointColors = ['green', 'red', 'orange', 'gray'];
const endpointNames = Object.fromEntries(
  endpointStates.map((name, value) => [String(value), [name, endpointColors[value]!] as const]),
);
const outcomes = { answered: 'green', refused: 'yellow', failed: 'orange', lost: 'red', ignored: 'gray' };
const bad = 'outcome=~"failed|lost"';

const answering: Board = {
  uid: 'serdabot',
  title: 'SerdaBot: is it answering?',
  description: 'Whether viewers get answers now. Red: somebody has to do something.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Processes', 'How many answer Prometheus.', 'sum(up{job="serdabot", instance=~"$process"})', {
          steps: [1, 1],
          isHighGood: true,
          width: 4,
        }),
        stat('Chat', 'The worst process.', `max(${of('part_health', 'part="chat"')})`, {
          steps: [1, 2],
          names: health,
          width: 4,
        }),
        stat(
          'Commands that got an answer',
          'Of those of 15 minutes that were not refused or ignored; no value: there were none.',
          `${count('15m', 'channel_commands_total', `${inChannels}, outcome="answered"`)} / ${count('15m', 'channel_commands_total', `${inChannels}, outcome=~"answered|failed|lost"`)}`,
          { unit: 'percentunit', max: 1, steps: [0.86, 0.99], isHighGood: true, width: 4 },
        ),
        stat(
          'Lost answers in an hour',
          'Nobody knows whether they were said.',
          `${count('1h', 'channel_commands_total', `${inChannels}, outcome="lost"`)}`,
          {
            steps: [null, 0.5],
            width: 4,
          },
        ),
        stat('Model calls running', 'In all processes.', `sum(${of('llm_in_flight')})`, { width: 4 }),
        stat('Conversations', 'Viewers that the bot is in a conversation with.', `max(${of('sessions')})`, {
          steps: [500, 1000],
          width: 4,
        }),
      ],
    },
    {
      title: 'Commands',
      panels: [
        series(
          'Commands by how they ended',
          'Per minute. Refused: a limit held. Failed: every source failed. Lost: nobody knows whether it was said.',
          [[perMinute('outcome', 'channel_commands_total', inChannels), '{{outcome}}']],
          { ...minute, colors: outcomes },
        ),
        series(
          'Commands by channel',
          'Per minute.',
          [[perMinute('channel', 'channel_commands_total', inChannels), '{{channel}}']],
          minute,
        ),
        series('Commands by name', 'Per minute.', [[perMinute('command', 'commands_total'), '{{command}}']], minute),
        series(
          'Answers by where they came from',
          'Per minute; endpoint: a model.',
          [[perMinute('source', 'answers_total'), '{{source}}']],
          minute,
        ),
      ],
    },
    {
      title: 'Chat',
      panels: [
        series(
          'Chat lines',
          'A second, as Twitch delivers them.',
          [[`sum by (instance) (${rate('chat_received_total')})`, '{{instance}}']],
          {
            unit: 'cps',
            width: 8,
          },
        ),
        series(
          'Lines handed to Twitch',
          'Per minute, by how they ended.',
          [[perMinute('result', 'chat_sent_total'), '{{result}}']],
          { ...minute, width: 8 },
        ),
        series(
          'Announcements',
          'Per minute, by how they ended: what the bot says unasked.',
          [[perMinute('result', 'announcements_total'), '{{result}}']],
          {
            ...minute,
            width: 8,
          },
        ),
      ],
    },
  ],
};

const why: Board = {
  uid: 'serdabot-why',
  title: 'SerdaBot: why not?',
  description: 'Why somebody got no answer: which gate refused, which part is not well, where the time goes.',
  rows: [
    {
      title: 'Not answered',
      panels: [
        stat(
          'Failed or lost in an hour',
          'Share of the commands that were to be answered. 14.4 % spends a month of a 99 % promise in two days.',
          `${count('1h', 'channel_commands_total', `${inChannels}, ${bad}`)} / ${count('1h', 'channel_commands_total', `${inChannels}, outcome=~"answered|failed|lost"`)}`,
          { unit: 'percentunit', steps: [0.06, 0.144] },
        ),
        stat(
          'Refused in an hour',
          'Share of all commands: limits at work.',
          `${count('1h', 'channel_commands_total', `${inChannels}, outcome="refused"`)} / ${count('1h', 'channel_commands_total', inChannels)}`,
          {
            unit: 'percentunit',
            steps: [0.5, 0.8],
          },
        ),
        stat('In the queue for a slot', 'Model calls that wait now.', `sum(${of('waiting')})`, { steps: [10, 50] }),
        stat(
          'Answered by a phrase in an hour',
          'Every source failed or none knew it.',
          count('1h', 'answers_total', 'source="phrase"'),
          {
            steps: [20, 100],
          },
        ),
      ],
    },
    {
      title: 'Who says no',
      panels: [
        series('Refusals by gate', 'Per minute.', [[perMinute('gate', 'refusals_total'), '{{gate}}']], minute),
        series(
          'Commands that failed or were lost',
          'Per minute, by command.',
          [[perMinute('command, outcome', 'commands_total', bad), '{{command}} {{outcome}}']],
          minute,
        ),
      ],
    },
    {
      title: 'What is not well',
      panels: [
        states('Parts', 'As /ready says it.', [[`max by (part) (${of('part_health')})`, '{{part}}']], {
          names: health,
          steps: [1, 2],
        }),
        states(
          'Endpoints',
          'Where models are asked; backing off: not asked for a while, after failures.',
          [[`max by (endpoint) (${of('endpoint_state')})`, '{{endpoint}}']],
          {
            names: endpointNames,
            steps: [1, 1],
          },
        ),
      ],
    },
    {
      title: 'Where the time goes',
      panels: [
        series(
          'Waits, 95 %',
          'For an upstream, for a slot of the cap, for a permit to send.',
          [[quantile(0.95, 'wait_seconds', 'le, for'), '{{for}}']],
          {
            unit: 's',
            steps: [5, 20],
          },
        ),
        series('In the queue for a slot', 'By priority.', [[`sum by (priority) (${of('waiting')})`, '{{priority}}']], {
          isStacked: true,
        }),
      ],
    },
  ],
};

const cost: Board = {
  uid: 'serdabot-cost',
  title: 'SerdaBot: what does it cost?',
  description: 'US cents, as the prices in config.yaml have it. npm run costs has the rows by day, model and viewer.',
  rows: [
    {
      title: 'Spent',
      panels: [
        stat('In an hour', 'US cents.', count('1h', 'channel_cost_cents_total', inChannels), {
          unit: '¢',
          steps: [20, 50],
        }),
        stat('In 24 hours', 'US cents.', count('24h', 'channel_cost_cents_total', inChannels), {
          unit: '¢',
          steps: [80, 100],
        }),
        stat(
          'In 30 days, at the pace of the last day',
          'US cents.',
          `30 * ${count('24h', 'channel_cost_cents_total', inChannels)}`,
          { unit: '¢' },
        ),
        stat(
          'For an answer of a model',
          'US cents, over 24 hours.',
          `${count('24h', 'llm_cost_cents_total')} / ${count('24h', 'answers_total', 'source=~"endpoint:.*"')}`,
          { unit: '¢', steps: [0.5, 2] },
        ),
      ],
    },
    {
      title: 'By whom and for whom',
      panels: [
        series(
          'By channel',
          'Cents an hour.',
          [[perHour('channel', 'channel_cost_cents_total', inChannels), '{{channel}}']],
          { unit: '¢', isStacked: true },
        ),
        series(
          'By endpoint and model',
          'Cents an hour.',
          [[perHour('endpoint, model', 'llm_cost_cents_total'), '{{endpoint}} {{model}}']],
          { unit: '¢', isStacked: true },
        ),
      ],
    },
    {
      title: 'What is saved',
      panels: [
        series(
          'Look-ups answered from a cache',
          'Share of the look-ups; answers: whole answers of models.',
          [
            [
              `sum by (cache) (${rate('cache_requests_total', 'result=~"hit|negative|stale"')}) / sum by (cache) (${rate('cache_requests_total')})`,
              '{{cache}}',
            ],
          ],
          { unit: 'percentunit', max: 1 },
        ),
        bars(
          'Answers by source, 24 hours',
          'What is no endpoint cost nothing.',
          [[`sort_desc(sum by (source) (increase(${of('answers_total')}[24h])))`, '{{source}}']],
          {},
        ),
      ],
    },
  ],
};

const endpoints: Board = {
  uid: 'serdabot-endpoints',
  title: 'SerdaBot: which endpoint is slow?',
  description: 'The model servers: which answer, which fail, how many calls they bear at once.',
  rows: [
    {
      title: 'Which answer',
      panels: [
        states(
          'State',
          'Backing off: not asked for a while, after failures.',
          [[`max by (endpoint) (${of('endpoint_state')})`, '{{endpoint}}']],
          {
            names: endpointNames,
            steps: [1, 1],
          },
        ),
        bars(
          'Uptime since the start',
          'Share of the time.',
          [[`min by (endpoint) (${of('endpoint_uptime_ratio')})`, '{{endpoint}}']],
          {
            unit: 'percentunit',
            max: 1,
            steps: [0.9, 0.99],
            isHighGood: true,
          },
        ),
      ],
    },
    {
      title: 'Calls',
      panels: [
        series(
          'By how they ended',
          'Per minute.',
          [[perMinute('endpoint, outcome', 'llm_requests_total'), '{{endpoint}} {{outcome}}']],
          minute,
        ),
        series(
          'That failed',
          'Share by endpoint; several failures in a row open its breaker.',
          [
            [
              `1 - (sum by (endpoint) (${rate('llm_requests_total', 'outcome="ok"')}) or 0 * sum by (endpoint) (${rate('llm_requests_total')})) / sum by (endpoint) (${rate('llm_requests_total')})`,
              '{{endpoint}}',
            ],
          ],
          { unit: 'percentunit', max: 1, steps: [0.05, 0.2] },
        ),
      ],
    },
    {
      title: 'Speed',
      panels: [
        series(
          'Time for an upstream',
          'Half of the waits and 19 of 20 are shorter, of all endpoints together.',
          [
            [`histogram_quantile(0.5, sum by (le) (${rate('wait_seconds_bucket', 'for="upstream"')}))`, '50 %'],
            [`histogram_quantile(0.95, sum by (le) (${rate('wait_seconds_bucket', 'for="upstream"')}))`, '95 %'],
          ],
          { unit: 's', steps: [5, 15] },
        ),
        series(
          'Calls at once',
          'The adaptive cap falls while answers are late.',
          [
            [`sum(${of('llm_concurrency_limit')})`, 'the cap now'],
            [`sum(${of('llm_in_flight')})`, 'running'],
            [`sum(${of('waiting')})`, 'in the queue'],
          ],
          {},
        ),
      ],
    },
  ],
};

const moderation: Board = {
  uid: 'serdabot-moderation',
  title: 'SerdaBot: what does moderation do?',
  description: 'What the gate holds back before it reaches chat, what Twitch refuses, and what the filters of chat do.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Held back in 24 hours', 'Lines that the gate did not let out.', count('24h', 'held_back_total'), {
          steps: [50, 500],
          width: 8,
        }),
        stat(
          'Refused by Twitch in an hour',
          'Many get an account banned.',
          count('1h', 'chat_sent_total', 'result="refused"'),
          {
            steps: [5, 20],
            width: 8,
          },
        ),
        stat(
          'Viewers slowed down in an hour',
          'Because several of their answers were held back.',
          count('1h', 'refusals_total', 'gate="held_back"'),
          {
            steps: [10, 100],
            width: 8,
          },
        ),
      ],
    },
    {
      title: 'Which rules',
      panels: [
        series('Held back by rule', 'Per hour.', [[perHour('rule', 'held_back_total'), '{{rule}}']], {
          unit: 'short',
          isStacked: true,
        }),
        series(
          'Acts on viewers',
          'Per hour, by filter.',
          [[perHour('rule, act', 'moderation_acts_total'), '{{rule}} {{act}}']],
          { unit: 'short', isStacked: true },
        ),
        series(
          'Acts that were not done',
          'Per hour. Dry run: nobody was asked.',
          [[perHour('result', 'moderation_acts_total', 'result!="done"'), '{{result}}']],
          { unit: 'short' },
        ),
        bars(
          'The rules of 24 hours',
          'The most first.',
          [[`sort_desc(sum by (rule) (increase(${of('held_back_total')}[24h])))`, '{{rule}}']],
          {},
        ),
        series(
          'Lines that were not accepted',
          'Per minute. Merged: told in one line with others.',
          [[perMinute('result', 'chat_sent_total', 'result!="accepted"'), '{{result}}']],
          minute,
        ),
        series(
          'Announcements that were not accepted',
          'Per minute.',
          [[perMinute('result', 'announcements_total', 'result!="accepted"'), '{{result}}']],
          minute,
        ),
      ],
    },
  ],
};

const inside: Board = {
  uid: 'serdabot-inside',
  title: 'SerdaBot: inside',
  description: 'The process itself: its own time, stalls, caches, backups, and who serves which channels.',
  rows: [
    {
      title: 'The process',
      panels: [
        series(
          "The bot's own time",
          'From chat line to reply line, waits left out.',
          [
            [quantile(0.5, 'overhead_seconds'), '50 %'],
            [quantile(0.95, 'overhead_seconds'), '95 %'],
            [quantile(0.99, 'overhead_seconds'), '99 %'],
          ],
          { unit: 's', steps: [0.05, 0.25], width: 8 },
        ),
        series(
          'Longest stall in a minute',
          'Nothing is answered as long.',
          [[`max by (instance) (${of('event_loop_lag_seconds')})`, '{{instance}}']],
          {
            unit: 's',
            steps: [0.2, 2],
            width: 8,
          },
        ),
        series(
          'Stalls over 2 s',
          'Per hour; the log names the command and the channel.',
          [[perHour('instance', 'event_loop_stalls_total'), '{{instance}}']],
          {
            steps: [1, 5],
            width: 8,
          },
        ),
      ],
    },
    {
      title: 'What is stored',
      panels: [
        stat('Age of the last backup', 'One is made a day (storage.backup).', `max(${of('backup_age_seconds')})`, {
          unit: 's',
          steps: [100_000, 172_800],
          width: 8,
        }),
        stat('Limits without Redis', '1: a process applies its own share alone.', `max(${of('limits_degraded')})`, {
          steps: [null, 1],
          names: { 0: ['shared, or one process', 'green'], 1: ['alone', 'red'] },
          width: 8,
        }),
        states('Channels served', 'By process.', [[`sum by (instance) (${of('channels_owned')})`, '{{instance}}']], {
          steps: [null, null],
          width: 8,
          height: 5,
        }),
        series('Bytes in caches', 'In memory, by cache.', [[`sum by (cache) (${of('cache_bytes')})`, '{{cache}}']], {
          unit: 'bytes',
          isStacked: true,
        }),
        series('Entries in caches', 'By cache.', [[`sum by (cache) (${of('cache_entries')})`, '{{cache}}']], {
          isStacked: true,
        }),
      ],
    },
  ],
};

export const boards: readonly Board[] = [answering, why, cost, endpoints, moderation, inside];
