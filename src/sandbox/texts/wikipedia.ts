/** A page as it is written here, in one language. The texts are the sandbox's own, short and true. */
export interface Entry {
  readonly title: string;
  readonly description: string;
  readonly extract: string;
  /** Other titles that lead to it. */
  readonly redirects?: readonly string[];
  /** A page that only says which others its title may mean. */
  readonly disambiguation?: true;
}

/** Each subject in French and in English. */
export const subjects: readonly (readonly [fr: Entry, en: Entry])[] = [
  // Games
  [
    {
      title: 'Minecraft',
      description: 'jeu vidéo de 2011',
      extract:
        "Minecraft est un jeu vidéo de type bac à sable développé par le studio suédois Mojang et sorti en version complète le 18 novembre 2011. Le joueur y explore un monde fait de cubes, y récolte des ressources et y construit ce qu'il veut. C'est le jeu vidéo le plus vendu de l'histoire.",
      redirects: ['Mine craft'],
    },
    {
      title: 'Minecraft',
      description: '2011 video game',
      extract:
        'Minecraft is a sandbox game developed by the Swedish studio Mojang and fully released on 18 November 2011. Players explore a world made of blocks, gather resources and build whatever they like. It is the best-selling video game in history.',
      redirects: ['Mine craft'],
    },
  ],
  [
    {
      title: 'The Legend of Zelda',
      description: 'série de jeux vidéo',
      extract:
        "The Legend of Zelda est une série de jeux vidéo d'action-aventure créée par Shigeru Miyamoto et Takashi Tezuka et éditée par Nintendo depuis 1986. Le héros, Link, y parcourt le royaume d'Hyrule pour secourir la princesse Zelda et vaincre Ganon.",
      redirects: ['Zelda', 'Légende de Zelda'],
    },
    {
      title: 'The Legend of Zelda',
      description: 'video game series',
      extract:
        'The Legend of Zelda is a series of action-adventure games created by Shigeru Miyamoto and Takashi Tezuka and published by Nintendo since 1986. Its hero, Link, travels the land of Hyrule to rescue Princess Zelda and defeat Ganon.',
      redirects: ['Zelda'],
    },
  ],
  [
    {
      title: 'Tetris',
      description: 'jeu vidéo de réflexion',
      extract:
        'Tetris est un jeu vidéo de réflexion créé par Alekseï Pajitnov en 1984 à Moscou. Des pièces de quatre carrés tombent une à une, et le joueur les tourne pour former des lignes pleines, qui disparaissent.',
    },
    {
      title: 'Tetris',
      description: 'puzzle video game',
      extract:
        'Tetris is a puzzle video game created by Alexey Pajitnov in Moscow in 1984. Pieces of four squares fall one by one, and the player turns them to complete lines, which then vanish.',
    },
  ],
  [
    {
      title: 'Super Mario Bros.',
      description: 'jeu vidéo de 1985',
      extract:
        'Super Mario Bros. est un jeu de plates-formes de Nintendo sorti en 1985 sur Famicom et NES. Mario et Luigi y traversent le royaume Champignon pour délivrer la princesse, enlevée par Bowser.',
      redirects: ['Mario Bros', 'Super Mario'],
    },
    {
      title: 'Super Mario Bros.',
      description: '1985 video game',
      extract:
        'Super Mario Bros. is a platform game by Nintendo released in 1985 for the Famicom and the NES. Mario and Luigi cross the Mushroom Kingdom to free the princess, taken by Bowser.',
      redirects: ['Super Mario'],
    },
  ],
  [
    {
      title: 'Pokémon',
      description: 'franchise japonaise',
      extract:
        "Pokémon est une franchise née en 1996 au Japon avec deux jeux de rôle de Game Freak pour la Game Boy. On y capture, élève et fait combattre des créatures ; Pikachu en est l'emblème.",
      redirects: ['Pokemon'],
    },
    {
      title: 'Pokémon',
      description: 'Japanese media franchise',
      extract:
        'Pokémon is a franchise that began in Japan in 1996 with two role-playing games by Game Freak for the Game Boy. Players catch, raise and battle creatures; Pikachu is its emblem.',
      redirects: ['Pokemon'],
    },
  ],
  [
    {
      title: 'Speedrun',
      description: 'pratique du jeu vidéo',
      extract:
        "Le speedrun consiste à terminer un jeu vidéo, ou une partie d'un jeu, le plus vite possible, souvent à l'aide de trajets appris par cœur et de bogues. Des marathons comme Games Done Quick en font un spectacle caritatif.",
      redirects: ['Speedrunning'],
    },
    {
      title: 'Speedrunning',
      description: 'video game practice',
      extract:
        'Speedrunning is playing a video game, or a part of one, as fast as possible, often with memorised routes and glitches. Marathons such as Games Done Quick turn it into a show for charity.',
      redirects: ['Speedrun'],
    },
  ],
  [
    {
      title: 'Échecs',
      description: 'jeu de société',
      extract:
        'Les échecs sont un jeu de plateau qui oppose deux joueurs sur un échiquier de 64 cases. Chacun commande seize pièces et cherche à mettre le roi adverse en échec et mat.',
      redirects: ["Jeu d'échecs", 'Echecs'],
    },
    {
      title: 'Chess',
      description: 'board game',
      extract:
        'Chess is a board game for two players on a board of 64 squares. Each commands sixteen pieces and tries to checkmate the opposing king.',
      redirects: ['Game of chess'],
    },
  ],
  // People
  [
    {
      title: 'Marie Curie',
      description: 'physicienne et chimiste franco-polonaise',
      extract:
        'Marie Curie, née Skłodowska à Varsovie en 1867 et morte en 1934, est une physicienne et chimiste. Elle découvrit le polonium et le radium et reçut deux prix Nobel, de physique en 1903 et de chimie en 1911.',
      redirects: ['Marie Skłodowska-Curie'],
    },
    {
      title: 'Marie Curie',
      description: 'Polish-French physicist and chemist',
      extract:
        'Marie Curie, born Skłodowska in Warsaw in 1867, was a physicist and chemist who died in 1934. She discovered polonium and radium and received two Nobel Prizes, in physics in 1903 and in chemistry in 1911.',
    },
  ],
  [
    {
      title: 'Albert Einstein',
      description: 'physicien théoricien',
      extract:
        "Albert Einstein (1879-1955) est un physicien né à Ulm. Il publia la relativité restreinte en 1905 et la relativité générale en 1915, et reçut le prix Nobel de physique de 1921 pour son explication de l'effet photoélectrique.",
      redirects: ['Einstein'],
    },
    {
      title: 'Albert Einstein',
      description: 'theoretical physicist',
      extract:
        'Albert Einstein (1879–1955) was a physicist born in Ulm. He published special relativity in 1905 and general relativity in 1915, and received the 1921 Nobel Prize in Physics for explaining the photoelectric effect.',
      redirects: ['Einstein'],
    },
  ],
  [
    {
      title: 'Ada Lovelace',
      description: 'mathématicienne britannique',
      extract:
        "Ada Lovelace (1815-1852) est une mathématicienne britannique. En 1843 elle publia, dans ses notes sur la machine analytique de Charles Babbage, ce que l'on tient pour le premier programme informatique.",
    },
    {
      title: 'Ada Lovelace',
      description: 'British mathematician',
      extract:
        "Ada Lovelace (1815–1852) was a British mathematician. In 1843, in her notes on Charles Babbage's Analytical Engine, she published what is held to be the first computer program.",
    },
  ],
  [
    {
      title: 'Napoléon Ier',
      description: 'empereur des Français',
      extract:
        'Napoléon Bonaparte, né à Ajaccio en 1769 et mort à Sainte-Hélène en 1821, est un général devenu empereur des Français de 1804 à 1814, puis durant les Cent-Jours en 1815. Il fut vaincu à Waterloo.',
      redirects: ['Napoléon', 'Napoleon', 'Napoléon Bonaparte'],
    },
    {
      title: 'Napoleon',
      description: 'French emperor',
      extract:
        'Napoleon Bonaparte, born in Ajaccio in 1769, was a general who became Emperor of the French from 1804 to 1814 and again in 1815. Beaten at Waterloo, he died on Saint Helena in 1821.',
      redirects: ['Napoleon Bonaparte', 'Napoleon I'],
    },
  ],
  [
    {
      title: 'Victor Hugo',
      description: 'écrivain français',
      extract:
        'Victor Hugo (1802-1885) est un poète, dramaturge et romancier français, auteur de Notre-Dame de Paris et des Misérables. Il passa près de vingt ans en exil sous le Second Empire.',
    },
    {
      title: 'Victor Hugo',
      description: 'French writer',
      extract:
        'Victor Hugo (1802–1885) was a French poet, playwright and novelist, author of The Hunchback of Notre-Dame and Les Misérables. He spent almost twenty years in exile under the Second Empire.',
    },
  ],
  [
    {
      title: 'Léonard de Vinci',
      description: 'artiste et savant toscan',
      extract:
        'Léonard de Vinci (1452-1519) est un peintre, ingénieur et savant toscan de la Renaissance. On lui doit la Joconde et la Cène ; il mourut à Amboise, invité du roi François Ier.',
      redirects: ['De Vinci', 'Leonard de Vinci'],
    },
    {
      title: 'Leonardo da Vinci',
      description: 'Tuscan artist and scholar',
      extract:
        'Leonardo da Vinci (1452–1519) was a Tuscan painter, engineer and scholar of the Renaissance. He painted the Mona Lisa and The Last Supper and died in Amboise, a guest of King Francis I of France.',
      redirects: ['Da Vinci'],
    },
  ],
  [
    {
      title: 'Shigeru Miyamoto',
      description: 'concepteur de jeux vidéo japonais',
      extract:
        'Shigeru Miyamoto, né en 1952, est un concepteur de jeux vidéo japonais. Entré chez Nintendo en 1977, il a créé Donkey Kong, Mario et The Legend of Zelda.',
      redirects: ['Miyamoto'],
    },
    {
      title: 'Shigeru Miyamoto',
      description: 'Japanese game designer',
      extract:
        'Shigeru Miyamoto, born in 1952, is a Japanese game designer. At Nintendo since 1977, he created Donkey Kong, Mario and The Legend of Zelda.',
      redirects: ['Miyamoto'],
    },
  ],
  // Places
  [
    {
      title: 'Paris',
      description: 'capitale de la France',
      extract:
        "Paris est la capitale de la France, sur la Seine. La ville compte environ deux millions d'habitants et plus de douze avec son aire urbaine ; la tour Eiffel, le Louvre et Notre-Dame sont parmi ses monuments les plus visités.",
    },
    {
      title: 'Paris',
      description: 'capital of France',
      extract:
        'Paris is the capital of France, on the Seine. The city has about two million inhabitants and its metropolitan area more than twelve; the Eiffel Tower, the Louvre and Notre-Dame are among its most visited sights.',
    },
  ],
  [
    {
      title: 'Tour Eiffel',
      description: 'tour de fer à Paris',
      extract:
        "La tour Eiffel est une tour de fer puddlé de 330 mètres, antennes comprises, construite à Paris par l'entreprise de Gustave Eiffel pour l'Exposition universelle de 1889.",
      redirects: ['Eiffel'],
    },
    {
      title: 'Eiffel Tower',
      description: 'iron tower in Paris',
      extract:
        "The Eiffel Tower is a wrought-iron tower in Paris, 330 metres tall with its antennas, built by Gustave Eiffel's company for the 1889 World's Fair.",
    },
  ],
  [
    {
      title: 'Japon',
      description: "pays d'Asie de l'Est",
      extract:
        "Le Japon est un pays insulaire d'Asie de l'Est fait de quatre grandes îles et de milliers de petites. Sa capitale est Tokyo et sa population d'environ 124 millions d'habitants.",
    },
    {
      title: 'Japan',
      description: 'country in East Asia',
      extract:
        'Japan is an island country in East Asia made of four main islands and thousands of small ones. Its capital is Tokyo and its population about 124 million.',
    },
  ],
  [
    {
      title: 'Mont Blanc',
      description: 'sommet des Alpes',
      extract:
        "Le mont Blanc, entre la France et l'Italie, est le plus haut sommet des Alpes : environ 4 806 mètres. Jacques Balmat et Michel Paccard l'atteignirent les premiers le 8 août 1786.",
    },
    {
      title: 'Mont Blanc',
      description: 'mountain in the Alps',
      extract:
        'Mont Blanc, between France and Italy, is the highest peak of the Alps at about 4,806 metres. Jacques Balmat and Michel Paccard were first to reach it, on 8 August 1786.',
    },
  ],
  [
    {
      title: 'Antarctique',
      description: 'continent',
      extract:
        "L'Antarctique est le continent qui entoure le pôle Sud, couvert à 98 % de glace. C'est le plus froid, le plus sec et le plus venteux ; un traité de 1959 le réserve à la paix et à la science.",
    },
    {
      title: 'Antarctica',
      description: 'continent',
      extract:
        'Antarctica is the continent around the South Pole, 98% of it under ice. It is the coldest, driest and windiest; a treaty of 1959 keeps it for peace and science.',
    },
  ],
  [
    {
      title: 'Amazone (fleuve)',
      description: "fleuve d'Amérique du Sud",
      extract:
        "L'Amazone est un fleuve d'Amérique du Sud, le premier du monde par son débit. Il naît dans les Andes péruviennes et se jette dans l'Atlantique au Brésil après plus de 6 400 km.",
    },
    {
      title: 'Amazon River',
      description: 'river in South America',
      extract:
        'The Amazon is a river in South America, the largest of the world by discharge. It rises in the Peruvian Andes and reaches the Atlantic in Brazil after more than 6,400 km.',
      redirects: ['Amazone'],
    },
  ],
  // Animals
  [
    {
      title: 'Chat',
      description: 'mammifère domestique',
      extract:
        "Le chat domestique est un petit carnivore de la famille des félidés. Il vit auprès de l'homme depuis près de 10 000 ans, dort douze à seize heures par jour et ronronne.",
      redirects: ['Chat domestique'],
    },
    {
      title: 'Cat',
      description: 'domestic mammal',
      extract:
        'The domestic cat is a small carnivore of the family Felidae. It has lived beside people for almost 10,000 years, sleeps twelve to sixteen hours a day, and purrs.',
      redirects: ['House cat'],
    },
  ],
  [
    {
      title: 'Axolotl',
      description: 'salamandre du Mexique',
      extract:
        "L'axolotl est une salamandre des lacs proches de Mexico qui garde toute sa vie ses branchies de larve. Il régénère ses membres perdus et est en danger critique d'extinction à l'état sauvage.",
    },
    {
      title: 'Axolotl',
      description: 'salamander of Mexico',
      extract:
        'The axolotl is a salamander of the lakes near Mexico City that keeps its larval gills for life. It regrows lost limbs and is critically endangered in the wild.',
    },
  ],
  [
    {
      title: 'Baleine bleue',
      description: 'cétacé',
      extract:
        "La baleine bleue est le plus grand animal connu : une trentaine de mètres et jusqu'à environ 170 tonnes. Elle se nourrit surtout de krill, jusqu'à plusieurs tonnes par jour.",
    },
    {
      title: 'Blue whale',
      description: 'marine mammal',
      extract:
        'The blue whale is the largest animal known: about thirty metres and up to some 170 tonnes. It feeds mostly on krill, several tonnes of it a day.',
    },
  ],
  [
    {
      title: 'Capybara',
      description: 'grand rongeur',
      extract:
        "Le capybara est le plus gros rongeur du monde : de 35 à 65 kg. Il vit en groupes près de l'eau en Amérique du Sud et nage très bien.",
      redirects: ['Cabiai', 'Grand cabiai'],
    },
    {
      title: 'Capybara',
      description: 'large rodent',
      extract:
        'The capybara is the largest rodent in the world, at 35 to 65 kg. It lives in groups by the water in South America and swims very well.',
    },
  ],
  [
    {
      title: 'Ornithorynque',
      description: "mammifère d'Australie",
      extract:
        "L'ornithorynque est un mammifère semi-aquatique de l'est de l'Australie. Il pond des œufs, porte un bec de canard et une queue de castor, et le mâle a un aiguillon venimeux.",
    },
    {
      title: 'Platypus',
      description: 'Australian mammal',
      extract:
        'The platypus is a semi-aquatic mammal of eastern Australia. It lays eggs, has a bill like a duck and a tail like a beaver, and the male carries a venomous spur.',
    },
  ],
  [
    {
      title: 'Jaguar (animal)',
      description: "félin d'Amérique",
      extract:
        "Le jaguar est le plus grand félin d'Amérique et le troisième du monde après le tigre et le lion. Il nage volontiers et tue d'une morsure au crâne.",
      redirects: ['Panthera onca'],
    },
    {
      title: 'Jaguar (animal)',
      description: 'cat of the Americas',
      extract:
        'The jaguar is the largest cat of the Americas and the third largest in the world after the tiger and the lion. It swims readily and kills with a bite through the skull.',
      redirects: ['Panthera onca'],
    },
  ],
  // Science and technology
  [
    {
      title: 'Trou noir',
      description: 'objet astronomique',
      extract:
        "Un trou noir est une région de l'espace où la gravité est si forte que rien, pas même la lumière, n'en sort. La première image de l'un d'eux, au centre de la galaxie M87, fut publiée en 2019.",
    },
    {
      title: 'Black hole',
      description: 'astronomical object',
      extract:
        'A black hole is a region of space where gravity is so strong that nothing, not even light, gets out. The first image of one, at the centre of the galaxy M87, was published in 2019.',
    },
  ],
  [
    {
      title: 'Photosynthèse',
      description: 'processus biologique',
      extract:
        "La photosynthèse est le processus par lequel les plantes, les algues et certaines bactéries fabriquent des sucres à partir d'eau et de dioxyde de carbone grâce à la lumière, en rejetant de l'oxygène.",
    },
    {
      title: 'Photosynthesis',
      description: 'biological process',
      extract:
        'Photosynthesis is how plants, algae and some bacteria make sugars from water and carbon dioxide with the help of light, giving off oxygen.',
    },
  ],
  [
    {
      title: 'Acide désoxyribonucléique',
      description: 'molécule du vivant',
      extract:
        "L'acide désoxyribonucléique, ou ADN, est la molécule en double hélice qui porte l'information génétique des êtres vivants. Sa structure fut décrite en 1953 par James Watson et Francis Crick, d'après les clichés de Rosalind Franklin.",
      redirects: ['ADN'],
    },
    {
      title: 'DNA',
      description: 'molecule of life',
      extract:
        'Deoxyribonucleic acid, or DNA, is the double-helix molecule that carries the genetic information of living things. James Watson and Francis Crick described its structure in 1953, from X-ray images by Rosalind Franklin.',
      redirects: ['Deoxyribonucleic acid'],
    },
  ],
  [
    {
      title: 'Théorème de Pythagore',
      description: 'théorème de géométrie',
      extract:
        "Le théorème de Pythagore dit que dans un triangle rectangle le carré de l'hypoténuse est égal à la somme des carrés des deux autres côtés.",
      redirects: ['Pythagore (théorème)'],
    },
    {
      title: 'Pythagorean theorem',
      description: 'theorem of geometry',
      extract:
        'The Pythagorean theorem says that in a right triangle the square of the hypotenuse equals the sum of the squares of the two other sides.',
      redirects: ["Pythagoras' theorem"],
    },
  ],
  [
    {
      title: 'Internet',
      description: 'réseau mondial',
      extract:
        "Internet est le réseau informatique mondial fait de millions de réseaux qui échangent des paquets selon les protocoles TCP/IP. Il descend d'ARPANET, ouvert en 1969.",
    },
    {
      title: 'Internet',
      description: 'global computer network',
      extract:
        'The Internet is the worldwide network of networks that exchange packets by the TCP/IP protocols. It grew out of ARPANET, opened in 1969.',
    },
  ],
  [
    {
      title: 'Twitch',
      description: 'plateforme de diffusion en direct',
      extract:
        "Twitch est une plateforme de diffusion vidéo en direct lancée en juin 2011, d'abord consacrée au jeu vidéo. Amazon l'a achetée en 2014.",
      redirects: ['Twitch.tv'],
    },
    {
      title: 'Twitch (service)',
      description: 'live streaming platform',
      extract:
        'Twitch is a live video streaming platform launched in June 2011, devoted to video games at first. Amazon bought it in 2014.',
      redirects: ['Twitch', 'Twitch.tv'],
    },
  ],
  [
    {
      title: 'Lune',
      description: 'satellite naturel de la Terre',
      extract:
        "La Lune est l'unique satellite naturel permanent de la Terre, à 384 400 km en moyenne. Le 21 juillet 1969 (heure universelle), Neil Armstrong fut le premier à y marcher.",
    },
    {
      title: 'Moon',
      description: 'natural satellite of the Earth',
      extract:
        "The Moon is Earth's only permanent natural satellite, 384,400 km away on average. On 21 July 1969 (universal time) Neil Armstrong was the first to walk on it.",
      redirects: ['The Moon'],
    },
  ],
  [
    {
      title: 'Mars (planète)',
      description: 'planète du Système solaire',
      extract:
        "Mars est la quatrième planète du Système solaire, rouge de l'oxyde de fer de son sol. Elle porte Olympus Mons, le plus haut volcan connu, d'environ 22 km.",
    },
    {
      title: 'Mars',
      description: 'planet of the Solar System',
      extract:
        'Mars is the fourth planet of the Solar System, red with the iron oxide of its soil. It bears Olympus Mons, the tallest volcano known, about 22 km high.',
    },
  ],
  [
    {
      title: 'Mercure (planète)',
      description: 'planète du Système solaire',
      extract:
        'Mercure est la planète la plus proche du Soleil et la plus petite du Système solaire. Elle fait le tour du Soleil en 88 jours.',
    },
    {
      title: 'Mercury (planet)',
      description: 'planet of the Solar System',
      extract:
        'Mercury is the planet nearest to the Sun and the smallest of the Solar System. It goes round the Sun in 88 days.',
    },
  ],
  [
    {
      title: 'Mercure (chimie)',
      description: 'élément chimique',
      extract:
        'Le mercure est l’élément chimique de numéro atomique 80 et de symbole Hg, le seul métal liquide à température ordinaire. Ses vapeurs sont toxiques.',
    },
    {
      title: 'Mercury (element)',
      description: 'chemical element',
      extract:
        'Mercury is the chemical element with atomic number 80 and symbol Hg, the only metal that is liquid at room temperature. Its vapour is toxic.',
    },
  ],
  // Everyday things
  [
    {
      title: 'Orange (fruit)',
      description: "fruit de l'oranger",
      extract:
        "L'orange est le fruit de l'oranger, un agrume venu d'Asie, né du croisement du pomelo et du mandarinier. Elle est riche en vitamine C.",
    },
    {
      title: 'Orange (fruit)',
      description: 'citrus fruit',
      extract:
        'The orange is the fruit of a citrus tree from Asia, a cross of pomelo and mandarin. It is rich in vitamin C.',
    },
  ],
  [
    {
      title: 'Orange (couleur)',
      description: 'couleur',
      extract:
        "L'orange est la couleur située entre le rouge et le jaune dans le spectre visible. Elle doit son nom au fruit.",
    },
    {
      title: 'Orange (colour)',
      description: 'colour',
      extract: 'Orange is the colour between red and yellow in the visible spectrum. It is named after the fruit.',
      redirects: ['Orange (color)'],
    },
  ],
  [
    {
      title: 'Pizza',
      description: 'plat italien',
      extract:
        "La pizza est un plat italien fait d'une pâte à pain garnie, souvent de tomate et de mozzarella, et cuite au four. L'art des pizzaïolos de Naples est inscrit au patrimoine immatériel de l'UNESCO depuis 2017.",
    },
    {
      title: 'Pizza',
      description: 'Italian dish',
      extract:
        "Pizza is an Italian dish of bread dough with a topping, often tomato and mozzarella, baked in an oven. The art of Naples' pizza makers has been on UNESCO's list of intangible heritage since 2017.",
    },
  ],
  [
    {
      title: 'Chocolat',
      description: 'aliment à base de cacao',
      extract:
        'Le chocolat est un aliment fait de fèves de cacao fermentées et torréfiées, de sucre et parfois de lait. Les peuples de Mésoamérique en buvaient il y a plus de trois mille ans.',
    },
    {
      title: 'Chocolate',
      description: 'food made from cocoa',
      extract:
        'Chocolate is a food made of fermented and roasted cocoa beans, sugar and sometimes milk. The peoples of Mesoamerica drank it more than three thousand years ago.',
    },
  ],
  [
    {
      title: 'Jaguar (entreprise)',
      description: 'constructeur automobile britannique',
      extract:
        'Jaguar est une marque britannique de voitures née en 1935, issue de la Swallow Sidecar Company fondée en 1922. Elle appartient au groupe indien Tata Motors depuis 2008.',
    },
    {
      title: 'Jaguar Cars',
      description: 'British car maker',
      extract:
        'Jaguar is a British brand of cars born in 1935 from the Swallow Sidecar Company of 1922. It has belonged to Tata Motors of India since 2008.',
    },
  ],
  // Pages that only lead on
  [
    {
      title: 'Mercure',
      description: "page d'homonymie",
      extract: 'Mercure peut désigner : Mercure (planète), Mercure (chimie), ou le dieu romain du commerce.',
      disambiguation: true,
    },
    {
      title: 'Mercury',
      description: 'topics referred to by the same term',
      extract: 'Mercury may refer to: Mercury (planet), Mercury (element), or the Roman god of trade.',
      disambiguation: true,
    },
  ],
  [
    {
      title: 'Orange',
      description: "page d'homonymie",
      extract:
        'Orange peut désigner : Orange (fruit), Orange (couleur), la ville du Vaucluse, ou une entreprise de télécommunications.',
      disambiguation: true,
    },
    {
      title: 'Orange',
      description: 'topics referred to by the same term',
      extract: 'Orange most often refers to: Orange (fruit), Orange (colour). It may also be a city or a company.',
      disambiguation: true,
    },
  ],
  [
    {
      title: 'Jaguar',
      description: "page d'homonymie",
      extract: "Jaguar peut désigner : Jaguar (animal), Jaguar (entreprise), ou une console d'Atari.",
      disambiguation: true,
    },
    {
      title: 'Jaguar',
      description: 'topics referred to by the same term',
      extract: 'Jaguar may refer to: Jaguar (animal), Jaguar Cars, or a console by Atari.',
      disambiguation: true,
    },
  ],
];
