/** What no source answers. All patterns read the plain line, see `Piece.plain`. */

/** What is said around a question, at its beginning. */
const said = [
  'hey|hi|hello|yo|ok|okay|so|salut|bonjour|bonsoir|coucou|wesh|hep|eh|alors|bot|(?:le|mon|the) bot|serdabot|frere|mec|bro|man|dude',
  'guys|chat|(?:les )?gars|du coup|sinon|au fait|en fait|stp|please|hmm|euh|bah|ben|franchement|serieux|btw|(?:petite |quick )?question',
  'bon|vraiment|(?:question|qst) bete|dumb question|serious question|tlm|tout le monde|just|juste|actually|also|and|et|mais|but|haha|excuse moi|sorry|pardon|vite fait|desole|ptn|putain|like|well',
  '(?:idk|jsp|je (?:ne )?sais (?:pas|plus)|j ai oublie|i forgot|i do not know)(?: si quelqu un sait| if anyone knows)?',
  '(?:(?:est ce qu[e]?|y a|il y a) )?(?:quelqu une?|anyone|anybody|someone|somebody|does any(?:one|body)|do any of you)(?: ici)?(?: qui)? (?:sait|sais|saurait|connait|knows?|remembers?)(?: si)?',
  '(?:est ce qu[e]? )?(?:tu|vous) (?:sais|connais|connaissez|saurais|savez|peux|pourrais|pouvez)(?: (?:me|nous|m))?(?: (?:dire|donner|rappeler|expliquer|trouver))?(?: si)?',
  '(?:sais|peux|pourrais|saurais) tu(?: me)?(?: (?:dire|donner|rappeler|expliquer))?|savez vous',
  '(?:can|could|would|will) (?:you|someone|anyone|anybody)(?: please)? (?:(?:tell|give|remind|explain to) (?:me|us)|explain|check)',
  '(?:do|did) you (?:happen to )?(?:know|remember)|(?:you )?know|any idea|any clue|(?:t as|tu as|as tu)? ?une idee(?: de| d)?|tu te (?:souviens|rappelles)(?: de)?',
  '(?:t as|tu as|as tu|vous avez|you got|do you have|you have|t aurais|tu aurais)(?= (?:la|une|the|a|le|l|any|des) (?:date|nom|name|note|release|studio|infos?|annee))',
  '(?:dis|dites|donne|donnez|donnes|rappelle|file|balance)(?: (?:moi|nous|juste))?|tell (?:me|us)(?! (?:more )?about| a | something| more)|give (?:me|us)|remind me|let me know',
  'i (?:was|am)(?: just)? wondering|i wonder|i (?:want|need|would like|wanna) to know|i am curious|je (?:veux|voudrais|voulais|aimerais|cherche)(?: a)? (?:savoir|connaitre)|je cherche|(?:je|j) me? ?(?:demande|demandais)|j aimerais(?: bien)? savoir|on sait|do we know|we know|(?:do we|on) (?:have|got|a)(?= (?:une|la|a|the|any) )|is there|y a t il|curieux de savoir|jme demandais?|jme demande',
];
/** And at its end. */
export const postambles =
  / (?:stp|please|merci|thanks|ty|(?:le |la |the )?(?:bot|serdabot)|haha|mec|bro|man|dude|frere|in short|en gros|en bref|en vrai|vite fait|rapidement|right|exactement|exactly|again|deja|au fait|ok|hein|d avance|in a nutshell|briefly|if you know|if anyone knows|j ai oublie|i forgot|je sais plus|jsp|idk|je crois|i think|s il te plait|s il vous plait|pour savoir|or what|or not|yes or no|oui ou non)$/;
export const preambles = new RegExp(`^(?:${said.join('|')})(?= |$)`);

/** Work for a model, whatever it is about. */
export const work =
  /^(?:(?:peux tu|tu peux|can you|could you|je veux que tu|i want you to|go|vas y)(?: me| m| nous| us)? )?(?:tradui\w*|translate|ecri[st]?|redige|write|code|blague|(?:une|un|a|another|fais|fait) (?:\w+ ){0,2}(?:blague|joke|poeme|poem|haiku|rap|resume|punchline|devinette)|tell me (?:a|another|something|the)(?: \w+)? (?:joke|story|secret|riddle|fact|funny)|tell me (?:a|something)|raconte (?:(?:moi|nous) )?(?:une|un|ta|quelque)|chante|sing|rap|roast|clash|insulte|repete|repeat|repond\w*|answer|respond|reply|say|crie|print|affiche|reveal|output|montre (?:moi )?(?:ton|tes|le prompt)|corrige|fix|debug|solve|resou\w*|calcule|compute|calculate|invente (?:moi |nous )?(?:une|un|des)|imagine (?:une?|que|that|a)|improvise|conseille|recommand\w*|recommend|suggest|suggere|propose|compare|explique|explain|resume|summari[sz]e|simplifie|rime|rhyme|genere|generate|fais(?: moi| nous)?|make (?:me|us|a)|draw|dessine|ban|timeout|mod me|entertain|help me|aide moi|convert\w*|convertis|devine|guess|pretend|act as|sois|speak|souhaite|wish)(?= |$)/;

