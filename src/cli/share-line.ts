import { duration } from './text.ts';

/** Shorter than this nobody wonders whether something goes on. */
const SOON_MS = 500;

/**
 * A line of what a computation has done and has left, on standard error, where that is a terminal: drawn over itself, and gone once all is done.
 *
 * @returns to be told the share that is done, in (0, 1]
 */
export function shareLine(
  what: string,
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): (share: number) => void {
  const began = now();
  let isDrawn = false;
  return (share) => {
    const taken = now() - began;
    if (out.isTTY !== true || (!isDrawn && taken < SOON_MS)) return;
    isDrawn = share < 1;
    const left = duration(Math.ceil((taken * (1 - share)) / share / 1000));
    out.write(isDrawn ? `\r\x1b[2K${what}: ${Math.round(100 * share)} %, ${left} left` : '\r\x1b[2K');
  };
}
