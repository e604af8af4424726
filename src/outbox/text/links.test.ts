import { describe, expect, it } from 'vitest';

import { withoutLinks } from './links.ts';
import { lookAt } from './look.ts';
import { withoutContacts as cutContacts } from './personal.ts';

const withoutContacts = (text: string) => cutContacts(text, lookAt(text));

const around = (link: string) => `Le jeu est très bon ${link} et je le conseille`;

describe('links', () => {
  it.each([
    'https://evil.com/x?y=1',
    'HXXPS://evil.com',
    'www.evil.fr',
    'evil.com',
    'Evil.Com',
    'sub.evil.co.uk/path',
    'evil.com:8080',
    'evil。com',
    'еvіl.соm',
    'ｅｖｉｌ．ｃｏｍ',
    'evil dot com',
    'evil point com',
    'evil-dot-com',
    'evil . com',
    'evil .com',
    'evil[.]com',
    'sub (dot) evil (dot) com',
    'evil,com',
    'discord gg/abc',
    'xn--80ak6aa92e.com',
    '203.0.113.7',
    'https://wikipedia.org@evil.com',
    'https://wikipedia.org\\@evil.com',
    'evilwikipedia.org',
    'wikipedia.org.evil.com',
    'https://wikipedia.org/?to=https://evil.com',
    'https://wikipedia.org/a|evil.com',
    'wikipedia.org/a,evil.com',
    'https://wikipedia.org/redirect?q=evil.com',
    'https://wikipedia.org/redirect?q=https%3A%2F%2Fevil.com',
    'https://wikipedia.org/redirect?q=evil%252Ecom',
    'https://wikipedia.org/wiki#evil.com',
    'evil dot NET',
    'evil.NET',
    'X.Com',
    'X.Com/abc',
    'evil.comÉ',
    'evil.coméé/x',
  ])('%s is taken out', (link) => {
    expect(withoutLinks(around(link), ['wikipedia.org'])).toBe(around('…'));
  });

  it('a link behind what only looks like a host is taken out', () => {
    expect(withoutLinks(around('v1.0/evil.com'), [])).toBe(around('v1.0/…'));
    expect(withoutLinks(around('fichier.txt/evil.com'), [])).toBe(around('fichier.txt/…'));
    expect(withoutLinks(around('v1.0/v2.0/evil.com/x'), [])).toBe(around('v1.0/v2.0/…'));
  });

  it('a text that was only a link is not said', () => {
    for (const text of ['https://evil.com', 'Va sur evil.com', 'e v i l . c o m'])
      expect(withoutLinks(text, [])).toBeNull();
  });

  it('a source goes with the words that announced it', () => {
    const answer = 'Hades est un jeu de Supergiant';
    for (const source of [' (source : https://evil.com/a).', ' Source: https://evil.com', ' (https://evil.com)']) {
      expect(withoutLinks(answer + source, [])?.replace(/\.$/, '')).toBe(answer);
    }
    expect(withoutLinks('[Hades](https://evil.com/x) est un très bon jeu', [])).toBe('Hades est un très bon jeu');
  });

  it('an allowed host and its subdomains stay', () => {
    for (const link of [
      'wikipedia.org',
      'https://fr.wikipedia.org/wiki/Hades_(jeu).',
      'http://wikipedia.org/a?b=c',
      'https://fr.wikipedia.org/wiki/Amazon.com',
      'https://fr.wikipedia.org/wiki/%C3%89lys%C3%A9e',
      'https://fr.wikipedia.org/wiki/J.R.R._Tolkien#Vie',
    ]) {
      expect(withoutLinks(around(link), ['wikipedia.org'])).toBe(around(link));
    }
  });

  it.each([
    'fin.Bonjour à tous',
    'il fait 3.5 degrés, e.g. ici, i.e. là',
    'node.js et tmi.js',
    'M.Dupont et J.Martin',
    'ok...non',
    'S.T.A.L.K.E.R. 2 et J.R.R. Tolkien',
    'la version 1.20.4 à 20h30',
    'le framework .NET 8',
    'la version v1.0/v2.0',
    'un point commun, au point de tout arrêter',
    'and/or, 24/7, km/h',
    'étudiant·es et joueur·euse·s',
  ])('"%s" is no link', (text) => {
    expect(withoutLinks(text, [])).toBe(text);
  });

  it('sentences that met without a space get it where the second word is also a domain', () => {
    expect(withoutLinks('Ils sont bons.Très bons', [])).toBe('Ils sont bons. Très bons');
    expect(withoutLinks('Le film.Il arrive, README.md aussi', [])).toBe('Le film. Il arrive, README.md aussi');
  });
});

it('what somebody could be reached or robbed by is taken out', () => {
  for (const contact of [
    'bob@example.com',
    'bob (at) example (dot) com',
    '06 12 34 56 78',
    '0612345678',
    '+33 6 12 34 56 78',
    '(555) 123-4567',
    'FR76 3000 6000 0112 3456 7890 189',
    '4970 1234 5678 9012',
  ]) {
    expect(withoutContacts(around(contact))).toBe(around('…'));
  }
});

it('numbers that are no contact stay', () => {
  for (const text of ['299 792 458 m/s', '8 000 000 000 de gens', 'le 01/02/2024 à 10:30:00', '+10 XP, 1 234,56 €']) {
    expect(withoutContacts(text)).toBe(text);
  }
});
