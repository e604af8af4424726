import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import type { Time } from './time.ts';

/** Files are read and written at once, where Node would ask its threads: those answer when they like. */
export function installFiles(time: Time, work: (data: never) => Promise<string | null>): void {
  const later = <T>(act: () => T) =>
    new Promise<T>((resolve, reject) =>
      time.soon(() => {
        try {
          resolve(act());
        } catch (error) {
          reject(error);
        }
      }),
    );
  type Any = (...values: never[]) => unknown;
  const names = ['readFile', 'readdir', 'stat', 'rm', 'mkdir', 'rename', 'unlink', 'chmod', 'writeFile', 'access'];
  for (const name of names) {
    const atOnce = (fs as unknown as Record<string, Any>)[`${name}Sync`] as Any;
    Object.assign(promises, { [name]: (...values: never[]) => later(() => atOnce(...values)) });
  }
  promises.open = ((path: string, flags = 'r', mode?: number) =>
    later(() => {
      const fd = fs.openSync(path, flags, mode);
      const size = () => fs.fstatSync(fd).size;
      return {
        fd,
        stat: async () => fs.fstatSync(fd),
        read: async (into: Buffer, from = 0, length = into.length - from, at: number | null = null) => ({
          bytesRead: fs.readSync(fd, into, from, length, at),
          buffer: into,
        }),
        async readFile() {
          const all = Buffer.alloc(size());
          fs.readSync(fd, all, 0, all.length, 0);
          return all;
        },
        close: async () => fs.closeSync(fd),
        async [Symbol.asyncDispose]() {
          fs.closeSync(fd);
        },
      };
    })) as unknown as typeof promises.open;
  Object.assign(fs.promises, promises);

  class Thread extends EventEmitter {
    #ended = false;
    constructor(_: URL, options: { workerData: never }) {
      super();
      time.soon(() => {
        void work(options.workerData).then((fault) => {
          if (!this.#ended) this.emit('message', fault);
          this.terminate();
        });
      });
    }
    unref(): void {}
    async terminate(): Promise<number> {
      if (!this.#ended) time.soon(() => this.emit('exit', 0));
      this.#ended = true;
      return 0;
    }
  }
  Object.assign(threads, { Worker: Thread });
  syncBuiltinESMExports();
}
