// The currencies whose rate the European Central Bank tells, as chats call them.

/**
 * Code; its nouns, `*` where the noun alone means another currency or none that has a rate; the adjectives and the countries
 * that tell it from others, French and English. All plain and singular.
 */
const rows = `
EUR|euro,eur,€,balle||
USD|dollar,usd,$,buck|americain,us,american|etats unis,usa,us,the us,united states
GBP|livre sterling,pound sterling,gbp,£,livre,pound,quid|anglaise,britannique,english,british|angleterre,royaume uni,uk,england
JPY|yen,jpy,¥|japonais,japanese|japon,japan
CHF|chf,*franc|suisse,swiss|suisse,switzerland
CAD|cad,piasse,*dollar|canadien,canadienne,canadian|canada
AUD|aud,*dollar|australien,australian,aussie|australie,australia
NZD|nzd,*dollar|neo zelandais,new zealand,kiwi|nouvelle zelande,new zealand
HKD|hkd,*dollar|hongkongais,hong kong|hong kong
SGD|sgd,*dollar|singapourien,singapore,singaporean|singapour,singapore
CNY|yuan,cny,renminbi,rmb|chinois,chinese|chine,china
KRW|won,krw|coreen,sud coreen,korean,south korean|coree,coree du sud,korea,south korea
INR|roupie,rupee,inr|indien,indienne,indian|inde,india
IDR|rupiah,idr,*roupie|indonesien,indonesienne,indonesian|indonesie,indonesia
BRL|real,reais,brl|bresilien,brazilian|bresil,brazil
MXN|peso,mxn|mexicain,mexican|mexique,mexico
PHP|php,*peso|philippin,philippine,filipino|philippines,the philippines
MYR|ringgit,myr|malaisien,malaysian|malaisie,malaysia
THB|baht,thb|thailandais,thai|thailande,thailand
TRY|lira,try,*livre|turc,turque,turkish|turquie,turkey
ILS|shekel,ils|israelien,israeli|israel
ZAR|zar,rand|sud africain,south african|afrique du sud,south africa
SEK|sek,*couronne,*krona,*crown|suedois,suedoise,swedish|suede,sweden
NOK|nok,*couronne,*krone,*crown|norvegien,norvegienne,norwegian|norvege,norway
DKK|dkk,*couronne,*krone,*crown|danois,danoise,danish|danemark,denmark
CZK|czk,*couronne,*koruna,*crown|tcheque,czech|republique tcheque,tchequie,czechia,czech republic
ISK|isk,*couronne,*krona,*crown|islandais,islandaise,icelandic|islande,iceland
PLN|zloty,pln|polonais,polish|pologne,poland
HUF|forint,huf|hongrois,hungarian|hongrie,hungary
RON|leu,lei,ron|roumain,romanian|roumanie,romania`;

interface Currency {
  readonly code: string;
  readonly nouns: ReadonlySet<string>;
  readonly told: ReadonlySet<string>;
}

const list = (names: string) => names.split(',').filter((name) => name !== '');
/** Whose money it is says enough. */
const ofAny = ['argent', 'monnaie', 'currency', 'money'];
const alone = new Map<string, string>();
const currencies = rows
  .trim()
  .split('\n')
  .map((row): Currency => {
    const [code = '', nouns = '', adjectives = '', countries = ''] = row.split('|');
    for (const noun of list(nouns)) if (!noun.startsWith('*') && !alone.has(noun)) alone.set(noun, code);
    const called = list(nouns).map((noun) => noun.replace('*', ''));
    return { code, nouns: new Set([...called, ...ofAny]), told: new Set([...list(adjectives), ...list(countries)]) };
  });

/** The nouns that mean a currency by themselves. */
export const currencyNouns: readonly string[] = [...alone.keys()];

const joint = /^(?:de la|de l|du|des|de|d|of|in|au|en) /;

/** The code of "won", "wons coreens", "korean won", "argent du japon"; undefined where it names no currency. `name` is plain and singular. */
export function currencyNamed(name: string): string | undefined {
  const whole = alone.get(name);
  if (whole !== undefined) return whole;
  const words = name.split(' ');
  for (let at = 1; at < words.length; at++) {
    const [first, second] = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    const isOf = ({ nouns, told }: Currency) =>
      (nouns.has(first) && told.has(second.replace(joint, ''))) || (nouns.has(second) && told.has(first));
    const found = currencies.find(isOf);
    if (found !== undefined) return found.code;
  }
  return undefined;
}
