import { z } from 'zod';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { Sessions } from '../sessions.ts';

const session = z.object({
  id: z.string(),
  login: z.string(),
  operator: z.boolean(),
  agent: z.string(),
  created_at: z.number(),
  seen_at: z.number(),
  current: z.boolean(),
});

/** Who is signed in, and the way to end that. */
export function sessionEndpoints(sessions: Sessions): readonly Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/api/sessions',
      about: 'Who is signed in: your own sessions, or all of them for whoever runs the bot.',
      need: 'visitor',
      answer: z.object({ sessions: z.array(session) }),
      async run({ visitor }) {
        const all = await sessions.list();
        const shown = all.filter(({ userId }) => visitor.isOperator || userId === visitor.id);
        return done({
          sessions: shown.map(({ id, login, operator, agent, createdAt, seenAt }) => ({
            ...{ id, login, operator, agent, created_at: createdAt, seen_at: seenAt },
            current: id === visitor.session?.id,
          })),
        });
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/sessions/{id}',
      about: 'Ends a session at once.',
      need: 'visitor',
      answer: z.object({ ended: z.string() }),
      async run({ visitor, params }) {
        const id = params['id']!;
        const theirs = (await sessions.list()).find((each) => each.id === id);
        if (!theirs || !(visitor.isOperator || theirs.userId === visitor.id)) {
          return problem(404, 'There is no such session.');
        }
        return (await sessions.end(id)) ? done({ ended: id }) : problem(503, 'The store does not answer.');
      },
    }),
  ];
}
