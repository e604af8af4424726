// Preloaded into a bot: tells on stderr which files it loads, as it loads them.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    writeSync(2, `loaded: ${url}\n`);
    return next(url, context);
  },
});
