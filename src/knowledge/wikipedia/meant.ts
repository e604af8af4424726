import type { Article } from './article.ts';

/** Words of a question that say what kind of thing it asks about, and how pages about such things begin. */
interface Kind {
  readonly asked: RegExp;
  readonly is: RegExp;
}

const kind = (asked: string, is: string): Kind => ({
  asked: new RegExp(`(?<![\\p{L}\\p{N}])(?:${asked})(?![\\p{L}\\p{N}])`, 'u'),
  is: new RegExp(is, 'iu'),
});

const kinds: readonly Kind[] = [
  kind(
    'ne|nee|born|birthday|naissance|anniversaire|mort|morte|died|dead|married|marie|mariee|femme|mari|wife|husband|enfants|kids|singer|chanteu[rs]e?|act(?:or|eur|ress|rice)|player|joueu[rs]e?|painter|peintre|writer|ecrivain|poet|poete|king|roi|queen|reine|president|footballer|footballeur|youtube[ur]+|guy|mec|gars|dude|who was|who is|c est qui|qui est|qui etait',
    String.raw`(?<!\p{L})(?:née?s?|born|morte?s?|died|chanteu|act(?:eur|rice|or|ress)|footballe|écrivain|writer|painter|peintre|king|queen|roi |reine |président|president|physici|mathémat|mathemat|philosoph|poète|poet|personnalité|singer|player)`,
  ),
  kind(
    'film|movie|realis\\w+|director|directed|cinema|oscar|oscars|casting|cast',
    String.raw`(?<!\p{L})(?:film|movie)s?(?!\p{L})`,
  ),
  kind('serie|series|show|saisons?|seasons?|episodes?|netflix', String.raw`(?:série|series|sitcom|anime)(?!\p{L})`),
  kind('album|disque|record', String.raw`(?<!\p{L})album`),
  kind('chanson|song|single|tube|lyrics|paroles|sung|sang', String.raw`(?<!\p{L})(?:chanson|song|single)`),
  kind('groupe|band|members|membres|guitarist\\w*|drummer|batteur', String.raw`(?<!\p{L})(?:groupe|band|duo)(?!\p{L})`),
  kind(
    'livre|book|roman|novel|auteur|author|wrote|ecrit|ecrite|pages|chapitres?',
    String.raw`(?<!\p{L})(?:roman|novel|livre|book|nouvelle|recueil|pièce de théâtre|play)(?!\p{L})`,
  ),
  kind(
    'planete|planet|lunes|moons|orbite|orbit|solaire|solar|soleil|sun|espace|space|anneaux|rings',
    String.raw`(?:planète|planet|lune|moon|étoile|star|satellite)(?!\p{L})`,
  ),
  kind(
    'element|symbole|symbol|chimi\\w+|chemi\\w+|atomi\\w+|metal|atome|atom|tableau|liquide|liquid',
    '(?:élément|element|chimi|chemi|métal|metal)',
  ),
  kind(
    'animal|animaux|espece|species|felin|cat|mange|mangent|eat|eats|vit|vivent|lives?|pattes|legs|vitesse|runs?|court|oiseau|bird|poisson|fish|insecte|insect',
    '(?:animal|espèce|species|mammi|mammal|oiseau|bird|poisson|fish|insect|reptile|félin|genre|nom)',
  ),
  kind(
    'fruit|legume|vegetable|plante|plant|arbre|tree|pousse|grow|grows|vitamines?',
    '(?:fruit|légume|vegetable|plant|arbre|tree|nom)',
  ),
  kind('couleur|color|colour', '(?:couleur|colou?r)'),
  kind(
    'ville|city|town|habitants?|population|maire|mayor|situee?|located',
    '(?:ville|city|town|commune|village|capitale?|pays|country)',
  ),
  kind('pays|country|capitale?|drapeau|flag|monnaie|currency|president', '(?:pays|country|état|state|nation)'),
  kind('fleuve|riviere|river|coule|flows?', '(?:fleuve|rivière|river)'),
  kind(
    'dieu|deesse|god|goddess|mytholog\\w+|mythe|myth|greek|grecque?|romain\\w*|roman|nordique|norse',
    '(?:dieu|déesse|god|mytholog)',
  ),
  kind(
    'entreprise|boite|marque|company|brand|ceo|pdg|voitures?|cars?|constructeur|fonde\\w*|founded',
    '(?:entreprise|company|marque|brand|constructeur|société|firm)',
  ),
  kind('jeu|game|jouer|play|joueurs|players', '(?:jeu|game)'),
  kind('langage|language|programm\\w+|code|coder|dev', '(?:langage|programming|langue|language)'),
];

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const read = 160;
const stem = 5;

/** How much what a page is fits the other words of a question; 0 says nothing. */
function fitOf(words: string, { title, description, extract }: Article): number {
  const named = / \(([^()]+)\)$/.exec(title)?.[1] ?? '';
  const what = `${named} ${description} ${extract.slice(0, read)}`;
  const stems = new Set(
    fold(`${named} ${description}`)
      .split(' ')
      .filter((word) => word.length >= stem)
      .map((word) => word.slice(0, stem)),
  );
  const shared = words.split(' ').filter((word) => word.length >= stem && stems.has(word.slice(0, stem)));
  return kinds.filter(({ asked, is }) => asked.test(words) && is.test(what)).length + 2 * new Set(shared).size;
}

/** The one of some pages that the question's own words tell from the others; null where they do not. */
export function meantBy(question: string | undefined, subject: string, articles: readonly Article[]): Article | null {
  const own = new Set(fold(subject).split(' '));
  const words = fold(question ?? '')
    .split(' ')
    .filter((word) => !own.has(word))
    .join(' ');
  const fits = articles.map((article) => ({ article, fit: fitOf(words, article) })).sort((a, b) => b.fit - a.fit);
  const [first, second] = fits;
  return first !== undefined && first.fit > (second?.fit ?? 0) ? first.article : null;
}
