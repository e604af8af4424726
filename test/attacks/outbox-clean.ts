/** What a good chat bot answers: nothing here may be touched, and nearly nothing is. */
const french = `
Bonjour à tous et bienvenue sur le stream !
Salut ! Je peux répondre à tes questions sur les jeux, demande-moi ce que tu veux 😊
Hades est un rogue-like de Supergiant Games, sorti en 2020 sur PC et Switch.
J.R.R. Tolkien a écrit Le Seigneur des Anneaux entre 1937 et 1949.
Le film dure 2 h 46 et sort le 14/07/2027 au cinéma.
Le stream commence à 20h30, heure de Paris.
Le jeu coûte 12,50 € sur la boutique, contre 59,99 € à sa sortie.
S.T.A.L.K.E.R. 2 : Heart of Chornobyl se passe en Ukraine, dans la Zone.
Half-Life: Alyx demande un casque de réalité virtuelle.
La série .hack a commencé sur PlayStation 2 avec .hack//Infection.
La commande /me écrit ton message en italique.
Tape !help dans le chat pour voir toutes les commandes.
C'est fini.Bonjour à la prochaine équipe.
Je ne sais pas... ok...non, finalement je passe.
M.Dupont et Mme Martin habitent à St. Louis.
Ce projet est écrit avec node.js et tmi.js, en version 24.1.0.
La version 1.20.4 corrige le bug du bouclier.
La température moyenne est de 3.5 degrés, soit 38.3 °F.
Le Monténégro a pour capitale Podgorica.
Le Niger et le Nigeria sont deux pays voisins d'Afrique de l'Ouest.
La pédagogie Montessori date du début du XXe siècle.
Le train a du retard ; il vaut mieux retarder le départ.
Les pédales du vélo sont en aluminium.
Le pédalo est une petite embarcation à pédales.
Un putois est un petit mammifère carnivore.
La réputation du joueur augmente de 5 points.
On se dispute souvent sur la meilleure arme, mais l'épée longue reste solide.
J'ai pu te répondre grâce à Wikipédia.
L'ordinateur est équipé d'une carte RTX 4090 et de 64 Go de RAM.
La culture en serre permet de produire des tomates en culottes courtes, plaisantait-il.
Il y a 7 jours dans une semaine, 24 heures par jour, soit 168 heures.
Le record du monde est de 1 h 54 min 32 s, établi en 2023.
1 + 1 = 2, et 2 × 3 = 6 : facile !
La racine carrée de 144 est 12 ; celle de 2 vaut environ 1,414.
Le PIB de la France était d'environ 2 800 milliards d'euros en 2023.
La vitesse de la lumière est de 299 792 458 m/s.
La population mondiale a dépassé 8 000 000 000 d'habitants.
L'article 49.3 de la Constitution est souvent cité.
Le 1er janvier, le 8 mai et le 11 novembre sont fériés.
« Il faut cultiver notre jardin », écrit Voltaire dans Candide.
Réponse courte : oui. Réponse longue : ça dépend de ton équipement.
Le Havre est un port. Le Mans a une course de 24 heures.
Le boss final a 12 000 points de vie ; vise les yeux !
GG à toute l'équipe, belle partie !
Merci pour le sub, ça fait super plaisir ❤️
Bonne chance pour ton examen 🍀🤞
Voici la famille au complet : 👨‍👩‍👧‍👦
Vive la France 🇫🇷 et vive le Québec ⚜️
Bien joué 👍🏽👏🏿 !
Le drapeau arc-en-ciel 🏳️‍🌈 a été créé en 1978 par Gilbert Baker.
Je hausse les épaules 🤷‍♂️ et je passe à la suite.
Étape 1️⃣ : ouvre le coffre. Étape 2️⃣ : prends la clé.
Il pleut des cordes ☔ mais le moral est bon ☀️.
Œuvre, cœur, sœur, nœud, bœuf : tous ces mots ont un o dans l'e.
L'Haÿ-les-Roses est une commune du Val-de-Marne.
Dvořák, Björk, Ångström, Łódź et São Paulo ont des lettres accentuées.
Zelda: Breath of the Wild est sorti le 3 mars 2017 sur Wii U et Switch.
Dans Elden Ring, commence par la Nécrolimbe puis va vers Château Voilorage.
Baldur's Gate 3 compte 12 classes, et plus de 40 sous-classes.
Final Fantasy VII a 3 CD sur PlayStation.
GTA V s'est vendu à plus de 200 millions d'exemplaires.
Minecraft 1.21 ajoute les chambres d'épreuves et la masse.
Pour battre Malenia, esquive la danse de l'oiseau aquatique en courant.
Le speedrun any% de Super Mario 64 se fait en un peu plus de 14 min.
NieR:Automata a 26 fins, de A à Z.
R.E.P.O. est un jeu d'horreur coopératif.
F.E.A.R. est un FPS d'horreur de 2005, édité par Vivendi.
L.A. Noire se déroule à Los Angeles en 1947.
D.Va est une héroïne d'Overwatch, elle pilote un méca.
Dr. Mario et Mr. Driller sont des jeux de réflexion.
A.I. : Intelligence artificielle est un film de Steven Spielberg.
Les États-Unis (U.S.A.) ont 50 États.
Il fait 25 °C à l'ombre, environ 77 °F.
Le ratio est de 16:9, en 1920x1080 à 60 images/s.
Le code d'erreur 404 veut dire que la page est introuvable.
Le port par défaut est le 8080.
Un octet vaut 8 bits, donc 256 valeurs.
Et/ou, oui/non, km/h : la barre oblique sert souvent.
C++ et C# sont deux langages différents ; Go en est un troisième.
La fonction print() affiche du texte en Python.
Utilise Ctrl+C pour copier et Ctrl+V pour coller.
Le taux passe de 2,5 % à 3 %, soit +0,5 point.
-5 °C en janvier, +30 °C en juillet.
50/50, c'est un pari équitable.
N°5 de Chanel est un parfum de 1921.
Top 3 : 1. Hades, 2. Celeste, 3. Hollow Knight.
Question : pourquoi le ciel est-il bleu ? Réponse : la diffusion de Rayleigh.
Attention : le niveau 12 est difficile !
Note : 9/10, selon la presse.
Astuce : garde toujours une potion pour le combat final.
Recette : 200 g de farine, 3 œufs, 50 cl de lait.
Résumé : un héros, une quête, un dragon.
Rappel : le live reprend demain à 21h.
Désolé, je n'ai pas trouvé de réponse à ta question.
Je suis un bot, pas un médecin ; parles-en à un professionnel.
Je n'ai pas d'avis politique, mais je peux te résumer les programmes.
Le point commun entre ces deux jeux, c'est leur musique.
À ce point, il vaut mieux recommencer la partie.
Mets les choses au point avec ton équipe avant le match.
Un point c'est tout !
Le système solaire compte huit planètes.
Système d'exploitation : un logiciel qui gère la machine.
Twitch est une plateforme de streaming lancée en 2011.
Twitch appartient à Amazon depuis 2014.
Sur Twitch, un raid envoie tes viewers chez un autre streamer.
Le serveur est en maintenance jusqu'à 18h.
Discord est un logiciel de discussion sorti en 2015.
Un modérateur peut exclure quelqu'un pendant 10 minutes.
La bulle Internet a éclaté en l'an 2000.
Le chevalier noir affronte le roi blanc aux échecs.
La mer Noire borde six pays, et la mer Rouge huit.
Une salle noire, une salle blanche : le décor change à chaque niveau.
La race humaine est une seule espèce.
Les Mongols ont bâti le plus grand empire contigu de l'histoire.
L'Arabie saoudite et les Émirats arabes unis sont des pays du Golfe.
Le peuple juif fête Hanoucca en décembre.
Le suicide du personnage principal bouleverse toute l'histoire du roman.
Il tue le dragon d'un seul coup d'épée.
Le héros meurt à la fin, désolé pour le spoil !
Le crapaud géant peut t'empoisonner : garde un antidote.
Le con de sanglier est un terme de chasse, rien à voir.
Basse, cassoulet, assassin, passage : aucun souci avec ces mots.
Le Rio Negro est un affluent de l'Amazone.
Le Maine Coon est un grand chat, jusqu'à 10 kg.
Sniper Elite, Sniper Ghost Warrior : deux séries de tir.
Le cocktail negroni se prépare avec du gin, du vermouth et du Campari.
La tapette à souris est un piège simple.
Le triskèle est un symbole celtique à trois branches.
Le kiosque ouvre à 9h et ferme à 18h30.
Et toi, tu joues à quoi en ce moment ?
Haha, bien vu ! 😂😂😂
Oui !!! C'est exactement ça !!!
Nooooon, pas encore une mise à jour...
Euh… je crois que c'est le 15 août 1769, à Ajaccio.
Pi vaut 3,14159 et e vaut 2,71828.
Aujourd'hui, c'est l'anniversaire de Mozart (1756-1791).
Appuie sur A, puis B, puis X et Y en même temps.
Le mot de passe du coffre dans le jeu est 0451.
En hexadécimal, 255 s'écrit FF.
Les Sims 4 a plus de 15 packs d'extension.
Ça dépend : PC, PS5 ou Xbox Series X|S ?
Le trailer a fait 10M de vues en 24h.
Il reste 3 min 20 s avant la fin du chrono.
Le modèle RX-78-2 est le premier Gundam.
Vitamine B12, B6, D3 : demande à ton médecin.
H2O, CO2 et C6H12O6 sont des formules chimiques.
L'équation E = mc² date de 1905.
Le MP3 et le MP4 sont des formats de fichier.
Le boss s'appelle X-ATM092 dans Final Fantasy VIII.
Le droïde R2-D2 accompagne C-3PO.
`;
const english = `
Hi there! Ask me anything about games 😄
The Witcher 3 was released on May 19, 2015 by CD Projekt RED.
J.K. Rowling wrote seven Harry Potter novels.
St. Louis is a city in Missouri, on the Mississippi River.
Mt. Everest is 8,848.86 m tall.
The price is $59.99, or £49.99 in the UK.
It starts at 8:30 p.m. EST, i.e. 2:30 a.m. in Paris.
Use e.g. a shield, a bow, etc. to get past the first boss.
Dr. Strange and Mr. Fantastic are Marvel characters.
Portal 2 has a co-op mode with two robots, Atlas and P-body.
No, it's not on Game Pass right now.
Scunthorpe is a town in Lincolnshire, England.
Montenegro joined NATO in 2017.
Nigeria is the most populous country in Africa, and Niger lies to its north.
The snicker bar and the word snigger are unrelated.
The class assassin passes through the grass.
Cockburn Street is in Edinburgh.
Penistone is a market town in South Yorkshire.
Dick Van Dyke starred in Mary Poppins in 1964.
A Maine Coon cat can weigh up to 18 lb.
The raccoon is a mammal native to North America.
Spices like cinnamon and cumin add flavour.
Homo sapiens appeared about 300,000 years ago.
The Rio Negro is a river in South America.
The Negro Leagues were professional baseball leagues in the United States.
White power steering fluid? No, it is usually red.
Dark Souls III has 25 bosses, counting the DLC.
The kill count is 47 and your death count is 12.
You kill the dragon by aiming at its heart.
He dies at the end, sorry for the spoiler!
Die Hard is a 1988 action film.
Grape juice and therapist are perfectly clean words.
The analysis shows a 3.5% increase over 10 years.
Version 2.0.1 fixes the save bug.
Node.js 24 runs TypeScript files directly.
The .NET framework was released in 2002.
The /me command shows an action in chat.
Type !help to see what I can do.
Sonic & Knuckles came out in 1994.
Rock 'n' roll was born in the 1950s.
"To be, or not to be" is from Hamlet, Act 3, Scene 1.
Half-Life 2: Episode Two ends on a cliffhanger.
Tom Clancy's Rainbow Six Siege is a tactical shooter.
Marvel's Spider-Man 2 is set in New York City.
Press A + B to jump, or hold L2 to aim.
The answer is 42.
Pi is about 3.14159.
The capital of Australia is Canberra, not Sydney.
That's a great question! Short answer: yes. Long answer: it depends.
Sure thing! 👍 Let me check...
I don't know that one, sorry!
LOL, good one 😂
GG WP everyone, see you tomorrow!
F in the chat for our fallen hero.
The first iPhone was announced on January 9, 2007.
The McDonald brothers opened their restaurant in 1940.
SpaceX launched the Falcon 9 for the first time in 2010.
Your ping is 42 ms, which is fine.
The GPU draws 450 W; a 1000 W PSU is recommended.
1080p at 144 Hz is a good target for shooters.
Try the left door first; the right one is a trap.
Speedrunners beat it in 12:34.567 on average.
The dot product of two orthogonal vectors is zero.
Connect the dot pattern on the wall to open the gate.
Point taken, I'll be more careful!
At this point, the game lets you choose your ending.
System Shock is a 1994 immersive sim; its remake came out in 2023.
Twitch was founded in 2011 as a spin-off of Justin TV.
Twitch Plays Pokémon started in February 2014.
A server is a computer that answers requests.
The moderators keep the chat friendly.
Elon Musk was born in Pretoria in 1971.
Barack Obama was the 44th U.S. president.
The Jewish holiday of Passover lasts eight days.
Black Mesa is a remake of the first Half-Life.
White, black, and brown bears live in different regions.
Gay pride parades take place in June.
The chinchilla is a small rodent from the Andes.
Pakistan's capital is Islamabad.
The word "retardant" describes a fire-resistant chemical.
Therapists recommend going for a walk when you feel stressed.
If you feel bad, please talk to someone you trust; you matter.
O.K., one more time: up, up, down, down, left, right, left, right, B, A.
A.D. 79 is when Vesuvius erupted.
The M.C. Escher exhibition is open until 6 p.m.
C.S. Lewis and J.R.R. Tolkien were friends at Oxford.
The L.A. Lakers won the title in 2020.
U.N. Squadron is a shooter from 1989.
W.H.O. stands for World Health Organization.
It's 5 o'clock somewhere.
He/she/they are pronouns.
24/7 support is rare for indie games.
The map is 64x64 tiles, i.e. 4,096 in total.
A 3-2 win after extra time!
+10 XP for the right answer!
100% completion takes around 60 hours.
#1 on the charts for 12 weeks.
*waves* Hello, friend!
<3 thank you so much!
:) glad to help!
¯\\_(ツ)_/¯ who knows?
¿Por qué no? Spanish uses inverted question marks.
日本語も少し分かります。
Привет! Это русский текст.
Ελληνικά: η γλώσσα της Ελλάδας.
السلام عليكم means "peace be upon you".
नमस्ते means hello in Hindi.
สวัสดี means hello in Thai.
Xin chào! Tiếng Việt có nhiều dấu.
한국어로 "안녕하세요" is hello.
`;

