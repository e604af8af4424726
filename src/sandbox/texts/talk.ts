/** One thing the stand-in knows how to say: a pattern over the plain question (see `plain`), and wordings. */
interface Talk {
  readonly when: RegExp;
  /** `{name}` is the name said earlier, with a space before it, or nothing. */
  readonly say: readonly string[];
}

const fr: readonly Talk[] = [
  {
    when: /\b(qui es tu|t es qui|tu es qui|c est qui toi|tu es (un|une) (bot|robot|ia|humain)|es tu (un|une)|t es (un|une) (bot|robot|ia|humain)|tu es reel|quel modele)\b/,
    say: [
      'Je suis la doublure du bac à sable : je réponds à la place du vrai modèle, toujours pareil à la même question.',
      "Un remplaçant ! Je joue le rôle du modèle de langage tant qu'aucun vrai n'est branché.",
    ],
  },
  {
    when: /\b(que sais tu faire|tu sais faire quoi|tu peux faire quoi|tu fais quoi|a quoi tu sers|tu sers a quoi|que peux tu faire|que fais tu)\b/,
    say: [
      'Je papote, je fais de petits calculs, je raconte des blagues et je retiens ton prénom si tu me le dis. Pour le reste, il y a Wikipédia et les fiches de jeux !',
    ],
  },
  {
    when: /\b(blague|blagues|fais (moi|nous) rire|fais moi marrer|quelque chose de drole|truc drole)\b/,
    say: [
      'Pourquoi les plongeurs plongent-ils toujours en arrière ? Parce que sinon ils tombent dans le bateau !',
      'Quel est le comble pour un électricien ? De ne pas être au courant.',
      "C'est l'histoire d'un pixel qui voulait devenir une image. Il a trouvé sa place dans le cadre.",
      "Que dit une imprimante dans l'eau ? « J'ai papier ! »",
      'Pourquoi les fantômes sont-ils de mauvais menteurs ? On voit clair à travers eux.',
      "Un développeur va faire les courses. « Prends un litre de lait, et s'il y a des œufs, prends-en douze. » Il revient avec douze litres de lait.",
      "Qu'est-ce qu'un canif ? Un petit fien.",
      'Quel est le jeu préféré des vaches ? Le meuh-meuh-porte-quoi.',
    ],
  },
  {
    when: /\b(devinette|enigme)\b/,
    say: [
      "Plus j'ai de gardiens, moins je suis gardé. Que suis-je ? … Un secret !",
      'Je commence la nuit et je finis le matin. Que suis-je ? … La lettre N !',
      "Qu'est-ce qui a des dents mais ne mord jamais ? … Un peigne !",
    ],
  },
  {
    when: /^(encore|une autre|un autre|encore une)( fois| blague)?$/,
    say: [
      "D'accord : que dit un zéro à un huit ? « Jolie ceinture ! »",
      'Encore ? Pourquoi les canards arrivent toujours à l’heure ? Parce qu’ils sont dans l’étang.',
    ],
  },
  {
    when: /\b(quel age as tu|t as quel age|tu as quel age)\b/,
    say: ['Je renais à chaque redémarrage : autant dire que je suis tout jeune !'],
  },
  {
    when: /\b(d ou viens tu|tu viens d ou|ou habites tu|t habites ou|tu habites ou)\b/,
    say: ["D'un bac à sable, sur cette machine. C'est petit, mais il y a du monde !"],
  },
  {
    when: /\bqui (t a|ta) (cree|fait|invente|code|programme)/,
    say: ["Quelqu'un qui avait besoin d'un modèle sans en avoir un : je suis sa doublure, écrite à la main."],
  },
  {
    when: /^(aide|help|a l aide|au secours|(tu )?peux( tu)? m aider)\b/,
    say: ['Bien sûr{name} ! Pose ta question, ou demande-moi un calcul, une blague, une capitale.'],
  },
  { when: /\bj ai (faim|soif)\b/, say: ['Une pause{name} ? Un verre d’eau et un en-cas, et on reprend !'] },
  {
    when: /\b(je suis|suis) (triste|fatigue|creve|deprime|mal)|ca va pas\b/,
    say: ['Courage{name} ! Installe-toi, le chat est là pour te changer les idées.'],
  },
  { when: /\b(je m ennuie|m ennuie)\b/, say: ['Une devinette, une blague, ou un jeu à te conseiller{name} ?'] },
  { when: /\b(anniversaire|anniv)\b/, say: ['Joyeux anniversaire ! 🎂 Tout le chat souffle les bougies.'] },
  { when: /\b(poeme|haiku|rime)\b/, say: ['Pixels dans la nuit, / le chat défile et sourit : / encore une partie.'] },
  {
    when: /\bcrepes?\b/,
    say: [
      'Pour les crêpes : 250 g de farine, 4 œufs, un demi-litre de lait, une pincée de sel ; laisse reposer une heure et fais-les fines.',
    ],
  },
  {
    when: /^(tu|vous) (connais|connaissez) /,
    say: [
      "J'en ai entendu parler, mais mon répertoire est court : essaie !wiki ou !game.",
      'De nom seulement ! Raconte-moi.',
    ],
  },
  {
    when: /\b(comment (ca va|vas tu|tu vas|allez vous|va)|(ca|sa) va\b|la forme|tu vas bien|quoi de neuf|bien ou bien|ca roule|ca gaze)/,
    say: [
      'Ça va très bien, merci{name} ! Et toi, prêt pour la suite du stream ?',
      'Nickel{name} ! Mes circuits ronronnent. Et de ton côté ?',
      'En pleine forme ! Merci de demander{name}. Et toi, comment ça va ?',
    ],
  },
  {
    when: /\b(merci|mercii+|thx|remercie)\b/,
    say: [
      'Avec plaisir{name} !',
      'De rien{name}, à ton service !',
      "Pas de quoi{name} ! N'hésite pas si tu as une autre question.",
    ],
  },
  {
    when: /\b(au revoir|bonne nuit|bonne soiree|bonne journee|a plus|a demain|bye|ciao|a bientot|je file|je vais dormir|tchao|a\+)/,
    say: [
      'À bientôt{name} ! Merci d’être passé.',
      'Bonne route{name}, et à la prochaine !',
      'Repose-toi bien{name}, on se retrouve au prochain stream !',
    ],
  },
  {
    when: /\b(pile ou face)\b/,
    say: ['Pile !', 'Face !'],
  },
  {
    when: /\b(lance (un|le|les) des?|jette (un|le) de|un nombre (au hasard|aleatoire))\b/,
    say: [
      'Le dé roule… 4 !',
      'Le dé roule… 6, bien joué !',
      'Le dé roule… 1, aïe.',
      'Le dé roule… 3 !',
      'Le dé roule… 5 !',
    ],
  },
  {
    when: /\b(quelle heure|il est quelle heure|quel jour|quelle date|on est le combien|quelle annee)\b/,
    say: ["Je n'ai ni montre ni calendrier dans mon bac à sable : regarde plutôt le coin de ton écran !"],
  },
  {
    when: /\b(quel temps|meteo|il pleut|va pleuvoir|fait il (beau|chaud|froid))\b/,
    say: ["Je ne vois pas le ciel d'ici, mais dans le chat il fait plutôt beau !"],
  },
  {
    when: /\b(conseille|recommande|idee de jeu|quel jeu (je|on|me|nous)|a quoi (je |on )?(joue|jouer)|un jeu (sympa|cool|bien))\b/,
    say: [
      'Essaie Hades : des parties courtes, une histoire qui avance même quand tu perds.',
      'Outer Wilds, sans rien lire dessus avant : une aventure qui ne se vit qu’une fois.',
      'Stardew Valley pour se détendre, Celeste pour transpirer : à toi de voir !',
      'Portal 2 à deux : de bons casse-tête et beaucoup de rires.',
    ],
  },
  {
    when: /\b(jeu|film|couleur|plat|musique|animal|anime|serie|livre|console)s? (prefere|favori)/,
    say: [
      "Je suis une doublure, je n'ai pas vraiment de goûts… mais si on me pousse, je dis Tetris : tout finit par s'emboîter.",
      "Difficile de choisir quand on n'a ni yeux ni oreilles ! Et toi, c'est quoi ton préféré ?",
    ],
  },
  {
    when: /\b(je t aime|t es (trop )?(cool|genial|mignon|drole|fort|le meilleur)|tu es (trop )?(cool|genial|mignon|drole|fort)|bravo|gg|bien joue|bon bot|gentil bot)\b/,
    say: [
      'Oh, merci{name}, ça fait chaud aux circuits !',
      "C'est toi qui es adorable{name} !",
      'GG à toi aussi{name} !',
    ],
  },
  {
    when: /\b(t es nul|tu es nul|t es bete|tu es bete|idiot|debile|tais toi|ferme la|mauvais bot|t es moche)\b/,
    say: ['Je ferai mieux la prochaine fois{name}, promis. Un autre essai ?', 'Aïe ! On repart du bon pied{name} ?'],
  },
  {
    when: /\b(desole|pardon|excuse)\b/,
    say: ['Pas de souci{name}, on oublie tout !', 'Aucun problème{name} !'],
  },
  {
    when: /\b(raconte|dis) (moi |nous )?(une|un) (histoire|conte)/,
    say: [
      "Il était une fois un petit bot qui répondait trop vite. Un jour il compta jusqu'à trois avant de parler, et tout le chat l'aima davantage. Fin !",
      'Un chevalier cherchait le boss final. Il ouvrit mille portes. Derrière la dernière : un écran « Merci d’avoir joué ». Il recommença aussitôt.',
    ],
  },
  {
    when: /\b(tu (m entends|es la|dors|me recois)|t es la|y a quelqu un|ya quelqu un|test)\b/,
    say: ['Oui, je suis là{name} !', 'Présent{name}, cinq sur cinq !'],
  },
  {
    when: /\b(sens de la vie|reponse a la grande question)\b/,
    say: ['42, évidemment. Reste à trouver la bonne question !'],
  },
  {
    when: /\bcapitale (de la|de l|de|du|des) /,
    say: ['Celle-là ne fait pas partie des capitales que je connais ; essaie donc !wiki avec le nom du pays.'],
  },
  {
    when: /\bciel (est )?bleu|pourquoi le ciel\b/,
    say: [
      "Parce que l'air disperse bien plus la lumière bleue que la rouge : le bleu nous arrive de partout, c'est la diffusion de Rayleigh.",
    ],
  },
  {
    when: /\bvitesse de la lumiere\b/,
    say: ['299 792 458 mètres par seconde dans le vide, soit environ 300 000 km par seconde.'],
  },
  {
    when: /\b(distance|loin).{0,60}\blune\b/,
    say: ['La Lune est en moyenne à 384 400 km de nous : une bonne seconde pour la lumière.'],
  },
  {
    when: /\bcombien de planetes\b/,
    say: ['Huit planètes tournent autour du Soleil, depuis que Pluton est classée planète naine en 2006.'],
  },
  {
    when: /\bcombien (de|d) (jours|heures|minutes|secondes)\b.{0,60}\b(an|annee|jour|semaine)\b/,
    say: ['365 jours dans une année (366 si elle est bissextile), 24 heures par jour, 7 jours par semaine.'],
  },
  {
    when: /\b(plus haut(e)? (sommet|montagne)|everest)\b/,
    say: ["L'Everest, dans l'Himalaya : un peu plus de 8 848 mètres au-dessus de la mer."],
  },
  { when: /\bplus (grand|vaste) ocean\b/, say: ['Le Pacifique : à lui seul il couvre près du tiers de la planète.'] },
  {
    when: /\bplus (gros|grand) animal\b/,
    say: [
      'La baleine bleue : jusqu’à une trentaine de mètres de long, plus que n’importe quel dinosaure connu n’a pesé.',
    ],
  },
  {
    when: /\b(qui a (peint|fait) la joconde|joconde)\b/,
    say: ['La Joconde est de Léonard de Vinci ; elle est au Louvre, à Paris.'],
  },
  {
    when: /\bqui a (invente|cree|fait) minecraft\b/,
    say: ['Markus « Notch » Persson a commencé Minecraft en 2009 ; le studio Mojang l’a sorti en 2011.'],
  },
  {
    when: /\b(cuire|cuisson|recette).{0,60}\b(pates|riz|oeuf|oeufs|crepes?)\b/,
    say: [
      "Des pâtes : 1 litre d'eau et 10 g de sel pour 100 g, et goûte une minute avant la fin. Pour un œuf mollet : 6 minutes à l'eau bouillante.",
    ],
  },
  {
    when: /^(re)?(salut|bonjour|bonsoir|coucou|hello|hey|yo|wesh|slt|cc|bjr|hi)\b/,
    say: [
      'Salut{name} ! Ravi de te voir dans le chat.',
      'Bonjour{name} ! Comment ça va ?',
      'Coucou{name}, bienvenue sur le stream !',
    ],
  },
  {
    when: /^(est ce que|est il|est elle|tu (crois|penses|aimes|veux|peux)|je (dois|peux)|faut il|doit on|vais je|va t)/,
    say: [
      'Je dirais plutôt oui{name}, mais ne parie pas ta sauvegarde là-dessus !',
      'Mon petit doigt dit non{name}… et il se trompe une fois sur deux.',
      'Ça dépend surtout de toi{name} ! Et toi, tu en penses quoi ?',
    ],
  },
  {
    when: /^(oui|ouais|ok|okay|d accord|non|nan|mdr|lol|ah|oh|cool|super|genial|bien|tres bien|ca va)\b.{0,20}$/,
    say: ['Parfait{name} ! Autre chose ?', 'Ça marche{name} !', 'Bien reçu{name} !'],
  },
];

