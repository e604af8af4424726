// Brings commands, timers, quotes and counters over from another bot:
// npm run import -- --from BOT FILE [--channel NAME] [--apply] [--json] [--config FILE], or --undo ID
// Exit codes: 0 done, 1 the store does not answer, 64 wrong usage, 65 the file cannot be read as that format, 78 configuration.
import { explain } from './help/explain.ts';
import { runImport, usage } from './import/run.ts';

explain({
  does: 'Brings commands, timers, quotes and counters over from another bot; without --apply it only shows what would change.',
  usage,
  example: 'npm run import -- --from nightbot nightbot.json',
  flags: {
    '--from BOT': 'nightbot, streamelements, phantombot, sogebot, firebot, moobot, fossabot or serdabot',
    '--channel NAME': 'which one, where there are several',
    '--apply': 'writes it, all or nothing',
    '--undo ID': 'takes an import back',
    '--json': 'one JSON object on stdout and nothing else',
    '--config FILE': 'the configuration; config.yaml by default',
  },
});

process.exitCode = await runImport(process.argv.slice(2), { print: console.log, complain: console.error });
