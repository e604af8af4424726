/** A crowd, and how it comes and goes. */
export interface Profile {
  readonly name: string;
  readonly about: string;
  readonly minutes: number;
  readonly most: number;
  /** How many viewers are there, at this part of the run (0 to 1). */
  viewers(part: number): number;
  /** Between two lines of one viewer, on average and outside of a burst. */
  readonly secondsPerLine: number;
  /** Share of lines that are for the bot. */
  readonly commands: number;
  /** Everybody types a command in the first second. */
  readonly atOnce: boolean;
}

const constant = (most: number) => ({ most, viewers: () => most });
const chat = { secondsPerLine: 20, commands: 1 / 3, atOnce: false };

export const profiles = {
  smoke: { ...chat, name: 'smoke', about: '1 viewer', minutes: 1, ...constant(1), secondsPerLine: 4, atOnce: true },
  load: { ...chat, name: 'load', about: '50 viewers', minutes: 5, ...constant(50) },
  stress: { ...chat, name: 'stress', about: '100 viewers', minutes: 10, ...constant(100) },
  spike: {
    ...chat,
    name: 'spike',
    about: 'from nobody to 200 viewers and back',
    minutes: 4,
    most: 200,
    viewers: (part) => Math.round(200 * Math.max(0, 1 - Math.abs(2 * part - 1))),
  },
  thousand: { ...chat, name: 'thousand', about: '1,000 viewers at once', minutes: 3, ...constant(1_000), atOnce: true },
} as const satisfies Record<string, Profile>;
