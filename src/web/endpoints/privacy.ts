import { z } from 'zod';
import { viewerKeys } from '../../domain/privacy.ts';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const who = z.strictObject({
  /** A login, or the numeric id. */
  viewer: z.string().regex(/^@?\w{1,25}$/, 'expected a Twitch login or a numeric id'),
});
const mostAudit = 200;

/** What is stored about people, and the way to have it erased. */
export function privacyEndpoints({ bot, settings, store }: DashboardParts): readonly Endpoint[] {
  /** Who is meant: a login is asked of the journal first, then of Twitch. */
  async function identified(typed: string): Promise<{ readonly id: string; readonly names: readonly string[] } | null> {
    const login = typed.replace('@', '').toLowerCase();
    for (const channel of settings().bot.channels) {
      const entry = bot.journal.of(channel, login);
      if (entry) return { id: entry.viewerId, names: [entry.login] };
    }
    const found = await bot.twitch.streams.streamer(login);
    if (found.ok && found.value) return { id: found.value.id, names: [found.value.login, found.value.name] };
    return /^\d{1,20}$/.test(login) ? { id: login, names: [] } : null;
  }
  const unknown = problem(
    404,
    'Nobody of that name was seen lately, and Twitch does not say who that is. The numeric id works.',
  );

  return [
    endpoint({
      method: 'POST',
      path: '/api/privacy/erase',
      about: 'Erases a viewer everywhere, and stores nothing about them from then on; as !forgetme does.',
      need: 'operator',
      body: who,
      answer: z.object({ erased: z.enum(['done', 'pending']) }),
      async run({ body }) {
        const person = await identified(body.viewer);
        if (person === null) return unknown;
        const erased = await bot.privacy.optOut(person.id, person.names);
        return erased === 'unsaved' ? problem(503, 'The store does not answer.') : done({ erased });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/privacy/export',
      about: 'All that is stored about a viewer.',
      need: 'operator',
      body: who,
      answer: z.object({ viewer: z.string(), opted_out: z.boolean().nullable(), entries: z.array(z.unknown()) }),
      async run({ body }) {
        const person = await identified(body.viewer);
        if (person === null) return unknown;
        const entries = await store.gather(viewerKeys(person.id));
        const documents = await bot.storage.documentsOf(person);
        if (!entries.ok || !documents.ok) return problem(503, 'The store does not answer.');
        const out = await bot.privacy.isOptedOut(person.id);
        await bot.privacy.audit('exported', person.id);
        return done({
          viewer: person.id,
          opted_out: out.ok ? out.value : null,
          entries: [...entries.value, ...documents.value],
        });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/privacy/audit',
      about: 'Who was erased, exported or came back, lately: without names.',
      need: 'operator',
      answer: z.object({ entries: z.array(z.object({ at: z.string(), act: z.string(), viewer: z.string() })) }),
      async run() {
        const all: { at: string; act: string; viewer: string }[] = [];
        for (let after: string | null = ''; after !== null; ) {
          const page = await store.records.list('audit/', { limit: 200, ...(after !== '' && { after }) });
          if (!page.ok) return problem(503, 'The store does not answer.');
          for (const { value } of page.value.records) {
            const { at, act, viewer } = (value ?? {}) as Record<string, unknown>;
            all.push({ at: String(at), act: String(act), viewer: String(viewer).slice(0, 8) });
          }
          if (all.length > 5_000) all.splice(0, all.length - mostAudit);
          after = page.value.next;
        }
        return done({ entries: all.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, mostAudit) });
      },
    }),
  ];
}
