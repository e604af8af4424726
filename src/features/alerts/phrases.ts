import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';
import type { AlertSettings } from './rules.ts';

export const phrases = {
  'alerts.open': ['bot', 'what'],
  'alerts.resolved': ['bot', 'what', 'after'],
  'alerts.since': ['time'],
  'alerts.none': [],
  'alerts.state': ['places', 'wrong'],
  'alerts.state.well': [],
  'alerts.tested': ['places'],
  'alerts.tested.yes': [],
  'alerts.wait': [],
  'alerts.usage': ['prefix'],
  'help.about.alerts': ['prefix'],
  'alerts.test': ['bot'],
  'alerts.test.text': [],
  'alerts.rule.login': [],
  'alerts.rule.silent': [],
  'alerts.rule.outside': ['channels'],
  'alerts.rule.models': ['names'],
  'alerts.rule.redis': [],
  'alerts.rule.storage': [],
  'alerts.rule.backup': ['hours'],
  'alerts.rule.lost': ['n'],
  'alerts.rule.failing': ['percent', 'n'],
  'alerts.rule.sends': ['n'],
  'alerts.rule.budget': ['percent', 'scope'],
  'alerts.rule.cost': ['cents'],
  'alerts.rule.sessions': ['n'],
  'alerts.do.login': [],
  'alerts.do.silent': [],
  'alerts.do.outside': [],
  'alerts.do.models': [],
  'alerts.do.redis': [],
  'alerts.do.storage': [],
  'alerts.do.backup': [],
  'alerts.do.lost': [],
  'alerts.do.failing': [],
  'alerts.do.sends': [],
  'alerts.do.budget': [],
  'alerts.do.cost': [],
  'alerts.do.sessions': [],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, AlertSettings>;