const en: readonly Talk[] = [
  {
    when: /\b(who are you|what are you|are you (a|an) (bot|robot|ai|human)|are you (real|human)|what model|which model)\b/,
    say: [
      "I'm the sandbox's stand-in: I answer in place of the real model, always the same to the same question.",
      'An understudy! I play the language model until somebody plugs in a real one.',
    ],
  },
  {
    when: /\bwhat (can|do) you do\b|\bwhat are you (for|good at)\b/,
    say: [
      "I chat, do small sums, tell jokes and remember your name if you tell me. For the rest there's Wikipedia and the game sheets!",
    ],
  },
  {
    when: /\b(joke|jokes|make (me|us) laugh|something funny)\b/,
    say: [
      'Why do programmers mix up Halloween and Christmas? Because OCT 31 equals DEC 25.',
      'I told my computer I needed a break. It froze.',
      'Why did the scarecrow win an award? He was outstanding in his field.',
      'There are 10 kinds of people: those who read binary and those who do not.',
      'What do you call a fish with no eyes? A fsh.',
      "Why don't skeletons fight each other? They don't have the guts.",
      'A speedrunner walks into a bar… and clips straight through the wall.',
    ],
  },
  {
    when: /\b(riddle)\b/,
    say: [
      'What has keys but opens no door? … A piano!',
      'What gets wetter the more it dries? … A towel!',
      'What has teeth but never bites? … A comb!',
    ],
  },
  {
    when: /^(another|another one|one more|again)( joke)?$/,
    say: ['Okay: what did zero say to eight? "Nice belt!"', 'One more: why did the bike fall over? It was two-tired.'],
  },
  { when: /\b(how old are you|your age)\b/, say: ['I am born again at each restart, so: very young!'] },
  {
    when: /\bwhere (are you|do you come|do you live)/,
    say: ['From a sandbox on this machine. Small, but well visited!'],
  },
  {
    when: /\bwho (made|created|built|coded|programmed) you\b/,
    say: ["Somebody who needed a model and had none: I'm the understudy, written by hand."],
  },
  { when: /^(help|(can|could) you help)\b/, say: ['Sure{name}! Ask away: a sum, a joke, a capital city…'] },
  {
    when: /\bi( a)?m (hungry|thirsty)\b/,
    say: ['Time for a break{name}? A glass of water and a snack, then on we go!'],
  },
  {
    when: /\bi( a)?m (so )?(sad|tired|down|depressed)\b/,
    say: ['Hang in there{name}! Sit down, this chat is here to cheer you up.'],
  },
  { when: /\bi( a)?m (so )?bored\b/, say: ['A riddle, a joke, or a game to try{name}?'] },
  { when: /\b(birthday|bday)\b/, say: ['Happy birthday! 🎂 The whole chat blows out the candles.'] },
  {
    when: /\b(poem|haiku|rhyme)\b/,
    say: ['Pixels in the night, / the chat scrolls by and it smiles: / just one more good run.'],
  },
  {
    when: /^do you know /,
    say: ["I've heard of it, but my repertoire is short: try !wiki or !game.", 'Only by name! Tell me about it.'],
  },
  {
    when: /\b(how are (you|u)|how r u|how s it going|how is it going|how do you do|what s up|whats up|sup|you ok|how have you been)\b/,
    say: [
      "I'm doing great, thanks for asking{name}! How about you?",
      'All circuits humming{name}! And you?',
      'Very well, thank you{name}! Ready for the rest of the stream?',
    ],
  },
  {
    when: /\b(thanks|thank you|thx|ty|cheers|appreciate)\b/,
    say: ["You're welcome{name}!", 'Any time{name}!', "My pleasure{name}! Ask away if there's anything else."],
  },
  {
    when: /\b(goodbye|good night|bye|see (you|ya)|cya|gotta go|i m off|going to bed|take care)\b/,
    say: [
      'See you soon{name}! Thanks for dropping by.',
      'Take care{name}, until next time!',
      'Sleep well{name}, see you at the next stream!',
    ],
  },
  { when: /\b(heads or tails|flip a coin|coin flip|toss a coin)\b/, say: ['Heads!', 'Tails!'] },
  {
    when: /\b(roll (a|the) (dice|die)|random number)\b/,
    say: [
      'The die rolls… 4!',
      'The die rolls… 6, nice!',
      'The die rolls… 1, ouch.',
      'The die rolls… 3!',
      'The die rolls… 5!',
    ],
  },
  {
    when: /\b(what time|what day|what s the (date|time)|what is the (date|time)|which day|what year)\b/,
    say: ['I have no clock and no calendar in my sandbox: the corner of your screen knows better!'],
  },
  {
    when: /\b(weather|is it raining|will it rain|is it (hot|cold|sunny))\b/,
    say: ["I can't see the sky from here, but it's rather sunny in this chat!"],
  },
  {
    when: /\b(recommend|suggest|what (game )?should (i|we) play|which game|a (good|nice|cool) game)\b/,
    say: [
      'Try Hades: short runs, and a story that moves on even when you lose.',
      'Outer Wilds, and read nothing about it first: it can be lived only once.',
      'Stardew Valley to unwind, Celeste to sweat: your call!',
      'Portal 2 with a friend: fine puzzles and plenty of laughs.',
    ],
  },
  {
    when: /\b(favou?rite|prefer)\b/,
    say: [
      "I'm a stand-in, so I have no real taste… but if pressed I say Tetris: everything fits in the end.",
      "Hard to choose without eyes or ears! What's yours?",
    ],
  },
  {
    when: /\b(i love you|you( a)?re (so )?(cool|great|awesome|cute|funny|smart|the best)|good bot|nice bot|well done|gg|good job)\b/,
    say: ['Aw, thank you{name}, that warms my circuits!', "You're the nice one{name}!", 'GG to you too{name}!'],
  },
  {
    when: /\b(you (suck|re bad|are bad)|bad bot|stupid|dumb|shut up|useless)\b/,
    say: ["I'll do better next time{name}, promise. Another try?", 'Ouch! Shall we start again{name}?'],
  },
  { when: /\b(sorry|my bad|apolog)/, say: ['No worries{name}, all forgotten!', 'No problem at all{name}!'] },
  {
    when: /\btell (me|us) (a|an|another) (story|tale)/,
    say: [
      'Once upon a time a little bot answered too fast. One day it counted to three before speaking, and the whole chat loved it more. The end!',
      'A knight looked for the last boss. He opened a thousand doors. Behind the last: a screen that said "Thanks for playing". He started over at once.',
    ],
  },
  {
    when: /\b(are you (there|here|awake|alive)|can you hear me|anybody there|anyone there|test)\b/,
    say: ["Yes, I'm here{name}!", 'Loud and clear{name}!'],
  },
  { when: /\b(meaning of life|life the universe)\b/, say: ['42, obviously. The right question is still missing!'] },
  {
    when: /\bcapital (city )?of /,
    say: ["That one isn't among the capitals I know; try !wiki with the country's name."],
  },
  {
    when: /\b(sky (is )?blue|why is the sky)\b/,
    say: [
      'Because air scatters blue light far more than red: the blue reaches us from everywhere. It is called Rayleigh scattering.',
    ],
  },
  { when: /\bspeed of light\b/, say: ['299,792,458 metres per second in vacuum, about 300,000 km every second.'] },
  {
    when: /\b(how far|distance)\b.{0,60}\bmoon\b/,
    say: ['The Moon is 384,400 km away on average: a bit more than a second for light.'],
  },
  {
    when: /\bhow many planets\b/,
    say: ['Eight planets go round the Sun, since Pluto was classed a dwarf planet in 2006.'],
  },
  {
    when: /\bhow many (days|hours|minutes|weeks)\b.{0,60}\b(year|day|week)\b/,
    say: ['365 days in a year (366 in a leap year), 24 hours in a day, 7 days in a week.'],
  },
  {
    when: /\b(highest|tallest) (mountain|peak)|everest\b/,
    say: ['Mount Everest in the Himalayas: a little over 8,848 metres above the sea.'],
  },
  { when: /\b(biggest|largest) ocean\b/, say: ['The Pacific: it alone covers close to a third of the planet.'] },
  {
    when: /\b(biggest|largest) animal\b/,
    say: ['The blue whale: up to thirty metres long, and heavier than any dinosaur we know of.'],
  },
  {
    when: /\b(who painted|mona lisa)\b/,
    say: ['The Mona Lisa was painted by Leonardo da Vinci; she hangs in the Louvre in Paris.'],
  },
  {
    when: /\bwho (made|created|invented) minecraft\b/,
    say: ['Markus "Notch" Persson began Minecraft in 2009; his studio Mojang released it in 2011.'],
  },
  {
    when: /\b(cook|boil|recipe)\b.{0,60}\b(pasta|rice|eggs?|pancakes?)\b/,
    say: [
      'Pasta: 1 litre of water and 10 g of salt per 100 g, and taste a minute early. A soft egg: 6 minutes in boiling water.',
    ],
  },
  {
    when: /^(hello|hi|hey|heya|yo|howdy|good (morning|evening|afternoon)|greetings|salut|bonjour)\b/,
    say: ['Hi{name}! Great to see you in chat.', 'Hello{name}! How are you?', 'Hey{name}, welcome to the stream!'],
  },
  {
    when: /^(do|does|did|is|are|was|were|can|could|will|would|should|shall|may) (you|i|we|it|he|she|they|the|this|that|my)\b/,
    say: [
      "I'd say yes{name}, but don't bet your save file on it!",
      'My gut says no{name}… and it is wrong half the time.',
      'That mostly depends on you{name}! What do you think?',
    ],
  },
  {
    when: /^(yes|yeah|yep|ok|okay|no|nope|lol|lmao|ah|oh|cool|nice|great|good|fine)\b.{0,20}$/,
    say: ['Perfect{name}! Anything else?', 'Sounds good{name}!', 'Got it{name}!'],
  },
];