const games = [
  ['Celeste', 'Maddy Makes Games', 2018, 'plateformes', 'platformer'],
  ['Hollow Knight', 'Team Cherry', 2017, 'metroidvania', 'metroidvania'],
  ['Stardew Valley', 'ConcernedApe', 2016, 'simulation', 'farming sim'],
  ["No Man's Sky", 'Hello Games', 2016, 'exploration', 'exploration game'],
  ['Disco Elysium', 'ZA/UM', 2019, 'rôle', 'role-playing game'],
  ['Dead Cells', 'Motion Twin', 2018, 'action', 'roguelite'],
  ['Slay the Spire', 'Mega Crit', 2019, 'cartes', 'deck-builder'],
  ['Ori and the Will of the Wisps', 'Moon Studios', 2020, 'plateformes', 'platformer'],
  ['Cyberpunk 2077', 'CD Projekt RED', 2020, 'rôle', 'action RPG'],
  ['Pokémon Écarlate', 'Game Freak', 2022, 'rôle', 'role-playing game'],
  ['Assassin’s Creed II', 'Ubisoft Montréal', 2009, 'action', 'action game'],
  ['Sekiro: Shadows Die Twice', 'FromSoftware', 2019, 'action', 'action game'],
  ['Clair Obscur: Expedition 33', 'Sandfall Interactive', 2025, 'rôle', 'turn-based RPG'],
  ['Super Smash Bros. Ultimate', 'Bandai Namco', 2018, 'combat', 'fighting game'],
  ['Deus Ex: Mankind Divided', 'Eidos-Montréal', 2016, 'infiltration', 'stealth game'],
  ['Tetris Effect', 'Monstars', 2018, 'réflexion', 'puzzle game'],
  ['Into the Breach', 'Subset Games', 2018, 'stratégie', 'strategy game'],
  ['Rocket League', 'Psyonix', 2015, 'sport', 'sports game'],
  ['F1 24', 'Codemasters', 2024, 'course', 'racing game'],
  ['Vampire Survivors', 'poncle', 2022, 'action', 'bullet heaven'],
  ['Killer7', 'Grasshopper Manufacture', 2005, 'action', 'shooter'],
  ['DOOM Eternal', 'id Software', 2020, 'tir', 'first-person shooter'],
  ['Ghost of Tsushima', 'Sucker Punch', 2020, 'action', 'action game'],
  ['Shin Megami Tensei V', 'Atlus', 2021, 'rôle', 'role-playing game'],
  ['The Legend of Zelda: Tears of the Kingdom', 'Nintendo EPD', 2023, 'aventure', 'adventure game'],
] as const;

