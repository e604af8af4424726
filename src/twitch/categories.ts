/** What Twitch calls a game and is none. */
const others = new Set(
  `just chatting|irl|music|art|asmr|sports|retro|politics|crypto|djs|always on|special events|talk shows & podcasts|
  software and game development|science & technology|food & drink|travel & outdoors|fitness & health|makers & crafting|
  beauty & body art|animals, aquariums, and zoos|pools, hot tubs, and beaches|i'm only sleeping|watch parties|co-working & studying|
  slots|virtual casino|games + demos|miniatures`
    .split('|')
    .map((name) => name.trim()),
);

export const isGame = (category: string) => category !== '' && !others.has(category.toLowerCase());
