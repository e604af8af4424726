const knownPrefix =
  /(?:^|[^a-z])(?:(?:sk|pk|rk|gsk|hf|xai)[-_][a-z0-9]|oauth:|bearer |gh[pousr]_|github_pat_|xox[a-z]-|aiza|ya29\.)/i;

/** Hides too much rather than too little: keys and tokens are long runs that mix letters and digits. */
export function looksSecret(text: string): boolean {
  if (knownPrefix.test(text) || /\/\/[^/\s]*@/.test(text)) return true;
  return text
    .split(/[^A-Za-z0-9_+-]+/)
    .some((run) => run.length >= 20 && /\d/.test(run) && /[a-z]/i.test(run) && !/^[A-Z]+(_[A-Z0-9]+)+$/.test(run));
}
