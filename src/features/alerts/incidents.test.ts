import { expect, test } from 'vitest';
import { delivered, due, type Incident, nothing, type State, type Symptom } from './incidents.ts';

const minute = 60_000;
const at = 100 * minute;
const symptom = (rule: Symptom['rule'], isLive = true): Symptom => ({
  rule,
  about: '',
  since: 0,
  values: {},
  seen: isLive ? { one: at } : {},
  goneAt: isLive ? null : 0,
});
const withSymptoms = (state: State, ...symptoms: Symptom[]): State => ({
  ...state,
  incidents: [{ ...state.incidents[0]!, symptoms }],
});
const dueAt = (state: State, now: number) => due(state, 'me', 'one', now, 6);

test('what a place was told of an incident is no news when it comes back while the rest of it lasts', () => {
  const incident: Incident = {
    ...{ cause: 'answers', openedAt: 0, changedAt: 0, resolvedAt: null, told: {} },
    symptoms: [symptom('lost')],
  };
  let state: State = { ...nothing, incidents: [incident] };
  state = delivered(state, 'me', state.incidents[0]!, null, at);
  state = withSymptoms(state, symptom('lost', false), symptom('sends'));
  expect(dueAt(state, at + 6 * minute)).not.toBeNull();
  state = delivered(state, 'me', state.incidents[0]!, null, at + 6 * minute);
  expect(dueAt(withSymptoms(state, symptom('lost'), symptom('sends')), at + 20 * minute)).toBeNull();
  expect(dueAt(withSymptoms(state, symptom('failing'), symptom('sends')), at + 20 * minute)).not.toBeNull();
});
