import type { Event } from '../domain/event.ts';
import type { LogLevel } from '../domain/settings.ts';
import { plainError, shorten } from './log.ts';

export interface LogLine {
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly text: string;
  /** Built only for a line that is written. */
  readonly fields: () => Readonly<Record<string, unknown>>;
  /** Lines with the same kind within a minute are one line and a count. */
  readonly kind: string | undefined;
}

const none = () => ({});
const line = (level: LogLine['level'], text: string, fields: LogLine['fields'] = none, kind?: string): LogLine => ({
  level,
  text,
  fields,
  kind,
});

/**
 * What an event is in the log; null: nothing. Who asked what is `debug`: an ordinary log names no viewer. `clean` runs
 * before anything is cut short, as half a secret is not recognised any more.
 */
export function lineOf(event: Event, clean: (text: string) => string, withViewer: boolean): LogLine | null {
  const brief = (text: string, most = 500) => shorten(clean(text), most);
  switch (event.kind) {
    case 'chat.received':
    case 'channels.owned':
    case 'llm.started':
    case 'llm.limit':
    case 'llm.cost':
    case 'cache.request':
    case 'wait':
    case 'answer.said':
    case 'chat.withdrawn':
    case 'chat.event':
      return null;
    case 'chat.state': {
      const { state, detail } = event;
      const isFault = state === 'login refused' || state === 'no token';
      const level = isFault ? 'error' : state === 'down' ? 'warn' : 'info';
      return line(level, `chat: ${state}`, () => ({ detail: brief(detail) }), `chat.state ${state}`);
    }
    case 'chat.joined':
      return line('info', 'chat: joined', () => ({ channel: event.channel }));
    case 'chat.left':
      return line('warn', 'chat: left', () => ({ channel: event.channel, reason: brief(event.reason) }));
    case 'chat.sent': {
      const { channel, result, reason } = event;
      const fields = () => ({ channel, ...(reason && { reason: brief(reason) }) });
      const level = result === 'accepted' ? 'debug' : 'warn';
      return line(level, `chat: line ${result}`, fields, `chat.sent ${result} ${channel}`);
    }
    case 'held back':
      return line(
        'warn',
        'chat: line held back',
        () => ({ channel: event.channel, rule: brief(event.rule, 60) }),
        `held back ${event.rule}`,
      );
    case 'moderation.ended': {
      const { channel, result, reason, order } = event;
      const { act, rule, seconds, viewer, isNameless } = order;
      const fields = () => ({
        channel,
        rule: brief(rule, 60),
        ...(seconds !== undefined && { seconds }),
        ...(withViewer && !isNameless && { viewer: viewer.login }),
        ...(reason && { reason: brief(reason) }),
      });
      const level = result === 'done' || result === 'dry run' ? 'info' : 'warn';
      return line(level, `moderation: ${act} ${result}`, fields, `moderation ${act} ${result} ${channel} ${rule}`);
    }
    case 'command.ended': {
      const { command, channel, viewer, ending, source, gate, reason, overheadMs } = event;
      const fields = () => ({
        command: brief(command, 50),
        channel,
        ...(withViewer && { viewer }),
        ...(source && { source }),
        ...(gate && { gate }),
        ...(reason && { reason: brief(reason) }),
        ...(overheadMs !== undefined && { overheadMs: Math.round(overheadMs * 100) / 100 }),
      });
      if (ending === 'answered') return line('info', `command: ${ending}`, fields);
      const level = ending === 'failed' || ending === 'lost' ? 'warn' : 'debug';
      return line(level, `command: ${ending}`, fields, `command.ended ${ending} ${channel}`);
    }
    case 'announcement.ended': {
      const { by, channel, result, reason } = event;
      const fields = () => ({ by, channel, ...(reason && { reason: brief(reason) }) });
      const level = result === 'accepted' ? 'debug' : 'warn';
      return line(level, `announcement: ${result}`, fields, `announcement ${by} ${result} ${channel}`);
    }
    case 'refused':
      return line('debug', `refused by ${event.gate}`, () => ({ told: event.told }));
    case 'llm.ended': {
      const { endpoint, outcome, ms, detail, said } = event;
      const fields = () => ({
        endpoint,
        ms: Math.round(ms),
        ...(detail && { detail: brief(detail) }),
        ...(withViewer && said && { said: brief(said) }),
      });
      return line(detail ? 'warn' : 'debug', `model call: ${outcome}`, fields, `llm.ended ${endpoint} ${outcome}`);
    }
    case 'endpoint.state': {
      const { endpoint, state, word, detail } = event;
      const level = state === 'probing' ? 'debug' : state === 'healthy' ? 'info' : 'warn';
      const fields = () => ({ endpoint, detail: brief(detail) });
      return line(level, `endpoint: ${word ?? state}`, fields, `endpoint.state ${endpoint} ${state}`);
    }
    case 'settings.applied':
      return line('info', 'settings: applied', () => ({ file: event.file, detail: brief(event.detail) }));
    case 'settings.rejected': {
      const faults = () => event.faults.slice(0, 20).map((fault) => brief(fault));
      return line('error', 'settings: rejected, the former ones stay', () => ({ file: event.file, faults: faults() }));
    }
    case 'stall': {
      const { ms, work } = event;
      const about = work && { command: work.command, channel: work.channel, characters: work.length };
      const kind = `stall ${work?.channel} ${work?.command}`;
      return line('warn', 'the event loop stood still', () => ({ ms, ...about }), kind);
    }
    case 'warning':
      return line('warn', brief(event.text), none, `warning ${event.text.slice(0, 200)}`);
    case 'backup':
      return event.made ? line('info', 'storage: backup made', () => ({ file: event.file })) : null;
    case 'lifecycle':
      return line('info', brief(event.text));
    case 'bug': {
      const kind = `bug ${event.where} ${plainError(event.error).message.slice(0, 200)}`;
      // The log makes a plain error of it.
      return line('error', `bug in ${event.where}`, () => ({ err: event.error }), kind);
    }
  }
}
