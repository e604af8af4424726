import type { Event } from '../domain/event.ts';

/** A page that does not take what it is sent. */
export const pageGone = (reason: string): Event => ({
  kind: 'warning',
  text: `web: a page ${reason} and was disconnected; it reconnects by itself`,
  fr: `web : une page a été déconnectée (${reason}) ; elle se reconnecte d'elle-même`,
});
