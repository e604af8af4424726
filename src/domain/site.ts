/** Files and sockets that a feature serves to whoever knows the address: no session, and no way into the dashboard. */
export interface Site {
  /** Called with the first request: a bot whose pages nobody opens has no memory for them. */
  open(): Promise<OpenSite>;
}

export interface OpenSite {
  /** `path`: behind the feature's name, `/` at least. Null: there is nothing. */
  file(path: string): SiteFile | null;
  /** Who takes a socket on this path; null: it is closed at once. */
  socket(path: string): TakeSocket | null;
}

export interface SiteFile {
  readonly type: string;
  readonly body: string;
}

/** Called with a socket that is open. What it returns is called once, when it has closed. */
export type TakeSocket = (socket: SiteSocket) => () => void;

export interface SiteSocket {
  /** Dropped with the socket where whoever is at the other end reads too slowly. */
  send(text: string): void;
  close(): void;
}
