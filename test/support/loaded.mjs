// Preloaded into a bot: tells on stderr, at its end, which files it has loaded.
import { registerHooks } from 'node:module';

const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(`loaded: ${loaded.join(' ')}\n`));
