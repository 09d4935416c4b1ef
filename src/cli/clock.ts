/** The clocks of this machine, by which what trials have used is told. */
export const CLOCK = { instant: Date.now, elapsed: (): number => performance.now() };
