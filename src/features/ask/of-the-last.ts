/** What a line opens with that goes on from the one before. */
const and = String.raw`(?:(?:et|and|n|ok|alors|du coup|so|but|mais)\s+)*`;
const end = String.raw`(?:\s+(?:stp|svp|pls|please|again|d[ée]j[àa]|tho|though|then|exactly|exactement|du coup|au fait|en tout|in total|max\p{L}*|min\p{L}*))*\s*[?!.]*$`;
const shape = (pattern: string) => new RegExp(`^\\s*${and}(?:${pattern})${end}`, 'iu');

/** Questions that ask something of what everything has, and name nothing that has it. */
const shapes: readonly RegExp[] = [
  // "how many floors", "combien de buts", "quel âge", "what colour"
  shape(
    String.raw`(?:(?:il )?y['’ ]?(?:a|avait) |a )?(?:how (?:many|much)|combien (?:de |d['’])|cb de )\s*\p{L}+(?: (?:does|did|do|a|ont|is|are|were) (?:it|they|he|she|t-il|t-elle|il|elle|there))?`,
  ),
  shape(
    String.raw`(?:(?:c['’ ]?(?:est|t|[ée]tait)|ct|c'?[ée]tait|it was|was it|is it|were they)\s+)?(?:dans|en|sur|de|d['’]|[àa]|pour|par|in|on|at|by|for|from)\s+(?:quel(?:le)?s?|kel(?:le)?|what|which)\s+\p{L}+`,
  ),
  shape(
    String.raw`(?:quel(?:le)?s?|kel(?:le)?|what|which)\s+(?:rock |kind of |type of |type de )?\p{L}+(?:\s+(?:type|is it|was it|est-ce|c['’]est|was that|derri[eè]re|behind(?: it)?)|\s+(?:in|of|for) (?:it|them|that))?`,
  ),
  // "whos the dev", "c'est qui l'éditeur", "who was captain for lfc"
  shape(
    String.raw`(?:(?:c|c['’ ]?est|c['’ ]?[ée]tait)\s+(?:qui|ki)|qui (?:est|[ée]tait)|who(?:['’]?s| is| are| was| were)|where(?:['’]?s| is| was)|o[uù] (?:est|[ée]tait))\s+(?:(?:le|la|les|l['’]|the|its|their|his|her|son|sa|ses)(?: main| lead| other| original)?|captain|coach)\s*\p{L}*(?:\s+(?:for|of|de|du|made|filmed|shot|set|built|tourn[ée]e?|in|dans)(?:\s\p{L}+)?)?`,
  ),
  shape(
    String.raw`(?:what|who)(?:['’]?s| is| was)? (?:the )?\p{L}+ (?:right )?(?:after|before)(?: (?:that|this|it))?(?: one)?`,
  ),
  // "et la première ascension c'était quand", "who's the youngest one", "c'était qui le président à ce moment-là"
  shape(
    String.raw`(?:la|le|les|l['’]|the|its|son|sa)\s*\p{L}+(?: \p{L}+)? (?:c['’ ]?(?:est|t|[ée]tait) |was |it was )?(?:quand|kan|when|en quelle ann[ée]e|what year|o[uù]|where|qui|ki|who)`,
  ),
  shape(
    String.raw`(?:(?:c|c['’ ]?est|c['’ ]?[ée]tait|c t|ct)\s+(?:qui|ki)|who(?:['’]?s| is| was)?)\s+(?:le|la|les|l['’]|the)\s*\p{L}+(?: one| [àa] ce moment(?:[ -]l[àa])?| [àa] l['’][ée]poque| then| at the time| of them)`,
  ),
  // "et la profondeur max", "n the remake", "and the drummer"
  new RegExp(String.raw`^\s*(?:et|and|n)\s+(?:la|le|les|l['’]|the|its|son|sa)\s*\p{L}+${end}`, 'iu'),
  // "fait par ki", "directed by who"
  shape(
    String.raw`(?:(?:il |elle |c['’ ]?)?(?:a [ée]t[ée] |[ée]tait |est |was |is )?)?(?:fait|faite|dev\p{L}*|cr[ée]{2}\p{L}*|[ée]crit\p{L}*|r[ée]alis\p{L}+|chant[ée]e?|made|done|developed|published|written|directed|sung)\s+(?:par|by)\s+(?:qui|ki|who|quel(?:le)? \p{L}+|what \p{L}+)`,
  ),
  // "sorti quelle année", "released when", "construit en quelle annee"
  shape(
    String.raw`(?:(?:il |elle |c['’ ]?)?(?:est |was it |is it )?)?(?:sorti|paru|cr[ée]{2}|tourn[ée]|[ée]crit|fond[ée]|construit|n[ée]|mort|d[ée]c[ée]d[ée]|released|made|out|born|built|founded|written|filmed)e?s?\s+(?:in |en |[àa] )?(?:quand|kan|when|o[uù]|where|(?:quel(?:le)?|kel(?:le)?|what|which) (?:ann[ée]e|year|date|jour|mois|ville|pays|day|city|country))`,
  ),
  // "c sur switch aussi", "dispo sur pc ou pas"
  shape(
    String.raw`(?:(?:c|c['’ ]?est|il est|elle est|ca|[çc]a|y['’ ]?est|is it|its|it['’]s)\s+)?(?:aussi |dispo |sorti |out |also )?(?:sur|on|pour|for)\s+(?:la |the )?(?:ps ?\d|playstation|xbox|switch|pc|mac|steam|mobile|wii|3?ds|game ?boy|gamecube|android|iphone|linux)(?: \d| one| series x| u)?(?:\s+(?:aussi|too|also|as well|ou pas|ou non|or not|or nah|ou que \p{L}+ ?\d?|or only \p{L}+ ?\d?))*`,
  ),
  // "what was the score in the final", "how many series were there", "which county is that in again"
  shape(
    String.raw`(?:what|which|who|quel(?:le)?)\s+(?:was|is|were|[ée]tait|est)\s+(?:the|le|la|l['’])\s*\p{L}+\s+(?:in|at|of|en|[àa]|de|du)\s+(?:the|la|le|l['’])?\s*(?:final|end|start|time|finale|fin|d[ée]but|[ée]poque)`,
  ),
  shape(String.raw`(?:what|which)\s+\p{L}+\s+(?:is|was|are|were)\s+(?:it|that|they|he|she)\s+(?:in|on|at|from|of)`),
  shape(String.raw`how many\s+\p{L}+\s+(?:were|are|was|is) there(?: in (?:total|all))?`),
  // "on peut y jouer a deux", "can u play it on pc"
  shape(
    String.raw`(?:est[- ]ce qu['’ ]?)?on peut (?:y )?jouer (?:(?:[àa]|en|avec|sur) (?:\p{L}|\d)+(?: \p{L}+)?|(?:tout )?seul(?: ou (?:\p{L}+ ?){1,5})?)|(?:est[- ]ce que? )?[çc]a se joue (?:[àa]|en|sur) (?:\p{L}|\d)+`,
  ),
  // "y a eu un portage gamecube", "wasnt there a sequel on xbox"
  shape(
    String.raw`(?:(?:il )?y (?:a|avait)(?: eu)?|(?:was|is|wasn['’]?t|isn['’]?t|were|will) there)\s+(?:un|une|des|a|an|any)\s+(?:portage|suite|remake|remaster|film|s[ée]rie|dlc|sequel|prequel|port|movie|version|[ée]dition|second|deuxi[èe]me|multi\p{L}*)(?:\s+\p{L}+){0,4}`,
  ),
];
/** Asks the bot, or speaks of whoever types. */
const aboutUs =
  /(?<!\p{L})(?:tu|toi|t['’]|vous|you|u|ur|your|je|j['’]|moi|mon|ma|my|me|we|nous|us|chat|stream\p{L}*|bot|today|tonight|ce soir|aujourd['’]hui)(?!\p{L})/iu;
const longest = 70;

/** Asks it of what was asked about before, whatever machine it names. */
const ofAny =
  /(?:y (?:a|avait)(?: eu)?|(?:was|is|wasn['’]?t|isn['’]?t|were|will) there)\s+(?:un|une|a|an|any)\s+(?:portage|suite|remake|remaster|sequel|prequel|port|version|dlc)/iu;
export const isOfTheLastAnyway = (line: string) => isOfTheLast(line) && ofAny.test(line);

/** Whether a line asks something of what was asked about before, and of nothing that it names itself. */
export function isOfTheLast(line: string): boolean {
  const [clause = ''] = line.slice(0, longest).split(/,\s|\?\s(?=\S)/);
  return line.length <= longest && !aboutUs.test(clause) && shapes.some((one) => one.test(clause));
}