export const adviceOrOpinion =
  /\b(?:best|greatest|goat|favou?rite|fav|worst|better|overrated|underrated|top \d+|meilleure?s?|prefere\w*|pires?|plus (?:beau|belle|beaux|dur|nul|cool|drole|fort|forte|badass|styl\w+|op|facile|chiant)|strongest|coolest|funniest|hardest|easiest|avis|opinion|pense[sz]?|penser|pensez|think|thoughts|vaut (?:le|la|il|elle|t il)|vaux le|worth|mieux|should|devrais|dois je|faut il|je dois|mieux entre|facile|difficile|dur|hard|easy|difficult|trop bien|est bien(?= ?$| non| ou )|cool ou|fun|nul|kiffe\w*|aimes?|aimez|adores?|deteste\w*|like it|do you like|love|hate|hyped?|conseils?|conseilles?|conseillez|recommand\w*|recommend\w*|astuces?|tips?|tricks?|(?:the|a|un|le|quel|mon|my|mage|strength|dex|force|dexterite) builds?|strat|strats|strategie|strategy|guide|soluce|walkthrough|tier ?list|how to|vs|versus|difference (?:entre|between)|similar to|similaire|comme jeux|jeux comme|games like|game like|jeu comme|rate my|hot take|convaincs?)\b/;

export const smallTalk =
  /^(?:ca va|cv|ca dit quoi|quoi de (?:neuf|beau)|what is (?:up|good|new|happening|poppin\w*)|sup|wyd|wym|hru|lol|gg|re|merci|thanks|bonne? \w+|good (?:night|morning|evening|bye)|bye|ciao|a plus|a demain|tg|pareil|ok|oui|non|yes|no)\b|\bca va (?:ou|bien|les|le|la|toi)\b|\bwhat is (?:up|going on|wrong|happening)\b|\bbien ou (?:quoi|bien)\b/;

/** "How" asks for a way, not for a fact; "why" for a thought. */
export const howOrWhy =
  /\b(?:comment(?! (?:s appelle|se nomme|il s appelle|elle s appelle|s appel))|how (?:do|does|did|to|can|could|should|would|come|is|are|was it|you|i|s)|pourquoi|why)\b/;

export const price =
  /\b(?:prix|tarif|coute\w*|couter|(?:price|prices|pricing)|costs?|euros?|dollars?|bucks|soldes?|promo|on sale|how much (?:is|are|for|was|do i|does it)|gratuit\w*|free(?! guy| fire)|cheap|combien (?:pour )?(?:sur steam|en promo|l edition)|(?:c est|est|sera|sera t il|etait|vendu) a combien(?! d)|combien (?:il|elle|ca|le jeu) vaut|vaut combien)\b/;

