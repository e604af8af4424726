// JavaScript, so that the compile cache is on before the first file has its types stripped: the stripper alone takes
// longer to load than the bot.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./main.ts');
