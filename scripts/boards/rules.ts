/** What is wrong, for Prometheus and for Grafana. `{}` in an expression selects the bot's processes. */
export interface AlertRule {
  readonly name: string;
  readonly expr: string;
  /** How long it has to hold. */
  readonly for: string;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
  readonly todo: string;
  /** The board that says more. */
  readonly board: string;
}

const bad = 'outcome=~"failed|lost"';
const commands = (window: string, selector = '') => `sum(increase(serdabot_commands_total{${selector}}[${window}]))`;
const share = (window: string) => `(${commands(window, bad)} / ${commands(window)})`;

/** A counter that turns up with its first value has no increase for Prometheus. */
const grew = (metric: string, window: string, by: string) =>
  `sum by (${by}) (increase(${metric}[${window}])) > 0 or sum by (${by}) (${metric} unless ${metric} offset ${window}) > 0`;

export const alertRules: readonly AlertRule[] = [
  {
    name: 'SerdabotDown',
    expr: 'up{job="serdabot"} == 0',
    for: '2m',
    severity: 'page',
    summary: 'The process {{ $labels.instance }} does not answer Prometheus.',
    todo: 'Is it running? Its last log lines say why it ended.',
    board: 'serdabot',
  },
  {
    name: 'SerdabotNotInChat',
    expr: 'serdabot_part_health{part="chat"} == 2',
    for: '5m',
    severity: 'page',
    summary: 'The bot is not in chat ({{ $labels.instance }}).',
    todo: '/ready says why: a refused login wants npm run login.',
    board: 'serdabot-why',
  },
  {
    name: 'SerdabotNoModel',
    expr: 'min by (instance) (serdabot_endpoint_state) > 0',
    for: '5m',
    severity: 'page',
    summary: 'No model answers ({{ $labels.instance }}).',
    todo: "Is the model's server running? The bot answers by sources and phrases meanwhile.",
    board: 'serdabot-endpoints',
  },
  {
    name: 'SerdabotStore',
    expr: 'serdabot_part_health{part="storage"} > 0',
    for: '2m',
    severity: 'page',
    summary: 'The store has trouble ({{ $labels.instance }}).',
    todo: '/ready says what: a full or read-only disk, Redis that does not answer, no good backup.',
    board: 'serdabot-inside',
  },
  {
    name: 'SerdabotRedisLost',
    expr: 'serdabot_limits_degraded == 1',
    for: '1m',
    severity: 'page',
    summary: 'Redis does not answer ({{ $labels.instance }}).',
    todo: 'Start Redis again. Meanwhile each process applies its own share of the limits.',
    board: 'serdabot-inside',
  },
  {
    name: 'SerdabotLostAnswer',
    expr: grew('serdabot_commands_total{outcome="lost"}', '10m', 'instance'),
    for: '0m',
    severity: 'ticket',
    summary: 'An answer was lost ({{ $labels.instance }}).',
    todo: 'The log says why, in its lines with "command: lost".',
    board: 'serdabot-why',
  },
  {
    name: 'SerdabotFailsFast',
    expr: `${share('1h')} > 0.144 and ${share('5m')} > 0.144 and ${commands('1h')} >= 10`,
    for: '1m',
    severity: 'page',
    summary: '{{ $value | humanizePercentage }} of the commands fail.',
    todo: 'Ask !why in chat, or look at the log.',
    board: 'serdabot-why',
  },
  {
    name: 'SerdabotFailsSlowly',
    expr: `${share('6h')} > 0.06 and ${share('30m')} > 0.06 and ${commands('6h')} >= 30`,
    for: '5m',
    severity: 'ticket',
    summary: '{{ $value | humanizePercentage }} of the commands of six hours fail.',
    todo: 'Ask !why in chat, or look at the log.',
    board: 'serdabot-why',
  },
  {
    name: 'SerdabotSendsRefused',
    expr: 'sum by (instance) (increase(serdabot_chat_sent_total{result="refused"}[10m])) >= 5',
    for: '0m',
    severity: 'page',
    summary: 'Twitch refuses lines ({{ $labels.instance }}): the account may be banned next.',
    todo: 'Look at what the bot said last. Is it a moderator of the channel?',
    board: 'serdabot-moderation',
  },
  {
    name: 'SerdabotSlow',
    expr: 'histogram_quantile(0.95, sum by (le) (rate(serdabot_overhead_seconds_bucket[10m]))) > 0.25',
    for: '10m',
    severity: 'ticket',
    summary: "The bot's own time is {{ $value | humanizeDuration }} for one command in twenty.",
    todo: 'What else runs on this machine? The log names the command behind a stall.',
    board: 'serdabot-inside',
  },
  {
    name: 'SerdabotBackupOld',
    expr: 'serdabot_backup_age_seconds > 172800',
    for: '10m',
    severity: 'ticket',
    summary: 'The last backup is {{ $value | humanizeDuration }} old.',
    todo: "Look at storage.backup and at the log's last line on a backup.",
    board: 'serdabot-inside',
  },
  {
    name: 'SerdabotCost',
    expr: 'sum(increase(serdabot_llm_cost_cents_total[1h])) > 50',
    for: '0m',
    severity: 'ticket',
    summary: 'Paid models cost {{ $value | humanize }} cents in an hour.',
    todo: 'npm run costs says which model and channel. A limit is in budget.',
    board: 'serdabot-cost',
  },
  {
    name: 'SerdabotSessions',
    expr: 'max(serdabot_sessions) > 1000',
    for: '5m',
    severity: 'ticket',
    summary: '{{ $value | humanize }} conversations at once.',
    todo: 'A raid, or bots? rate_limiting holds what they may ask.',
    board: 'serdabot',
  },
];
