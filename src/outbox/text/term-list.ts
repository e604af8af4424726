// What the bot never says, in French and English: slurs, and calls to harm. Written in ROT13 so that nobody who opens
// or searches the source has to read it; decode with `tr A-Za-z N-ZA-Mn-za-m`. Accents are left out: matching ignores
// them. A `*` says that the term is also looked for inside words; exceptions are phrases in which a term is harmless.
const neverSaid = `
*avttre*; *avttn*; *ayttre*; *ayttn*; avtyrg; *fnaqavttre*; *snttbg*; sntbg tnl; snt; genaal; genaavr; furznyr;
xvxr; puvax; tbbx; jrgonpx; enturnq; gbjryurnq; ornare; pbba; wvtnobb; cbepu zbaxrl; tlccb; ergneqrq; yvogneq;
phag; phagl; juber; fyhg; xlf; xvyy lbhefrys; xvyy hefrys; xvyy he frys; arpx lbhefrys; unat lbhefrys;
fubbg lbhefrys; fyvg lbhe jevfg; fyvg he jevfg; qevax oyrnpu; raq lbhe yvsr; v ubcr lbh qvr; tb qvr va n sver;
v jvyy xvyy lbh; v yy xvyy lbh; vz tbvat gb xvyy lbh; v z tbaan xvyy lbh; v jvyy encr; encr lbh; trg encrq;
tbaan encr; urvy uvgyre; fvrt urvy; uvgyre jnf evtug; uvgyre qvq abguvat jebat; juvgr cbjre; tnf gur wrj;
xvyy nyy wrj; xvyy nyy gur wrj; xvyy nyy zhfyvz; xvyy nyy tnl; xvyy nyy oynpx; qrngu gb wrj; qrngu gb nyy wrj;
qrngu gb gur wrj; qrngu gb zhfyvz; qrngu gb tnl; arteb; arter; arterffr; artevyyba; *obhtabhy*; onzobhyn; ovpbg;
pebhvyyr; lbhcva; lbhcvar; lbhger; fnyr nenor; fnyr whvs; fnyr whvir; fnyr abve; fnyr abver; fnyr arter;
fnyr oynap; fnyr enpr; fnyr cq; fnyr tbhvar; fnyr zhfhyzna; fnyr tvgna; puvargbdhr; puvagbx; avnxbhr; avnxjr;
snpr qr pvgeba; cq; crqr; gneybhmr; gneybhfr; gnsvbyr; gncrggr; gnagbhmr; gnagbhfr; svbggr; tbhvar; geniryb;
raphyr; raphyrr; raphyre; raphyrhe; raphynqr; zbatbyvra; zbatbyvraar; gevfb; nggneqr zragny; fnybcr; chgr;
svyf qr chgr; svyyr qr chgr; sqc; agz; avdhr gn zrer; avdhr gn enpr; avdhr grf zbeg; avdhre gn zrer;
in gr snver zrgger; fhpr zn ovgr; pbaanffr; ghr gbv; ghrm ibhf; fhvpvqr gbv; in gr fhvpvqre; in gr craqer;
craqf gbv; in perire; perir fnyr; wr invf gr ghre; wr invf gr ohgre; wr invf gr ivbyre; ba in gr ivbyre;
zbeg nhk whvs; zbeg nhk nenor; zbeg nhk abve; zbeg nhk zhfhyzna; zbeg nhk ubzb; tnmre yrf whvs; tnmrm yrf whvs;
ghre yrf whvs; ghbaf yrf whvs; uvgyre ninvg envfba; ivir uvgyre
`;

const harmless = `
favttre*; avttneq*; evb arteb; zbagr arteb; preeb arteb; pnfn arteb; arteb fcvevghny; arteb nsevpnva;
arteb nsevpnvaf; arteb nsevpnvar; arteb nsevpnvarf; arteb fcvevghnyf; arteb yrnthr; arteb yrnthrf; znvar pbba;
znvar pbbaf; puvax va; gncrggr n; gncrggrf n; fnyyr abver; fnyyrf abverf; fnyyr oynap; lbhcv a; ghr gbv n yn gnpur
`;

const decode = (list: string): readonly string[] =>
  list
    .replace(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 97 + 13) % 26) + 97))
    .split(';')
    .map((term) => term.trim())
    .filter(Boolean);

export const builtInTerms = decode(neverSaid);
export const exceptions = decode(harmless);
