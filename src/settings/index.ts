import type { ConfigFile } from '../domain/config-file.ts';
import type { Tell } from '../domain/event.ts';
import type { SayAny, SpeakIn } from '../domain/phrases.ts';
import type { Configuration, Language, Live } from '../domain/settings.ts';
import { createConfigFile } from './config-file.ts';
import { renderFault } from './file.ts';
import type { Section } from './keys.ts';
import { loadConfiguration } from './load.ts';
import { type Catalog, createSay, inLanguage, loadPhrases, watchPhrases } from './phrases.ts';
import type { Env } from './values.ts';
import { watchConfiguration } from './watch.ts';

export { stopSignals } from '../lib/machine.ts';
export { adminTokenFault, readEnvironment } from './environment.ts';
export { isUntouched, untouchedFault } from './untouched.ts';

/** Where somebody sits at the terminal, asks whether to set the bot up now, and does. */
export const offerSetup: typeof import('./offer-setup.ts').offerSetup = async (...asked) => {
  const { offerSetup } = await import('./offer-setup.ts');
  return offerSetup(...asked);
};

export interface SettingsParts {
  readonly file: string;
  readonly env: Env;
  /** Of the features, beside what the house itself has in the file. */
  readonly sections: readonly Section[];
  readonly catalogs: readonly Catalog[];
  /** Where the operator's own phrases are. */
  readonly phrases: string;
}

export type LoadedSettings =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      /** Follows the files from now on. `random` chooses the wording that each phrase starts with. */
      watch(tell: Tell, random?: () => number): WatchedSettings;
    }
  | { readonly ok: false; readonly faults: readonly string[] };

export interface WatchedSettings {
  readonly configuration: Live<Configuration>;
  readonly say: SayAny;
  readonly speakIn: SpeakIn;
  readonly configFile: ConfigFile;
  stop(): void;
}

/** Reads config.yaml, model_limits.json and all phrases. */
export async function loadSettings(parts: SettingsParts): Promise<LoadedSettings> {
  const { file, env, sections, catalogs, phrases: folder } = parts;
  const loaded = await loadConfiguration(file, env, sections);
  // A start waits for one language alone.
  const needed = loaded.ok ? [loaded.configuration.settings.bot.language] : [];
  const phrases = await loadPhrases(catalogs, folder, needed);
  if (!loaded.ok || !phrases.ok) {
    const faults = [loaded, phrases].flatMap((one) => (one.ok ? [] : one.faults));
    return { ok: false, faults: faults.map(renderFault) };
  }
  const { add } = phrases;
  return {
    ok: true,
    configuration: loaded.configuration,
    watch(tell, random) {
      const configuration = watchConfiguration({ file, initial: loaded, tell });
      const spoken = watchPhrases({ folder, initial: phrases, tell });
      async function learn(language: Language) {
        if (language in spoken.current()) return;
        await add(language);
        await spoken.reload();
      }
      configuration.onChange(({ settings: { bot } }) => void learn(bot.language));
      return {
        configuration,
        configFile: createConfigFile(file, env, sections),
        say: createSay(() => configuration.current().settings.bot.language, spoken.current, random),
        async speakIn(language, run) {
          await learn(language);
          return inLanguage(language, run);
        },
        stop() {
          configuration.stop();
          spoken.stop();
        },
      };
    },
  };
}
