import type { Level } from '../../../src/domain/viewer.ts';
import {
  type Bag,
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  leaveOthers,
  levelOr,
  listOf,
  nothingFound,
  numberOf,
  textOf,
  textsOf,
} from '../found.ts';

const roles: ReadonlyMap<string, Level> = new Map([
  ['broadcaster', 'broadcaster'],
  ['mod', 'moderator'],
  ['vip', 'vip'],
  ['sub', 'subscriber'],
]);
/** From those whom most people are to those whom fewest are. */
const wideFirst: readonly Level[] = ['subscriber', 'vip', 'moderator', 'broadcaster'];

/** Of one restriction to roles that all exist here; anything else is not understood. */
function levelIn(restrictions: readonly Bag[]): Level | undefined {
  const [only, ...others] = restrictions;
  if (others.length > 0 || only?.['type'] !== 'firebot:permissions' || only['mode'] !== 'roles') return undefined;
  const known = textsOf(only['roleIds']).map((role) => roles.get(role));
  return known.includes(undefined) ? undefined : wideFirst.find((level) => known.includes(level));
}

const chatTexts = (effects: unknown) => {
  const list = bagsOf(bagOf(effects)?.['list']);
  const texts = list.filter(({ type }) => type === 'firebot:chat').map(({ message }) => textOf(message));
  return { texts, others: list.length - texts.length };
};

export function firebot(json: unknown): Found {
  const components = bagOf(bagOf(json)?.['components']);
  if (!components) throw new FormatFault('no "components" in it');
  const found = nothingFound();
  for (const row of bagsOf(components['commands'])) {
    const name = textOf(row['trigger']);
    const { texts, others } = chatTexts(row['effects']);
    if (texts.length === 0) {
      found.left.push({ what: name, why: 'it says nothing in chat' });
      continue;
    }
    if (texts.length > 1 || others > 0)
      found.left.push({ what: name, why: `${texts.length + others - 1} more effects than one line` });
    const restrictions = bagsOf(bagOf(row['restrictionData'])?.['restrictions']);
    const level = restrictions.length === 0 ? 'viewer' : levelOr(found, name, levelIn(restrictions), 'restrictions');
    if (listOf(row['subCommands']).length > 0) found.left.push({ what: name, why: 'its sub-commands' });
    const cooldown = bagOf(row['cooldown']) ?? {};
    found.commands.push({
      ...{ name, text: texts[0]!, level, aliases: textsOf(row['aliases']) },
      ...{ cd: numberOf(cooldown['global']), ucd: numberOf(cooldown['user']), count: numberOf(row['count']) },
      isOff: row['active'] === false,
    });
  }
  for (const row of bagsOf(components['timers'])) {
    const name = textOf(row['name']);
    const { texts } = chatTexts(row['effects']);
    if (texts.length === 0) {
      found.left.push({ what: `timer ${name}`, why: 'it says nothing in chat' });
      continue;
    }
    const everyMinutes = Math.max(1, (numberOf(row['interval']) ?? 900) / 60);
    const lines = numberOf(row['requiredChatLines']) ?? 0;
    found.timers.push({
      name,
      texts,
      everyMinutes,
      lines,
      isAlways: row['onlyWhenLive'] === false,
      isOff: row['active'] === false,
    });
  }
  for (const row of bagsOf(components['counters'])) {
    const [name, value] = [textOf(row['name']), row['value']];
    if (typeof value === 'number') found.counters.push({ name, value });
  }
  leaveOthers(found, components, ['commands', 'timers', 'counters']);
  return found;
}
