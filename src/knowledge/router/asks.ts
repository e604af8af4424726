import type { Aspect } from '../../domain/knowledge.ts';

/** What is asked, and how it shows. */
export interface Ask {
  /** What the subject has to be: a game; a game unless known to be something else; anything that is no game; either. */
  readonly of: 'game' | 'rather game' | 'maker' | 'thing' | 'either';
  readonly aspect: Aspect;
  /** One of these has to be in the line. */
  readonly when: RegExp;
  /** And this, where it is given. */
  readonly and?: RegExp;
  readonly not?: RegExp;
  /** More that belongs to the question and not to its subject. */
  readonly cut?: RegExp;
  readonly sure: number;
}

const hardware =
  '(?:(?:nintendo )?switch(?: ?2| lite)?|(?:ps|playstation) ?[1-6]?(?: pro)?|ps vita|vita|psp|xbox(?: (?:one|360|series(?: [xs]){0,2}))?|series [xs]|pc|steam deck|steam|windows(?: (?:\\d+|xp))?|mac ?os|mac|linux|mobile|telephone|portable|phone|navigateur|browser|android|ios|iphone|ipad|game ?pass|epic|gog|wii ?u?|3ds|2ds|nintendo ds|gamecube|n64|nes|snes|dreamcast|game ?boy|gba|mega ?drive|consoles?|next gen|old gen|quest [23]?|vr|psvr ?2?|geforce now|ea play|ps plus|ps now)';
const onHardware = `(?:sur|on|to|for|pour|with) (?:la |les |le |l |the |a )?${hardware}(?: (?:et|ou|and|or|ni) (?:sur |on )?(?:la |the )?${hardware}){0,3}`;
export const onMachine = new RegExp(`\\b${onHardware}\\b`, 'g');
export const machine = new RegExp(`\\b${hardware}\\b`, 'g');

const out = 'sort(?:i|ie|is|ies|ira|ir|ait|ie)?|parait|paru|lancement|lance|arrive|debarque';
const kinds =
  'roguelike|roguelite|rogue like|rogue lite|j?rpg|arpg|crpg|mmo|mmorpg|fps|tps|rts|moba|metroidvania|souls ?like|battle royale|survival(?: horror)?|survie|horreur|horror|puzzle|platformer|plateforme|jeu de (?:plateforme|survie|gestion|combat|course|cartes|role|tir|strategie|sport|reflexion)|open world|monde ouvert|gacha|visual novel|deck ?builder|shooter|shoot|city builder|sandbox|bac a sable|beat em all|hack and slash|hack n slash|party game|racing|fighting|strategy|turn based|tour par tour|action|aventure|adventure|simulation|simulator|walking simulator|indie|inde|stealth|infiltration|card game';
const creation =
  'fait|code|codee|coded|pondu|bosse|travaille|worked|made|make|makes|making|develops|developing|cree|creee|created|conc(?:u|oit)|designed|produit|produced|realise|programme|imagine|sorti|did';

