/** Studies that are listened to at once: a browser keeps six connections with a server, all its pages together. */
const AT_ONCE = 2;

/**
 * Which studies are listened to in a turn: all where they are few, else some, so that each has its turn.
 *
 * @param turn 0, 1, …
 * @returns places in the list of studies
 */
export function listenedIn(turn: number, studies: number): ReadonlySet<number> {
  const first = (turn * AT_ONCE) % Math.max(1, studies);
  return new Set(Array.from({ length: Math.min(AT_ONCE, studies) }, (_, i) => (first + i) % studies));
}