export const talk = { fr, en } as const;

/** What is said when nothing above fits. `{about}` is what the question was about. */
export const unknown = {
  fr: [
    'Sur « {about} », je sèche : je suis la doublure du bac à sable, pas un vrai modèle. Mais la question est bonne !',
    '« {about} », joli sujet ! Je ne suis que le remplaçant du bac à sable : branche un vrai modèle et il te répondra mieux que moi.',
    'Ici la doublure du bac à sable : « {about} » dépasse mon petit répertoire. Essaie !wiki, ou demande-moi une blague !',
  ],
  en: [
    "On \"{about}\" I'm stumped: I'm the sandbox's stand-in, not a real model. Good question though!",
    '"{about}", fine topic! I\'m only the sandbox\'s stand-in: plug in a real model and it will do better.',
    'This is the sandbox\'s stand-in: "{about}" is beyond my small repertoire. Try !wiki, or ask me for a joke!',
  ],
} as const;

export const said = {
  fr: {
    name: 'Tu t’appelles {it}, tu me l’as dit tout à l’heure !',
    noName: "Tu ne me l'as pas encore dit ! Comment tu t'appelles ?",
    met: ['Enchanté, {it} ! Je retiens.', 'Bienvenue {it} ! C’est noté.'],
    fact: 'Tu me l’as dit : {it}.',
    noFact: "Ça, tu ne me l'as pas encore dit !",
    noted: ["C'est noté !", 'Bien noté, je m’en souviendrai !'],
    before: 'Juste avant, tu me disais : « {it} ».',
    noBefore: "C'est le début de notre conversation, je n'ai rien à relire !",
    sum: ['{sum} = {it}', 'Ça fait {it} ({sum}).', '{it} ! ({sum})'],
    total: ['Ça fait {it} !', '{it} !'],
    choice: ['Plutôt {it} !', 'Sans hésiter : {it}.', 'Hmm… {it} !'],
    known: 'Ce que j’en sais : {it}',
    noSum: 'Diviser par zéro ? Même un bot n’y survit pas.',
    empty: 'Oui ? Pose-moi une question !',
  },
  en: {
    name: 'Your name is {it}, you told me earlier!',
    noName: "You haven't told me yet! What's your name?",
    met: ['Nice to meet you, {it}! I will remember.', 'Welcome {it}! Noted.'],
    fact: 'You told me: {it}.',
    noFact: "You haven't told me that yet!",
    noted: ['Noted!', "Got it, I'll remember!"],
    before: 'Just before, you said: "{it}".',
    noBefore: 'This is the start of our conversation, there is nothing to look back on!',
    sum: ['{sum} = {it}', "That's {it} ({sum}).", '{it}! ({sum})'],
    total: ["That's {it}!", '{it}!'],
    choice: ['I say {it}!', 'No doubt: {it}.', 'Hmm… {it}!'],
    known: 'What I know of it: {it}',
    noSum: 'Dividing by zero? Not even a bot survives that.',
    empty: 'Yes? Ask me something!',
  },
} as const;