/** From the most telling to the least. The first that finds a subject is the answer. */
export const asks: readonly Ask[] = [
  {
    of: 'thing',
    aspect: 'howmany',
    when: /\b(?:combien (?:d |de )?(?:copies|exemplaires|ventes|unites)|(?:s est )?vendu a combien|combien (?:s est|se sont|a ete) vendus?|how many (?:copies|units|sales|people bought)|sales of|sales figures|ventes)\b/,
    cut: /\b(?:d exemplaires|exemplaires|s est|has|have|did|vendues?|vendus?|a ete|sold|sell|sales|a)\b/g,
    sure: 0.85,
  },
  {
    of: 'thing',
    aspect: 'who',
    when: /\b(?:(?:qui|who)(?: est ce qui| est| a| l a| les a| ont| was| is)? (?:compose\w*|doubl\w+|voices?|voiced|plays|played|interprete\w*|incarne|jou(?:e|ait)(?= le | la |$)|chante\w*|sings?|sang|ecrit|ecris|writes?|wrote|written|peint|painted|paints|realise|directs?|directed|decouvert|discovered|invente|invented|gagne|won|wins|remporte|battu|beat|construit|built|builds|fonde|founded|started|launched|tue|killed|assassine|assassinated|dirige|runs|preside|elu|elected|vole|stole|marche|walked|succede|succeeded|bati|sculpte|sculpted|ecrivait|declare|commande))\b/,
    not: /\bplays? (?:\w+ )?GAME|\bhere$/,
    cut: /\b(?:la musique|the music|the soundtrack|la bande son|l ost|ost|music|soundtrack|en premier|first|le premier a|en vf|vf)\b(?: (?:de|d|du|des|of|for|in|dans))?/g,
    sure: 0.9,
  },
  {
    of: 'thing',
    aspect: 'who',
    when: /\b(?:realisat(?:eur|rice)|metteur en scene|inventeur|inventrice|auteure?s?|ecrivain|fondat(?:eur|rice)s?|patron|pdg|chef|directeur|proprietaire|compositeur|chanteur|chanteuse|acteur|actrice|interprete|ceo|founders?|cofounder|co founder|boss final|inventor|author|writer|director|composer|singer|owner|painter|peintre|voice actor|voix|main character|personnage principal|heros|boss|femme|mari|wife|husband|pere|mere|father|mother|fils|fille|doubleur|guitariste|drummer|batteur) (?:de|d|du|des|of|in|dans|for|behind)\b(?! (?:jeu|game))/,
    not: /\b(?:du jeu|of the game)\b/,
    and: /\b(?:qui|who|c est|quel|quelle|what|which|nom|name|comment s appelle|s appelle)\b/,
    cut: /\b(?:comment s appelle|s appelle|le nom|the name|main)\b/g,
    sure: 0.88,
  },
  {
    of: 'thing',
    aspect: 'who',
    when: /^(?:qui (?:est|etait|sont|etaient|c est)(?: ce)?|c (?:est )?qui|c etait qui|ce ?est qui|who(?= .{2,60} (?:is|was|are|were)$)|who (?:is|was|are|were|the (?:hell|fuck|heck) is)|who tf is|ki c est|qui)(?= )(?! (?:derriere|behind|developpe|a fait|a cree|the dev|le dev|les dev|l editeur|le createur|a|le studio)\b)|\b(?:c|c est|est|etait|c etait) (?:qui)$|\bwho is (?:he|that|it)?$/,
    not: /^(?:qui|who) (?:veut|veux|peut|va|vas|joue|pourrait|est (?:chaud|la|pret|dispo|partant)|a deja|connait|sait|aime|regarde|wants?|can|has|here|likes?|else|knows?|cares?|asked|wan|ment|lied|triche|feeds?)\b|\b(?:dev|devs|deve?lop\w*|studio|editeurs?|publishers?|publishes|createurs?|creators?|makers?|auteurs? du jeu|fait par|cree par|made by|behind|derriere|fait|made|making|developing|responsible|responsable|makes|owns?)\b/,
    cut: /\b(?:deja|tf|exactly|exactement|ce type|ce mec)\b/g,
    sure: 0.88,
  },
  {
    of: 'rather game',
    aspect: 'release',
    when: new RegExp(
      `\\b(?:(?:a|une|la|the) dates? (?:for|pour|de)|date de (?:sortie|lancement|release)|date sortie|date de parution|release ?date|releasedate|launch date|release day|${out}|sorties?|released?|releases|releasing|come out|comes out|came out|coming out|(?:leave|left|leaves) early access|(?:est|etait|is) prevue?|launch(?:ed|es)?|drop(?:s|ped)?)\\b`,
    ),
    and: /\b(?:quand|when|date|dates|annee|year|mois|month|jour|day|combien de temps|depuis (?:quand|combien)|how long ago|how old|sortie|release|releases?|il y a|y a|age|pour quand|bientot|soon|already|deja|yet|enfin|finalement|encore|original\w*|(?:in|en) \d{4})\b|^(?:did|has|have) /,
    not: /\bgenre (?:de|musical)\b/,
    cut: new RegExp(
      `\\b(?:(?:a |en |de |in |on )?(?:quelle |what |which |quel )?(?:date|dates|annee|year|mois|month|jour|day)|combien de temps|depuis (?:quand|combien)|how long ago|how old|il y a|y a|bientot|soon|already|yet|enfin|finalement|de sortie|la sortie|officielle?|exacte|initiale|originale?|worldwide|early access|acces anticipe|pour la premiere fois|la premiere fois|first|came|come|comes|coming|out|get|gets|got|the original|encore|estimee|prevue?|${onHardware})\\b`,
      'g',
    ),
    sure: 0.95,
  },
  {
    of: 'game',
    aspect: 'release',
    when: /\b(?:date de quand|date de quelle annee|c est pour quand|c pour quand|pour quand|prevu quand|prevu pour quand|when is|when|quand|is out|out yet|out now|out|how old is the game|how old is|what year is|which year|quelle annee|d annee|from what year|what year|kan)\b/,
    not: /\b(?:die|died|dead|mort|morte|ne|nee|born|built|construi\w+|commence|begin|start|started|fini\w*|end|ended|sink|founded|fonde|cree|created|invented|invente)\b/,
    cut: new RegExp(
      `\\b(?:date|de|il|elle|from|c est|c|pour|prevu|is|was|the game|year|annee|out|yet|now|are|${onHardware})\\b`,
      'g',
    ),
    sure: 0.8,
  },
  {
    of: 'game',
    aspect: 'studio',
    when: /\b(?:studios?|devs?|deve?l+op\w*|publishers?|published|publishes|publisher s|publie|editeurs?|edite|edited|qui est derriere|derriere|behind|responsible for|responsable de|(?:which|what|quelle|quel) (?:company|companies|boite|entreprise|equipe|team)|la boite|societe)\b/,
    cut: /\b(?:(?:a |l a |qui a |who |was |by )?(?:which|what|quelle|quel|qui|who|whom)|a ete|ete|was|were|by|par|from|company|companies|boite|entreprise|equipe|team|game studio|studio de developpement|a|l|les|le|the|ont|has|have|fait\w*|made|makes|make|cree|created|sorti|responsable|dev\w*|studios?|publi\w+|edit\w+|sont|are|is|est|c|nom|name|main|original|et l editeur|and publisher|who is|jeu)\b/g,
    sure: 0.93,
  },
  {
    of: 'maker',
    aspect: 'studio',
    when: new RegExp(
      `\\b(?:(?:qui|who)(?: est ce qui| c est qu[i]?| is| est)?(?: a| l a| ont| les a| that)? (?:bien )?(?:${creation}|owns?|possede|detient|createurs?)|(?:fait|cree|concu|made|created|produit|produced|owned) (?:par|by)|createurs?|creatrice|creators?|makers?|auteurs? du jeu|(?:people|guys|person|man|woman|mecs?|gens|personnes?|dudes?|guy) (?:that|who|qui|behind)(?: (?:a|ont))?(?: (?:made|created|fait|cree|makes?))?|c est de qui|est de qui|de qui est|by who|by whom|par qui|de chez qui)\\b`,
    ),
    cut: new RegExp(
      `\\b(?:qui|who|whom|by|par|a ete|ete|was|were|is|est|c est|c|${creation}|owns?|est le|est la|de qui|original\\w*|de chez)\\b`,
      'g',
    ),
    sure: 0.9,
  },
  {
    of: 'game',
    aspect: 'rating',
    when: /\b(?:metacritic|meta critic|metascore|opencritic|notes?|notee?|mieux note|ratings?|rated|scores?|reviews?|reviewed|critiques?|sur (?:20|10|100))\b/,
    cut: /\b(?:quelle|quel|quelles|what|combien|how|is|was|did|does|has|got|get|gets|have|he|a|eu|il|recu|obtenu|pris|il s est|s est|se|paye|tape|sur|on|pour|for|of|de|la|les|the|bien|mal|well|good|bad|much|score|rating|moyenne|average|presse|press|user|joueurs|critics?|steam|ign|jeuxvideo com|bonnes?|its|in|reception|sont|are|c est|c)\b/g,
    sure: 0.92,
  },
  {
    of: 'game',
    aspect: 'platforms',
    when: new RegExp(
      `\\b(?:plateformes?|platforms?|(?:quel(?:le)?s?|which|what) (?:consoles?|systems?|devices?|machines?|supports?|hardware)|crossplay|cross play|cross platform|cross save|${onHardware}|(?:sur|on) (?:quoi|quelles?|quels?|what|which)|exclu(?:sif|sive|sivite|s)?|exclusive|console exclusive|jouable|playable|dispos?|disponible|available|portage|ported|port|where (?:can|could|do) (?:i|you|we|u|one) (?:play|buy|get)|ou (?:est ce qu\\w* )?(?:(?:on|je|tu) )?(?:peut|peux|jouer)(?: on)?(?: y)?(?: jouer)?)\\b|\\b(?:play|playable|available|find) (?:.{1,60} )?on$`,
    ),
    not: /\b(?:date|compte|account|save|sauvegarde|install\w*|download|telecharg\w*|fps|lag|crash\w*|bug\w*|controller|manette|mods?|tu (?:joues?|as|l as|preferes)|do you|are you|you playing|il joue|he plays|vous jouez|j ai|i have|i am|t as)\b/,
    cut: new RegExp(
      `\\b(?:${onHardware}|${hardware}|sur|on|quoi|quelles?|quels?|what|which|que|qu|seulement|only|aussi|also|too|ailleurs|y|jouer|joue|faire|play|played|a|can|could|you|we|i|je|tu|peux|peut|pouvoir|possible|de|est il|est|is|are|was|it|will|ever|be|come|comes|came|coming|did|does|do|get|gets|getting|have|has|tourne|marche|run|runs|dispo\\w*|available|existe|exist|exists|sort\\w*|released?|out|support\\w*|pas|ou|non|or|not|toutes|all|every|full|still|encore|un|prevu\\w*|les|the|toujours|now|maintenant|bientot|soon|version|find|trouver|where)\\b`,
      'g',
    ),
    sure: 0.92,
  },
  {
    of: 'game',
    aspect: 'genre',
    when: new RegExp(
      `\\b(?:genres?|(?:what|which) (?:type|kind|kinda|sort|style)(?: of)?(?: a)?(?: game)?|kinda game|kind of game|type of game|sort of game|(?:quel|c est quoi (?:le|comme)|quoi (?:le|comme)) (?:type|style|genre)|type de jeu|style de jeu|(?:un |une |a |an |du )?(?:${kinds}))\\b`,
    ),
    cut: new RegExp(
      `\\b(?:(?:un|une|a|an|du|de)? ?(?:jeu |game )?(?:${kinds})(?: game)?|what|which|quel|quelle|quoi|type|kind|sort|style|comme|of|is|it|est|c est|c|ou|or|pas|non|il|elle|plutot|more|un|a|an|games?|jeu|no|right|more of|considered|de)\\b`,
      'g',
    ),
    sure: 0.9,
  },
  {
    of: 'game',
    aspect: 'about',
    when: /\b(?:multi|multijoueurs?|multiplayer|coop|co op|cooperatif|co operative|solo|singleplayer|single player|split ?screen|ecran partage|en ligne|online|pvp|combien de joueurs|jouable a combien|how many players|dlcs?|extensions?|moteur|engine|free to play|f2p|remake|remaster|suite|sequel)\b/,
    cut: /\b(?:c est|c|est|is|it|does|do|have|has|a|y a|il y a|un|une|mode|en|ou|or|jouable|playable|combien de joueurs|a combien|how many|players|quel|what|which|game|uses?|utilise|local|online|any|des|in|dans|sur|on|can|you|play|peut|on peut|jouer|y|the|la|le|tourne sous|pas|there|are|of|de|ca|avec)\b/g,
    sure: 0.8,
  },
  {
    of: 'either',
    aspect: 'about',
    when: /\b(?:de quoi (?:ca |il )?(?:parle|traite|s agit)|(?:ca )?(?:parle|cause) de quoi|ca raconte quoi|raconte quoi|quoi comme jeu|c est quoi comme|what kind of story|(?:the |l |le )?(?:plot|story|storyline|synopsis|scenario|scenar|histoire|pitch|lore|resume|premise)(?: behind)? (?:de|d|du|of|in|dans|behind)|what is (?=.{1,120}\babout\b)|all about|^about|about what$|what do you do in|what happens in|on fait quoi dans|tu fais quoi dans|on y fait quoi|(?:tell|teach) (?:me|us)(?: more)?(?: something)? about|tell me more about|parle(?:s|z)?(?: (?:moi|nous|m|en))?(?: un peu)? (?:de|d|du|des)|infos? (?:sur|on|about)|information (?:on|about)|info (?:sur|on)|details (?:sur|on|about)|renseign\w+ sur|summary of|summari[sz]e|(?:the )?deal with|describe|decris(?: moi)?|decrire|presente(?: moi)?|facts about|en savoir plus sur|c est quoi le (?:but|concept|principe|delire) (?:de|du|d)|raconte (?:moi |nous )?l histoire)\b/,
    cut: /\b(?:about|de quoi|quoi|what|is|c est|est|il|elle|ca|raconte|(?:moi|nous)|l histoire|histoire|story|the game|some|give|des|parle|comme|jeu)\b/g,
    sure: 0.9,
  },
  {
    of: 'thing',
    aspect: 'what',
    when: /\b(?:on parle quelle langue (?:en|au|aux|a|dans)|quelles? langues? (?:on parle|parle[^ ]*|est parlee)(?: t? ?on)? (?:en|au|aux|a)|(?:capitale?|monnaie|devise|drapeau|superficie|langue (?:officielle|parlee)|langues?|religion|hymne|symbole chimique|formule chimique|regime politique|fuseau horaire|capital(?: city)?|currency|flag|official languages?|languages?|national anthem|anthem|chemical symbol|symbol|chemical formula|formula|time ?zone|national animal|continent|siege social|headquarters) (?:de|d|du|des|of|for|in|on parle (?:en|au|aux|a)|(?:do|does|is|are) (?:they |people )?(?:speak|spoken|use|used|speaks)(?: in)?|parlent?(?:-on|t on| on)? ?(?:en|au|aux|a)?|parle(?: t on)? (?:en|au|aux|a)|est parlee? (?:en|au|aux|a)|parle(?:e)? (?:en|au|a))|(?:capitale?|monnaie|devise|currency|drapeau|flag)(?= ?(?:c est quoi|c quoi|quoi|is)?$))\b|^(?:la |the )?(?:capitale?|monnaie|currency|drapeau) (?!de|d|of)/,
    cut: /\b(?:do|does|they|people|speak|spoken|use|used|on|parle|t|city|officielle?|nom|name|is|est|c est|quoi|what|quelle?|which|the)\b/g,
    sure: 0.93,
  },
  {
    of: 'thing',
    aspect: 'when',
    when: /\b(?:quel age|how old|date de (?:naissance|mort|creation|deces|fondation)|birthday|birth ?date|date of (?:birth|death)|anniversaire|age (?:a|de|of)|quel siecle|what century)\b/,
    cut: /\b(?:a|avait|ca|il|elle|is|was|are|of|de|d|du|has|il a|elle a|the age)\b/g,
    sure: 0.9,
  },
  {
    of: 'thing',
    aspect: 'where',
    when: /\b(?:where|(?:c est|c|est|est ne|est nee|ne|nee|nait|se trouve|trouve|situe|situee|mort|morte|habite|vit|etait|ca se trouve) ou(?= |$)(?! (?:pas|quoi|non|bien|plutot|un|une)\b)|dans quel(?:le)? (?:pays|ville|region|continent|ocean)|(?:in )?(?:what|which) (?:country|city|continent|state|ocean)|quel pays|quelle ville)\b|^ou (?=(?:est|se|sont|c|a|nait|vit|habite|etait)\b)/,
    cut: /\b(?:siege(?: social)?|headquarters|hq|is|are|was|were|located|based|situated|situe\w*|se|trouve\w*|c est|c|est|sont|a ete|born|from|ne|nee|ou|il|elle|ils|did|does|die|died|live|lives|happen|take place|exactement|exactly|in|can|find|a|made|est mort\w*|vit|habite|etait|found|qu)\b/g,
    sure: 0.88,
  },
  {
    of: 'thing',
    aspect: 'howmany',
    when: /\b(?:combien|how (?:many|tall|long|big|far|high|deep|heavy|fast|hot|cold|large|wide|much)|population|habitants|hauteur|longueur|taille|superficie|distance|vitesse|poids|profondeur|altitude|temperature|height|weight|length|speed|depth|diametre|diameter|nombre|number of|duree|gdp|pib)\b/,
    not: /\b(?:joueurs|viewers|il reste|left|hours|heures|combien de temps|how long (?:have|has|to|does it take|until))\b/,
    cut: /\b(?:combien (?:de |d |y a (?:t il )?(?:de |d )?)?(?:\w+ ){1,3}?(?=(?:a|ont|y a|il y a|dans|en|au|aux|sur|possede\w*|compte|de|pour|composent|vivent)\b)(?:a|ont|y a t il|y a|il y a|dans|en|au|aux|sur|possede\w*|compte|de|composent|vivent)|how many (?:\w+ ){1,3}?(?:does|do|did|are|is|has|have|in|on|live in|were)|(?:population|hauteur|longueur|taille|superficie|distance|vitesse|poids|profondeur|altitude|temperature|height|weight|length|speed|depth|diametre|diameter|nombre|number|duree) (?:d |de |du |des |of )?(?:habitants )?|mesure\w*|pese\w*|d habitants|habitants|habitent|personnes|gens|people|live|living|lives|have|has|does|do|did|weigh\w*|is|are|was|c est|c|est|fait|cost|how|tall|long|big|far|high|deep|heavy|fast|hot|cold|large|wide|much|away|from earth|de la terre|combien|en|a|il y a|y a|elle|il|ca|there|of|quelle|quel|what|which|total\w*|metres|kilos|km|fait il|fait elle|at|entre|between|the average|moyenne|average|court|courir|ca court|ca|run|runs|vole|vit|vivre|saute|nage|peut|can|jump|fly|swim|fait t il|pesent|mesurent)\b/g,
    sure: 0.88,
  },
  {
    of: 'thing',
    aspect: 'when',
    when: /\b(?:quand|when|quelle annee|quel annee|what year|which year|depuis quand|quelle date|what date|quel jour|what day|what month|(?:est|il est|elle est|is|are) (?:mort|morte|dead|decede\w*|vivante?|alive)|(?:still|toujours|encore) (?:alive|en vie|vivante?))\b|^(?:is|est ce qu\w*|are) .{2,60} (?:dead|alive|mort|morte|vivante?|en vie)$/,
    cut: /\b(?:a |en |in |on |depuis |de )?(?:quelle?|what|which)? ?(?:date|annee|year|jour|day|mois)\b|\b(?:est ce qu\w*|c est|c etait|c|est|etait|a ete|a|fut|is|was|were|did|do|does|the|mort|morte|meurt|ne|nee|decede\w*|die|died|dead|killed|murdered|assassinated|tuee?|assassinee?|crowned|married|elected|born|built|construi\w+|commence\w*|debute\w*|begin|start|started|fini\w*|termine\w*|end|ended|happen\w*|sink|sank|sunk|coule|founded|fonde\w*|cree\w*|created|invented|invente\w*|discovered|decouvert\w*|eu lieu|a lieu|lieu|take place|took place|passe|passee?|s|alive|vivante?|en vie|toujours|still|encore|air|aired|diffuse\w*|fall|fell|fallen|tombe\w*|win|won|become|became|devenu|sorti\w*|come|out|independan\w+|deja|construct\w*|il|elle|ils|il y a|eteint\w*|extinct|go|went)\b/g,
    sure: 0.86,
  },
  {
    of: 'game',
    aspect: 'studio',
    when: /\b(?:qui|who)(?: est ce qui)? (?:a |ont |l a |have |has )?(?!plays?|joue|veut|wants?|likes?|loves?|aime|adore|hates?|deteste)\w+ (?=(?:le jeu |the game )?GAME(?: |$))/,
    sure: 0.7,
  },
  {
    of: 'game',
    aspect: 'platforms',
    when: new RegExp(`\\b${hardware}\\b`),
    not: /\b(?:date|compte|account|save|sauvegarde|install\w*|download|telecharg\w*|fps|lag|crash\w*|bug\w*|controller|manette|mods?|c est quoi|what is|tu (?:joues?|as|l as)|do you|are you|il joue|he plays|j ai|i have|t as)\b/,
    cut: /\b(?:a|une|un|version|does|do|have|has|il|y|est|is|it|yes|no|or|oui|ou|non|for|pour|aussi|too|edition)\b/g,
    sure: 0.72,
  },
  {
    of: 'game',
    aspect: 'about',
    when: /\b(?:story|plot|synopsis|scenario|histoire|lore|pitch|premise|principe|gameplay|concept|(?:ca )?consiste (?:en|a) quoi|en quoi (?:ca )?consiste|on (?:y )?fait quoi|qu est ce qu on (?:y )?fait|what do (?:you|we|i|u) (?:even )?do|description|info|infos|resume)\b/,
    cut: /\b(?:what|is|c est|quoi|quel\w*|est|the|le|la|l|in|dans|de|d|du|of|for|pour|ca|do|you|we|i|main|about|sur|son|sa)\b/g,
    sure: 0.78,
  },
  {
    of: 'either',
    aspect: 'what',
    when: /\b(?:c est quoi|c quoi|c etait quoi|ce quoi|qu est ce que?(?: c est| que)*|qu est (?:c|ce)|quoi c est|kesako|what is|what was|what are|what were|what even is|what (?:the (?:hell|fuck|heck)|tf) (?:is|are)|wtf is|wth is|wtf|wth|define|definition(?: (?:de|d|du|of))?|que (?:veut|veux) dire|(?:ca )?(?:veut|veux) dire|signifie|means?|meaning of|quel(?:le)?s? (?:est|sont|etait)|^what (?=.{1,60} (?:is|are|was)$)|explain what|explique (?:moi )?ce qu est)\b/,
    not: /\bwhat is (?:for|with|up|on|going|wrong|that|this|next|in|your|new|good|it|he|she|so)\b/,
    cut: /\b(?:c est|c|est|is|was|are|do|does|did|ca|it|quoi|un peu|even|exactly|exactement|veut dire|que|qu|ce|comme|actually|basically|le truc|the thing|called|s appelle|means?|mean)\b/g,
    sure: 0.85,
  },
  {
    of: 'thing',
    aspect: 'what',
    when: /\b(?:quel(?:le)?s?|which|what)\b/,
    not: /\b(?:what is|what a|what the|what if|what about|quel(?:le)? (?:horreur|honte|idee|enfer|journee|plaisir|voyage|dinguerie|malade|fou|con|boss|merde)|he|she|they|his|him|il|elle)\b/,
    cut: /\b(?:is|was|are|do|does|did|a|est|sont|the|has|have|in)\b/g,
    sure: 0.62,
  },
];
