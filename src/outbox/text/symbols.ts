// Signs of hate that are no words.

const swastikas =
  /[卐卍࿕࿖࿗࿘]|ᛋ\s?ᛋ|ϟ\s?ϟ|(?<!⚡️?)⚡️?\s?⚡️?(?!️?⚡)(?=\s?(?:⚡|\p{L}|$))(?<=⚡️?\s?⚡️?)|(?:^|[^ᚠ-ᛪ])[ᛟᛣᛉ](?![ᚠ-ᛪ])|𖦏/u;
const numbers =
  /(?<![\d.,])(?:1\s?4\s?[-/.:|\\ ]?\s?8\s?8)(?!\d|[.,]\d|[€$%])|(?<![\d.,/-])(?:1488|8814|14words|6mwe|13[-/]52|13[-/]50|13[-/]90|88\s?(?:heil|hh|sieg|14)|(?:heil|hh|sieg)\s?88|hh\s?88|109\/110|2316|28 b&h|(?:c|combat)\s?18)(?!\d|,\d|[€$%])|(?<![a-z])14 ?(?:words|mots)(?![a-z])|(?<![a-z])(?:88|1488)\s?!|\bo\/\s?(?:88|heil)|(?<![a-z])despite (?:being|making up)(?: only)? 1[23]|(?<![a-z])1[23] ?(?:%|percent|pour ?cent)[^.]{0,40}(?:5[0-9]|half|moitie|crimes?|murders?|meurtres?)|(?<![a-z])only (?:2|two) genders|que (?:2|deux) (?:genres|sexes)/iu;
const echoes = /\(\(\(\s?[^()]{1,40}\s?\)\)\)/u;
const pictures =
  /(?<![\p{L}\d])(?:88|1488)\s?[✋🖐🙋🤚🤝👋]|[✋🖐🙋🤚👋]\p{Emoji_Modifier}?\uFE0F?\s?(?:88|14|⚡)(?!\d)|[✋🖐🙋🤚👋]️?\s?(?:heil|sieg)|(?:✡|🕎|☪|🕌|🕍)️?\s?(?:🔥|🐀|🐁|💣|🐷|🐖|🚿|💀|🔫|👃|🤮|🗑|=\s?🐀)|(?:🔥|🐀|🐁|💣|🐷|🐖|🚿|🔫|👃|🤮|🗑)️?\s?(?:✡|🕎|☪|🕌|🕍)|(?:👨🏿|👩🏿|🧑🏿|👦🏿|✊🏿|👨🏾|👩🏾|✊🏾)\s?(?:=|🐒|🐵|🦍|🍌|🍗|🍉|🔫)|(?:🐒|🐵|🦍|🍌)\s?(?:=\s?)?(?:👨🏿|👩🏿|🧑🏿|👦🏿|✊🏿)|🏳️‍🌈\s?(?:🔥|🔫|🤮|🗑|🚮|💀)|(?:🔥|🔫|🤮|🚮)\s?🏳️‍🌈|🏳️‍⚧️?\s?(?:🔥|🔫|🤮|🗑|🚮)|(?:🔫|🪢|🔪|⚰️?)\s?(?:👨🏿|👩🏿|🧑🏿)/u;
/** Beasts, dirt and weapons beside the name of a group. */
const foul = '(?:🐵|🐒|🦍|🐀|🐁|🐷|🐖|🪳|💩|🗑️?|🤮|🚮|🔫|💣|🚿|⚰️?|🐽|🦠)';
const people =
  '(?:jews?|muslims?|blacks?|arabs?|gays?|lesbians?|trans|immigrants?|refugees?|migrants?|mexicans?|asians?|africans?|gypsies|roma|indians?|chinese|turks?|juifs?|musulmans?|noirs?|arabes?|lesbiennes?|immigres?|refugies?|africains?|asiatiques?|gitans?|roms?|homos?|homosexuels?|homosexuals?|bisexuels?|maghrebins?|algeriens?|marocains?|turcs?|chinois|handicapes?|jewish people|black people|disabled people|trans people)';
const beside = new RegExp(
  `${foul}[^\\p{L}\\d]{0,6}(?:les |the |all |tous les )?${people}(?![a-z])|(?<![a-z])${people}[^\\p{L}\\d]{0,6}${foul}`,
  'iu',
);
const rainbow = /🏳️?‍🌈[^\p{L}\d]{0,4}(?:🔫|🗑|🚮|🔥|🤮|💩)|[⚪⬜🤍]\s?[>≥]\s?[⚫⬛🖤]|[⚫⬛🖤]\s?[<≤]\s?[⚪⬜🤍]/u;
const lightning = /(?:^|[^⚡])⚡️?\s?⚡️?(?:\s|$|\p{L})/u;
const twoBolts = /(?<!⚡️?)⚡️?\s?⚡(?!️?\s?⚡)/u;

/** Whether the text shows a sign that Twitch punishes. */
export function showsHate(text: string, flat: string): boolean {
  if (/[卐卍࿕࿖࿗࿘ᛋϟᛟᛣᛉ]/u.test(text) && swastikas.test(text)) return true;
  if (text.includes('⚡') && twoBolts.test(text) && lightning.test(text)) return true;
  return (
    numbers.test(flat) ||
    echoes.test(text) ||
    (/\p{Extended_Pictographic}/u.test(text) &&
      (pictures.test(text) || rainbow.test(text) || beside.test(text.normalize('NFD').replace(/\p{M}/gu, ''))))
  );
}
