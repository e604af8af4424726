import type { Stage, StageLine, StageViewer } from '../../src/web/stage.ts';

export interface FakeStage extends Stage {
  readonly said: { viewer: string; text: string }[];
  readonly listeners: number;
  emit(line: Partial<StageLine> & { text: string }): StageLine;
  /** Why nothing more may be said, while set. */
  refusal: string | null;
  /** What happens after a line was said; nothing unless a test wants an answer. */
  onSay: (viewer: StageViewer, line: StageLine) => void;
}

export const cast: readonly StageViewer[] = [
  { key: 'streamer', name: 'Maëlle', roles: ['broadcaster'] },
  { key: 'mod', name: 'Tibo', roles: ['moderator'] },
  { key: 'vip', name: 'Inès', roles: ['vip'] },
  { key: 'sub', name: 'Kenzo', roles: ['subscriber'] },
  { key: 'viewer', name: 'Lou', roles: [] },
];

const command = (name: string, level: 'viewer' | 'moderator', fr: string, en: string) => ({
  name,
  level,
  sample: { fr, en },
  about: { fr: `ce que fait ${name}`, en: `what ${name} does` },
});

/** A stage without a bot behind it: it repeats what was said, and what a test hands it. */
export function createFakeStage(
  change: Partial<Pick<Stage, 'botName' | 'label' | 'channel' | 'language' | 'viewers'>> = {},
): FakeStage {
  const lines: StageLine[] = [];
  const listeners = new Set<(line: StageLine) => void>();
  const said: FakeStage['said'] = [];
  const stage: FakeStage = {
    channel: 'ma_chaine',
    botName: 'serdabot',
    label: { fr: 'une scène de test', en: 'a fake stage' },
    language: 'fr',
    commands: [
      command('ask', 'viewer', '!ask ta question', '!ask your question'),
      command('ping', 'viewer', '!ping', '!ping'),
      command('help', 'viewer', '!help', '!help'),
      command('botstatus', 'moderator', '!botstatus', '!botstatus'),
    ],
    knows: { games: ['Hades'], subjects: { fr: ['Tour Eiffel'], en: ['Eiffel Tower'] } },
    viewers: cast,
    ...change,
    said,
    refusal: null,
    onSay: () => {},
    get listeners() {
      return listeners.size;
    },
    history: () => lines,
    say(key, text) {
      const viewer = stage.viewers.find((candidate) => candidate.key === key);
      if (stage.refusal !== null) return { ok: false, reason: stage.refusal };
      if (!viewer) return { ok: false, reason: 'unknown viewer' };
      said.push({ viewer: key, text });
      stage.onSay(viewer, stage.emit({ name: viewer.name, roles: viewer.roles, text }));
      return { ok: true };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(line) {
      const whole: StageLine = {
        id: String(lines.length + 1),
        at: Date.UTC(2026, 10, 20, 20, 0, lines.length * 7),
        name: 'Lou',
        roles: [],
        kind: 'viewer',
        ...line,
      };
      lines.push(whole);
      for (const listener of listeners) listener(whole);
      return whole;
    },
  };
  return stage;
}
