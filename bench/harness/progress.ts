const EVERY_MS = 10_000;
const WIDTH = 24;

/** A bar with the time left on a terminal; elsewhere a line now and then. To standard error: results go to standard output. */
export function progressBar(what: string, total: number): { step(): void; end(): void } {
  const live = process.stderr.isTTY === true;
  const began = performance.now();
  let done = 0;
  let told = began;
  const line = (): string => {
    const spent = performance.now() - began;
    const left = done === 0 ? '' : `, ${duration((spent / done) * (total - done))} left`;
    const filled = Math.round((WIDTH * done) / Math.max(1, total));
    return `${what} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}, ${duration(spent)}${left}`;
  };
  return {
    step() {
      done++;
      const now = performance.now();
      if (now - told < (live ? 200 : EVERY_MS)) return;
      told = now;
      process.stderr.write(live ? `\r\x1b[2K${line()}` : `${line()}\n`);
    },
    end() {
      if (total > 0) process.stderr.write(`${live ? '\r\x1b[2K' : ''}${line()}\n`);
    },
  };
}

/** `48 s`, `12 min`, `3.5 h`. */
export function duration(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
