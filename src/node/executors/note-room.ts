import { VernierError } from '../../errors.ts';
import type { Json } from '../../history/record.ts';

/** So much may a trial's attributes, constraints and own parameters take in all: 16 Mi characters. */
export const ROOM = 1 << 24;

/** What each name takes beside its text. */
const EACH = 64;

/** Counts what a program notes on its trial: with ever-new names it would fill memory and database without end. */
export class NoteRoom {
  readonly #sizes = new Map<string, number>();
  #taken = 0;

  /**
   * Counts a note; one of the same kind and name takes the place of the earlier one.
   *
   * @throws `objective-failed` where there is no room left
   */
  take(kind: 'attribute' | 'constraint' | 'parameter', name: string, value: Json = null): void {
    const key = `${kind} ${name}`;
    const size = EACH + name.length + JSON.stringify(value).length;
    const taken = this.#taken + size - (this.#sizes.get(key) ?? 0);
    if (taken > ROOM)
      throw new VernierError(
        'objective-failed',
        `The trial's attributes, constraints and parameters take more than ${ROOM >> 20} MiB (${this.#sizes.size} names).`,
        { hint: 'Use the same names again, report numbers that change as metrics, and write large things to a file.' },
      );
    this.#sizes.set(key, size);
    this.#taken = taken;
  }
}
