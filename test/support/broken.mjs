// Preloaded into a bot: a part that it loads late is not there.
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    if (url.endsWith('/src/pipeline/index.ts')) throw new Error('no such part');
    return next(url, context);
  },
});
