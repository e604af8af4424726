/** Aborted by the first Ctrl-C or SIGTERM, so that what was measured by then is told; a second one ends the process. */
export function untilLeave(): AbortSignal {
  const over = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (over.signal.aborted) process.exit(1);
      over.abort();
    });
  }
  return over.signal;
}
