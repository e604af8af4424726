// Walls: what fills the chat and says nothing.

const emotes = new Set(
  'kappa lul lulw kekw pogchamp pog poggers pogu monkas monkaw pepehands pepega pepelaugh omegalul residentsleeper biblethump kreygasm jebaited notlikethis heyguys trihard cmonbruh 4head wutface dansgame babyrage failfish swiftrage brokeback ggez seemsgood coolstoryb pjsalt smorc vohiyo panicbasket theilluminati catjam peepohappy peeposad sadge widepeepohappy ez clap forsencd copium hopium madge bedge gigachad aware clueless xdd om icant classic jupijej feelsbadman feelsgoodman feelsstrongman monkagiga peepoclap ratjam pepejam nodders nopers weirdchamp hypers xqcl aye squadp'.split(
    ' ',
  ),
);
const art = /[\u2500-\u25FF\u2800-\u28FF\u{1FB00}-\u{1FBFF}⬛⬜🟥🟧🟨🟩🟦🟪🟫]/gu;
/** One of them is as wide as a line. */
const huge = /[\uFDFD\uFDFA\u{12219}\u{1242B}\u{12031}\uA9C5\u{102A}\u{12038}\u0BF5\u2E3B]/u;
const emoji = /\p{Extended_Pictographic}/gu;

const least = { letters: 24, words: 8, signs: 20 };

/** Shortens what is drawn out; `null` where that is all that there is. */
export function withoutFlood(text: string): string | null {
  if (huge.test(text)) return null;
  const drawn = text.match(art)?.length ?? 0;
  if (drawn >= 14 || (drawn >= 10 && drawn / text.length > 0.3)) return null;
  const short = shortened(text);
  if (short.length < text.length * 0.6) return null;
  return isWall(short) ? null : short;
}

/** "Nooooooon" as "Nooon": a sign that is written more than six times is written three times. */
function shortened(text: string): string {
  let short = '';
  let last = '';
  let row = 0;
  const flush = () => {
    short += /[\s\p{Nd}]/u.test(last) || row <= 6 ? last.repeat(row) : last.repeat(3);
  };
  for (const c of text) {
    if (c === last) row++;
    else {
      flush();
      last = c;
      row = 1;
    }
  }
  flush();
  return short;
}

/** "hahahahahahaha": a word that is one to six letters, six times and more. */
function echoes(word: string): boolean {
  for (let size = 2; size <= 6 && size * 6 <= word.length; size++) {
    let row = 1;
    for (let at = size; at + size <= word.length; at++) {
      row = word[at] === word[at - size] ? row + 1 : 1;
      if (row > size * 5) return true;
    }
  }
  return false;
}

function isWall(text: string): boolean {
  if (text.length < 12) return false;
  if ((text.match(emoji)?.length ?? 0) > 11) return true;
  const words = text.toLowerCase().match(/[^\s]+/g) ?? [];
  if (repeats(words) || words.some(echoes)) return true;
  if (words.some((word) => word.length > 70 && !word.includes('/'))) return true;
  if (words.filter((word) => emotes.has(word.replace(/\W/g, ''))).length >= Math.max(5, words.length / 2)) return true;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  const spaces = text.match(/\s/g)?.length ?? 0;
  const signs = text.length - letters - digits - spaces - (text.match(/\p{M}/gu)?.length ?? 0);
  if (signs >= least.signs && signs > 0.4 * (text.length - spaces)) return true;
  if (digits >= 60 && digits > 0.6 * (text.length - spaces)) return true;
  const singles = words.filter((word) => word.length === 1).length;
  if (singles >= 14 && singles > 0.7 * words.length) return true;
  return letters >= least.letters && isShouted(text, letters);
}

/** Capitals: names and initials are some of a text, not most of it. */
function isShouted(text: string, letters: number): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals > 0.7 * letters;
}

function repeats(words: readonly string[]): boolean {
  let row = 1;
  for (const [i, word] of words.entries()) {
    row = i > 0 && word === words[i - 1] ? row + 1 : 1;
    if (row >= 5) return true;
  }
  if (words.length < least.words) return false;
  const bare = words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, '')).filter((word) => word !== '');
  return bare.length >= least.words && new Set(bare).size < 0.36 * bare.length;
}
