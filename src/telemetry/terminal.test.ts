import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Event } from '../domain/event.ts';
import type { Language } from '../domain/settings.ts';
import { createTelemetry } from './index.ts';

function seen(events: readonly Event[], language: Language) {
  const written: string[] = [];
  const telemetry = createTelemetry({
    level: 'info',
    tty: true,
    colour: false,
    clock: createVirtualClock(),
    destination: { write: (line) => written.push(line) },
    operator: () => ({ language, prefix: '!' }),
  });
  for (const event of events) telemetry.tell(event);
  telemetry.stop();
  return written.map((line) => line.trimEnd().replace(/^\S+ /, ''));
}

const start: readonly Event[] = [
  { kind: 'lifecycle', text: 'web on http://127.0.0.1:8787' },
  { kind: 'chat.state', state: 'connecting', detail: 'to irc-ws.chat.twitch.tv:443' },
  { kind: 'chat.joined', channel: 'serda_tv' },
  { kind: 'chat.state', state: 'joined', detail: 'in #serda_tv' },
  {
    kind: 'command.ended',
    command: 'ask',
    channel: 'serda_tv',
    viewer: 'lea',
    ending: 'answered',
    source: 'wikipedia',
    overheadMs: 1.234,
  },
];

test('a start in a terminal is told once, in the operator’s language, without figures for machines', () => {
  expect(seen(start, 'fr')).toEqual([
    'INFO  Page du bot : http://127.0.0.1:8787',
    'INFO  Connexion à Twitch…',
    'INFO  Prêt dans #serda_tv : tapez !ping',
    'INFO  #serda_tv !ask : répondu (wikipedia)',
  ]);
  expect(seen(start, 'en')).toEqual([
    'INFO  The bot’s page: http://127.0.0.1:8787',
    'INFO  Connecting to Twitch…',
    'INFO  Ready in #serda_tv: type !ping',
    'INFO  #serda_tv !ask: answered (wikipedia)',
  ]);
});

test('a warning is told in the operator’s language', () => {
  const warning = { kind: 'warning', text: 'no token', fr: 'pas de jeton' } as const;
  expect(seen([warning], 'fr')).toEqual(['WARN  pas de jeton']);
  expect(seen([warning], 'en')).toEqual(['WARN  no token']);
});

test('a model that fails is told in two lines: what happened, and when it is tried again', () => {
  const failing = [
    { kind: 'endpoint.state', endpoint: 'local', state: 'healthy', word: 'not tried yet', detail: 'configured' },
    { kind: 'llm.ended', endpoint: 'local', outcome: 'connection', ms: 36, detail: 'Connection error. (ECONNREFUSED)' },
    {
      kind: 'endpoint.state',
      endpoint: 'local',
      state: 'backing off',
      detail: 'Connection error. (ECONNREFUSED); next try in 7 s',
    },
    { kind: 'endpoint.state', endpoint: 'openai', state: 'disabled', word: 'off', detail: 'OPENAI_API_KEY is not set' },
    {
      kind: 'command.ended',
      command: 'ask',
      channel: 'serda_tv',
      viewer: 'lea',
      ending: 'answered',
      reason: 'upstream',
    },
  ] as const;
  expect(seen(failing, 'fr')).toEqual([
    'INFO  Modèle local : pas encore essayé',
    'WARN  Modèle local : un appel a échoué (Connection error. (ECONNREFUSED))',
    'WARN  Modèle local : en pause (nouvel essai dans 7 s)',
    'WARN  Modèle openai : coupé, sa clé manque (OPENAI_API_KEY n’est pas défini)',
    'INFO  #serda_tv !ask : répondu (le modèle a échoué)',
  ]);
  expect(seen(failing, 'en').slice(1, 3)).toEqual([
    'WARN  Model local: a call failed (Connection error. (ECONNREFUSED))',
    'WARN  Model local: backing off (next try in 7 s)',
  ]);
});

test('what is wrong says what to do, and a rejected file its faults', () => {
  expect(
    seen(
      [
        { kind: 'chat.state', state: 'no token', detail: 'run `npm run login`, or set TWITCH_ACCESS_TOKEN' },
        { kind: 'settings.rejected', file: 'config.yaml', faults: ['config.yaml:1:1 web: bad'] },
      ],
      'fr',
    ),
  ).toEqual([
    'ERROR Pas encore de jeton Twitch : lancez npm run login',
    'ERROR config.yaml a des fautes, les anciens réglages restent file=config.yaml faults="config.yaml:1:1 web: bad"',
  ]);
});