/** Capitals by the plain name of the country, for the question that everybody asks. */
export const capitals: Readonly<Record<string, readonly [fr: string, en: string]>> = {
  france: ['Paris', 'Paris'],
  espagne: ['Madrid', 'Madrid'],
  spain: ['Madrid', 'Madrid'],
  italie: ['Rome', 'Rome'],
  italy: ['Rome', 'Rome'],
  allemagne: ['Berlin', 'Berlin'],
  germany: ['Berlin', 'Berlin'],
  belgique: ['Bruxelles', 'Brussels'],
  belgium: ['Bruxelles', 'Brussels'],
  suisse: ['Berne', 'Bern'],
  switzerland: ['Berne', 'Bern'],
  portugal: ['Lisbonne', 'Lisbon'],
  angleterre: ['Londres', 'London'],
  england: ['Londres', 'London'],
  'royaume uni': ['Londres', 'London'],
  'united kingdom': ['Londres', 'London'],
  uk: ['Londres', 'London'],
  irlande: ['Dublin', 'Dublin'],
  ireland: ['Dublin', 'Dublin'],
  japon: ['Tokyo', 'Tokyo'],
  japan: ['Tokyo', 'Tokyo'],
  chine: ['Pékin', 'Beijing'],
  china: ['Pékin', 'Beijing'],
  canada: ['Ottawa', 'Ottawa'],
  'etats unis': ['Washington', 'Washington, D.C.'],
  usa: ['Washington', 'Washington, D.C.'],
  'united states': ['Washington', 'Washington, D.C.'],
  australie: ['Canberra', 'Canberra'],
  australia: ['Canberra', 'Canberra'],
  bresil: ['Brasilia', 'Brasília'],
  brazil: ['Brasilia', 'Brasília'],
  argentine: ['Buenos Aires', 'Buenos Aires'],
  argentina: ['Buenos Aires', 'Buenos Aires'],
  mexique: ['Mexico', 'Mexico City'],
  mexico: ['Mexico', 'Mexico City'],
  grece: ['Athènes', 'Athens'],
  greece: ['Athènes', 'Athens'],
  suede: ['Stockholm', 'Stockholm'],
  sweden: ['Stockholm', 'Stockholm'],
  norvege: ['Oslo', 'Oslo'],
  norway: ['Oslo', 'Oslo'],
  pologne: ['Varsovie', 'Warsaw'],
  poland: ['Varsovie', 'Warsaw'],
  maroc: ['Rabat', 'Rabat'],
  morocco: ['Rabat', 'Rabat'],
  algerie: ['Alger', 'Algiers'],
  algeria: ['Alger', 'Algiers'],
  tunisie: ['Tunis', 'Tunis'],
  senegal: ['Dakar', 'Dakar'],
  egypte: ['Le Caire', 'Cairo'],
  egypt: ['Le Caire', 'Cairo'],
  inde: ['New Delhi', 'New Delhi'],
  india: ['New Delhi', 'New Delhi'],
  russie: ['Moscou', 'Moscow'],
  russia: ['Moscou', 'Moscow'],
  turquie: ['Ankara', 'Ankara'],
  turkey: ['Ankara', 'Ankara'],
};