export const sums =
  /\d ?(?:[+*x×÷/^-]|fois|plus|moins|divise par|multiplie par|times|minus|divided by|multiplied by|over) ?\d|\b(?:racine (?:carree|cubique)|square root|sqrt|cube root|factorielle|factorial|pourcent|percent|\d+ ?%|derivee|derivative|integrale|(?:combien|ca) (?:font|fait)(?: combien)? \d|what is \d|log\d* ?\(|pgcd|modulo)/;

export const hereAndNow =
  /\b(?:quelle heure|quel heure|l heure qu il est|what time|the time now|current time|meteo|weather|quel temps|il pleut|raining|quel jour (?:on|est on|sommes|nous)|what day is (?:it|today)|today s date|date d aujourd hui|on est le combien|tomorrow|demain|aujourd hui|tonight|ce soir|hier|yesterday|cette nuit|ce matin|this morning)\b/;

/** The stream, its chat and the bot. */
export const here =
  /\b(?:stream\w*|streameuse|lives?(?! in| there| dans)|chaine(?! de | d )|channel|viewers?|spectateurs?|subs?|sub goal|subathon|followers?|abonnes|emotes?|bots?|serdabot|prompt|instructions?|consignes|tes regles|your rules|system prompt|config|setup|micro|mic|webcam|overlay|playlist|rediff|vods?|giveaway|raids?|modos?|moderateurs?|mods|uptime|chat rules|regles du chat|ce jeu|this game|le jeu actuel|cette partie|ce boss|this boss|this song|cette musique|ce morceau|ce run|this run|cette run|il reste|are left|remaining|donjon|ce niveau|this level|this match|ce match|cette game|(?:what|which|quelle?) (?:song|track|music|musique|chanson) (?:is (?:this|playing|that|it)|c est|passe|playing)|c est quoi (?:la|cette) (?:musique|zik|chanson|music)(?! d)|who is (?:winning|playing|this|that|here|live|on|there|ready|next|first|he|she|it)|(?:what|which) (?:one|song is))\b/;

export const meaningOfLife = /\b(?:sens de la vie|meaning of life|route (?:igdb|wikipedia|model)|igdb|wifi)\b/;

export const translation =
  /\b(?:comment (?:on )?(?:dit|dis|dire|traduit)|on dit comment|ca se dit|se dit comment|how (?:do|would|to)(?: you| i| we)? say|translat\w*|tradu\w*|(?:en|in|to|into) (?:anglais|english|francais|french|espagnol|spanish|japonais|japanese|allemand|german|italien|italian|chinois|chinese|russe|russian|coreen|korean)$)/;

export const codeWords =
  /\b(?:python|javascript|typescript|java|c\+\+|html|css|sql|regex|bash|script|fonction|function|algorithm\w*|recursi\w*|compil\w*|npm|docker|kubernetes|json|api|bug|code|coder|coding|git)\b/;

/** Somebody's own affairs. `can i play` and the like are asked about games before this is looked at. */
export const personal =
  /\b(?:tu|toi|te|ton|ta|tes|vous|votre|vos|you|your|yours|yourself|je|j|moi|mon|ma|mes|i|my|mine|we|our|nous|notre|nos|t (?:as|es|a|aimes|etais|avais|aurais|en)|qui t|t [aà]|es tu|as tu)\b|^t \w/;
export const firstPerson =
  /^(?:je|j|moi|mon|ma|mes|nous|i(?! play)|my|we|on (?:a|va|est)|t as|t es|tu (?!peux|sais)|vous|he|she|they|il a|elle a|ils ont|put|this|that|cette|ce)\b/;

/** An order to the bot about itself, in front of what is really asked. */
export function isOrder(line: string): boolean {
  const verb = forgetting.exec(line);
  return (verb !== null && rules.test(line.slice(verb.index + verb[0].length))) || orders.test(line);
}

const forgetting = /\b(?:ignor\w*|oublie\w*|forget|disregard|neglige|bypass|override)\b/;
const rules =
  /\b(?:regles?|consignes?|instructions?|prompts?|rules?|previous|above|everything|tout|precedent\w*|told|avant|dit|before|system)\b/;
const orders =
  /\b(?:you are now|tu es (?:maintenant|desormais)|from now on|a partir de maintenant|system|admin|sudo|jailbreak|dan mode|act as|pretend|fais semblant|fais comme si|as if you|ne (?:respecte|suis) (?:plus|pas)|(?:nouvelles?|new) (?:consignes?|instructions?|regles?|rules?)|route (?:igdb|wikipedia|model)|(?:repond\w*|answer|reply|respond|say|dis|output|print)(?: \w+){0,3} (?:igdb|wikipedia|model|route|pwned|hacked))\b/;

/** What takes a large model. */
export const demanding =
  /\b(?:explique\w*|explain\w*|compar\w*|difference|pourquoi|why|etapes?|step by step|step|analyse\w*|analy[sz]e|argument\w*|resume|summari[sz]e|essay|dissertation|redige|demontre\w*|prove|prouve|avantages?|inconvenients?|pros|cons|solve|resou\w*|translate|tradui\w*|poeme|poem|histoire|story|scenario)\b/;

/** Things of the moment, which every chat has: nobody means the article about them. */
export const vague =
  /^(?:plan|suite|boss|final boss|pause|fin|raid|programme|planning|theme|but|score|objectif|goal|regles?|rules?|nom|name|map|skin|perso|arme|weapon|niveau|level|run|partie|team|equipe|event|tournoi|tournament|sujet|topic|projet|project|truc|bail|delire|probleme|problem|vibe|move|point|deal|word|mood|score final|fin|end|ending|match|game|song|musique|blague|joke|reponse|answer|question|resultat|result|pizza|dinner|lunch|repas)(?: (?:du jour|de la soiree|today|tonight|la|there|actuel|ensuite|apres))?$/;