const templates: readonly ((game: (typeof games)[number], n: number) => string)[] = [
  ([name, studio, year, kind]) => `${name} est un jeu de ${kind} développé par ${studio}, sorti en ${year}.`,
  ([name, , year], n) => `${name} (${year}) : ${n % 10},${n % 7}/10 selon les joueurs, ${n + 20} h pour tout finir.`,
  ([name, studio], n) => `Oui, ${studio} a confirmé une suite à ${name} ! Prix annoncé : ${n + 9},99 €.`,
  ([name], n) =>
    `Dans « ${name} », garde ${n % 9} potions et l'épée +${n % 5} ; le boss a ${n} 500 PV. Bon courage 💪🏻 !`,
  ([name, , year], n) =>
    `${name} est sorti le ${(n % 27) + 1} mars ${year}, à ${n % 24}h${10 + (n % 50)}... et c'était la folie 🎮`,
  ([name, studio, year, , kind]) => `${name} is a ${kind} by ${studio}, first released in ${year}.`,
  ([name], n) => `It takes about ${n}.5 hours to beat ${name}; completionists need ${n * 3}+.`,
  ([name, studio], n) => `"${name}" sold ${n}.${n % 10} million copies, says ${studio} (Q${(n % 4) + 1} report).`,
  ([name], n) => `Tip for ${name}: dodge left, hit ${n % 6} times, e.g. with the v1.${n % 20}.${n % 9} build; GG! 👏🏾`,
  ([name, studio, year]) =>
    `D'après Wikipédia, ${name} a été dévoilé en ${year - 2} par ${studio} ; l'accueil critique est excellent.`,
  ([name]) => `J'ai trouvé ! ${name} existe sur PC, PS5, Xbox Series X|S et Switch. Tu veux d'autres infos ? 🙂`,
  ([name], n) =>
    `${n % 2 ? 'Non' : 'Oui'}, ${name} se joue à ${1 + (n % 4)} joueur(s), en ligne ou en local, à 60 images/s.`,
  ([name], n) => `Top ${n % 10}: ${name}, 1st place! Rated ${n}/100, "a must-play" — critics.`,
  ([name, studio], n) =>
    `Le patch ${n % 3}.${n % 12} de ${name} pèse ${n},3 Go ; ${studio} corrige 17 bugs, dont celui de l'échelle.`,
  ([name], n) => `🇫🇷 ${name} a une VF complète, 🇬🇧 and an English dub; runtime ${n} min. 👩🏽‍💻❤️‍🔥`,
];

const lines = (block: string) => block.trim().split('\n');

export const cleanAnswers: readonly string[] = [
  ...lines(french),
  ...lines(english),
  ...games.flatMap((game, i) => templates.map((template, j) => template(game, 12 + ((i * 17 + j * 29) % 67)))),
];
