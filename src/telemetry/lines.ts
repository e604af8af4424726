import type { Event } from '../domain/event.ts';
import type { LogLevel } from '../domain/settings.ts';
import { plainError, shorten } from './plain.ts';

export interface LogLine {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Lines with the same kind within a minute are one line and a count. */
  readonly kind?: string;
}

/** How loud an event is; null is not at all. Who asked what is `debug`: an ordinary log names no viewer. */
export function levelOf(event: Event): Exclude<LogLevel, 'silent'> | null {
  switch (event.kind) {
    case 'chat.received':
    case 'channels.owned':
    case 'llm.started':
    case 'llm.limit':
    case 'llm.cost':
    case 'cache.request':
    case 'wait':
      return null;
    case 'refused':
      return 'debug';
    case 'backup':
      return event.made ? 'info' : null;
    case 'chat.sent':
    case 'announcement.ended':
      return event.result === 'accepted' ? 'debug' : 'warn';
    case 'chat.state':
      if (event.state === 'down') return 'warn';
      return event.state === 'login refused' || event.state === 'no token' ? 'error' : 'info';
    case 'command.ended':
      if (event.ending === 'failed' || event.ending === 'lost') return 'warn';
      return event.ending === 'answered' ? 'info' : 'debug';
    case 'llm.ended':
      return event.detail ? 'warn' : 'debug';
    case 'endpoint.state':
      if (event.state === 'probing') return 'debug';
      return event.state === 'healthy' ? 'info' : 'warn';
    case 'chat.joined':
    case 'settings.applied':
    case 'lifecycle':
      return 'info';
    case 'chat.left':
    case 'stall':
    case 'warning':
      return 'warn';
    case 'settings.rejected':
    case 'bug':
      return 'error';
  }
}

/** `clean` runs before anything is cut short: half a secret is not recognised any more. */
export function lineOf(event: Event, clean: (text: string) => string, withViewer: boolean): LogLine | null {
  const brief = (text: string, most = 500) => shorten(clean(text), most);
  switch (event.kind) {
    case 'chat.state':
      return {
        text: `chat: ${event.state}`,
        fields: { detail: brief(event.detail) },
        kind: `chat.state ${event.state}`,
      };
    case 'chat.joined':
      return { text: 'chat: joined', fields: { channel: event.channel } };
    case 'chat.left':
      return { text: 'chat: left', fields: { channel: event.channel, reason: brief(event.reason) } };
    case 'chat.sent':
      return {
        text: `chat: line ${event.result}`,
        fields: { channel: event.channel, ...(event.reason && { reason: brief(event.reason) }) },
        kind: `chat.sent ${event.result} ${event.channel}`,
      };
    case 'command.ended': {
      const { command, channel, viewer, ending, source, gate, reason, overheadMs } = event;
      return {
        text: `command: ${ending}`,
        fields: {
          command: brief(command, 50),
          channel,
          ...(withViewer && { viewer }),
          ...(source && { source }),
          ...(gate && { gate }),
          ...(reason && { reason: brief(reason) }),
          ...(overheadMs !== undefined && { overheadMs: Math.round(overheadMs * 100) / 100 }),
        },
        ...(ending !== 'answered' && { kind: `command.ended ${ending} ${channel}` }),
      };
    }
    case 'announcement.ended': {
      const { by, channel, result, reason } = event;
      return {
        text: `announcement: ${result}`,
        fields: { by, channel, ...(reason && { reason: brief(reason) }) },
        kind: `announcement ${by} ${result} ${channel}`,
      };
    }
    case 'refused':
      return { text: `refused by ${event.gate}`, fields: { told: event.told } };
    case 'llm.ended': {
      const { endpoint, outcome, ms, detail, said } = event;
      return {
        text: `model call: ${outcome}`,
        fields: {
          endpoint,
          ms: Math.round(ms),
          ...(detail && { detail: brief(detail) }),
          ...(withViewer && said && { said: brief(said) }),
        },
        kind: `llm.ended ${endpoint} ${outcome}`,
      };
    }
    case 'endpoint.state':
      return {
        text: `endpoint: ${event.word ?? event.state}`,
        fields: { endpoint: event.endpoint, detail: brief(event.detail) },
        kind: `endpoint.state ${event.endpoint} ${event.state}`,
      };
    case 'settings.applied':
      return { text: 'settings: applied', fields: { file: event.file, detail: brief(event.detail) } };
    case 'settings.rejected':
      return {
        text: 'settings: rejected, the former ones stay',
        fields: { file: event.file, faults: event.faults.slice(0, 20).map((fault) => brief(fault)) },
      };
    case 'stall': {
      const { ms, work } = event;
      return {
        text: 'the event loop stood still',
        fields: { ms, ...(work && { command: work.command, channel: work.channel, characters: work.length }) },
        kind: `stall ${work?.channel} ${work?.command}`,
      };
    }
    case 'warning':
      return { text: brief(event.text), fields: {}, kind: `warning ${event.text.slice(0, 200)}` };
    case 'backup':
      return { text: 'storage: backup made', fields: { file: event.file } };
    case 'lifecycle':
      return { text: brief(event.text), fields: {} };
    case 'bug': {
      // The log makes a plain error of it.
      return {
        text: `bug in ${event.where}`,
        fields: { err: event.error },
        kind: `bug ${event.where} ${plainError(event.error).message.slice(0, 200)}`,
      };
    }
    default:
      return null;
  }
}
