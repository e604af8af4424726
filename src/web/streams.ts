import type { ServerResponse } from 'node:http';
import type { Clock } from '../lib/clock.ts';

const maxBufferedBytes = 1_000_000;
// Below five seconds, so that a page that does not read is gone by then.
const stalledMs = 4_000;
const heartbeatMs = 15_000;

export interface Streams {
  readonly count: number;
  /** Answers with an event stream that starts with `first`; `false` when there are too many pages already. */
  open(response: ServerResponse, first: string): boolean;
  send(message: string): void;
  close(): void;
}

export function sse(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface Page {
  write(message: string): void;
  end(): void;
}

/** Server-sent events to a bounded number of pages, none of which can make the bot hold more than a megabyte. */
export function createStreams(clock: Clock, maxPages: number, onDropped: (reason: string) => void): Streams {
  const pages = new Set<Page>();

  function createPage(response: ServerResponse): Page {
    let inFlight = 0;
    let stopWatch = () => {};
    let stopBeat = () => {};

    const drop = (reason: string) => {
      if (response.destroyed) return;
      response.destroy();
      onDropped(reason);
    };
    const watch = () => {
      stopWatch();
      stopWatch = inFlight === 0 ? () => {} : clock.after(stalledMs, () => drop('did not read'));
    };
    const beat = () => {
      page.write(': still here\n\n');
      stopBeat = clock.after(heartbeatMs, beat);
    };
    const page: Page = {
      write(message) {
        if (response.destroyed || response.writableEnded) return;
        if (response.writableLength + Buffer.byteLength(message) > maxBufferedBytes) return drop('read too slowly');
        inFlight++;
        // Called back once the kernel has taken the bytes: as long as that goes on, the page is reading.
        response.write(message, () => {
          inFlight--;
          watch();
        });
        if (inFlight === 1) watch();
      },
      end: () => response.end(),
    };
    response.on('close', () => {
      pages.delete(page);
      inFlight = 0;
      stopWatch();
      stopBeat();
    });
    response.on('error', () => {});
    stopBeat = clock.after(heartbeatMs, beat);
    return page;
  }

  return {
    get count() {
      return pages.size;
    },
    open(response, first) {
      if (pages.size >= maxPages) return false;
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', Connection: 'close' });
      const page = createPage(response);
      pages.add(page);
      page.write(`retry: 1000\n\n${first}`);
      return true;
    },
    send(message) {
      for (const page of pages) page.write(message);
    },
    close() {
      for (const page of pages) page.end();
    },
  };
}
