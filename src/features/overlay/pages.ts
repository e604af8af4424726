import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection } from '../../domain/collection.ts';
import type { Documents } from '../../domain/documents.ts';
import type { Event } from '../../domain/event.ts';
import type { House } from '../../domain/feature.ts';
import type { OpenSite, SiteFile, SiteSocket } from '../../domain/site.ts';
import type { StreamEvent } from '../../domain/stream.ts';
import { own } from '../../lib/own.ts';
import { type Cards, createCards } from './cards.ts';
import { type Address, goodUntil, type Look } from './look.ts';

/** What the overlay's pages need of the feature. */
interface OverlayHome {
  readonly house: Pick<House, 'chat' | 'vitals' | 'clock' | 'leaves' | 'privacy'>;
  /** What is shown of an event, behind the name; null: nothing. */
  readonly eventText: (event: StreamEvent) => string | null;
  readonly looks: Collection<Look>;
  readonly lookOf: (channel: string) => Look;
  readonly addresses: Documents<Address>;
}

export interface Pages extends OpenSite {
  /** Null where no page of the channel is open. */
  cards(channel: string): Cards | null;
  open(channel: string): number;
  forget(viewerId: string): void;
  stop(): void;
}

interface Shown {
  readonly cards: Cards;
  /** With the secret that each came by. */
  readonly sockets: Map<SiteSocket, string>;
}

/** OBS has one for each source; the dashboard's preview is another. */
const mostOfChannel = 20;
/** One or two are no raid. */
const leastRaiders = 2;
const longestTimer = 2 ** 31 - 1;

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/overlay.js': ['overlay.js', 'text/javascript; charset=utf-8'],
  '/overlay.css': ['overlay.css', 'text/css; charset=utf-8'],
};

/** The overlay's files and sockets, and what each channel's pages show. */
export function createPages(home: OverlayHome): Pages {
  const { house, looks, lookOf, addresses } = home;
  const { chat, vitals, clock } = house;
  const shown = new Map<string, Shown>();
  const read = new Map<string, SiteFile>();
  let unlisten = () => {};
  let lastEvent = 0;

  function fileNamed(name: string, type: string): SiteFile {
    const known = read.get(name) ?? { type, body: readFileSync(join(import.meta.dirname, 'page', name), 'utf8') };
    read.set(name, known);
    return known;
  }

  const lookMessage = (channel: string) => {
    const { theme, layout } = lookOf(channel);
    return JSON.stringify({ kind: 'look', theme, layout });
  };

  /** Whose overlay the secret opens. */
  function channelOf(secret: string): string | null {
    const now = clock.wall();
    return chat.owned().find((channel) => goodUntil(addresses.read(channel), secret, now) !== null) ?? null;
  }

  function sendAll(channel: string, text: string) {
    for (const socket of shown.get(channel)?.sockets.keys() ?? []) socket.send(text);
  }

  /** Pages that came by an address that is good no more are let go when its time is over. */
  function dropLater(channel: string) {
    for (const [socket, secret] of shown.get(channel)?.sockets ?? []) {
      const now = clock.wall();
      const until = goodUntil(addresses.read(channel), secret, now) ?? now;
      if (until === Number.POSITIVE_INFINITY) continue;
      clock.after(Math.min(longestTimer, until - now), () => {
        if ((goodUntil(addresses.read(channel), secret, clock.wall()) ?? 0) === 0) socket.close();
      });
    }
  }

  /** Another process serves the channel now: the page finds it when it comes back. */
  function leaveOthers() {
    const owned = chat.owned();
    for (const [channel, { sockets }] of shown) {
      if (!owned.includes(channel)) for (const socket of sockets.keys()) socket.close();
    }
  }

  /** Where that is wanted, and by whoever may be shown. They may be called anything: the name goes through the gate. */
  async function happened(event: Extract<Event, { kind: 'chat.event' }>) {
    const { channel, what, by, count } = event;
    if (!shown.has(channel) || lookOf(channel).events !== true || (what === 'raid' && count < leastRaiders)) return;
    const text = home.eventText(event);
    if (text === null) return;
    const [optedOut, leaves] = await Promise.all([house.privacy.isOptedOut(by.id), house.leaves(channel, by.name)]);
    if (!optedOut.ok || optedOut.value || !leaves) return;
    const id = `${what} ${by.id} ${++lastEvent}`;
    shown.get(channel)?.cards.said({
      ...{ kind: 'answer.said', channel, viewer: by, command: what, asks: false, question: '' },
      ...{ questionId: id, lineId: id, source: 'bot', text },
    });
  }

  function listen() {
    unlisten = vitals.listen((event) => {
      if (event.kind === 'answer.said') {
        if (event.asks && event.source !== 'phrase') shown.get(event.channel)?.cards.said(event);
      } else if (event.kind === 'chat.event') void happened(event);
      else if (event.kind === 'chat.withdrawn') shown.get(event.channel)?.cards.withdrawn(event);
      else if (event.kind === 'channels.owned') leaveOthers();
    });
  }

  looks.onChange((channel) => sendAll(channel, lookMessage(channel)));
  addresses.onChange(dropLater);

  function enter(channel: string, secret: string, socket: SiteSocket): () => void {
    if (shown.size === 0) listen();
    let here = shown.get(channel);
    if (!here) {
      const cards = createCards(
        clock,
        () => lookOf(channel),
        (message) => sendAll(channel, JSON.stringify(message)),
      );
      here = { cards, sockets: new Map() };
      shown.set(channel, here);
    }
    const { sockets, cards } = here;
    sockets.set(socket, secret);
    socket.send(lookMessage(channel));
    if (sockets.size > mostOfChannel) sockets.keys().next().value!.close();
    dropLater(channel);
    return () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      cards.close();
      shown.delete(channel);
      if (shown.size === 0) unlisten();
    };
  }

  return {
    file(path) {
      const file = own(files, path);
      if (file) return fileNamed(...file);
      const [, secret = ''] = /^\/([\w-]{1,100})$/.exec(path) ?? [];
      // The preview shows an example of its own: it has no socket.
      if (secret !== 'preview' && channelOf(secret) === null) return null;
      return fileNamed('overlay.html', 'text/html; charset=utf-8');
    },
    socket(path) {
      const [, secret = ''] = /^\/([\w-]{1,100})\/ws$/.exec(path) ?? [];
      const channel = channelOf(secret);
      return channel === null ? null : (socket) => enter(channel, secret, socket);
    },
    cards: (channel) => shown.get(channel)?.cards ?? null,
    open: (channel) => shown.get(channel)?.sockets.size ?? 0,
    forget(viewerId) {
      for (const { cards } of shown.values()) cards.forget(viewerId);
    },
    stop() {
      unlisten();
      for (const { cards } of shown.values()) cards.close();
    },
  };
}
