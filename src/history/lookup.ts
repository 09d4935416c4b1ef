import type { ParamColumn } from './view.ts';

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

function mixed(name: number, value: number): number {
  scratch[0] = value + 0; // −0 counts as 0
  let h = Math.imul(words[0]! ^ Math.imul(name + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ words[1]!, 0xc2b2ae35);
  return (h ^ (h >>> 13)) | 0;
}

/**
 * Finds rows by their parameters: a hash table of row numbers whose hits are compared cell by cell.
 * Rows that changed since are hashed at the next question, so who never asks pays nothing.
 */
export class Lookup {
  #slots = new Int32Array(64).fill(-1);
  #used = 0;
  readonly #ids = new Map<string, number>();

  /** Adds a row under its present parameters. */
  add(row: number, columns: readonly ParamColumn[]): void {
    // Open trials without parameters would all stand at one hash, and every search would walk past them.
    if (columns.every(({ values }) => Number.isNaN(values[row]!))) return;
    if (2 * (this.#used + 1) > this.#slots.length) this.#grow(columns);
    this.#insert(row, this.#hashRow(row, columns));
  }

  /** The lowest row with exactly these parameters that `counts` accepts, or null. */
  find(
    params: ReadonlyMap<string, number>,
    columns: readonly ParamColumn[],
    counts: (row: number) => boolean,
  ): number | null {
    let hash = 0;
    for (const [name, value] of params) {
      const id = this.#ids.get(name);
      if (id === undefined) return null;
      hash = (hash + mixed(id, value)) | 0;
    }
    let found: number | null = null;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; this.#slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]!;
      if ((found === null || row < found) && matches(row, params, columns) && counts(row)) found = row;
    }
    return found;
  }

  #hashRow(row: number, columns: readonly ParamColumn[]): number {
    let hash = 0;
    for (const { name, values } of columns) {
      const value = values[row]!;
      if (value === value) hash = (hash + mixed(this.#id(name), value)) | 0; // a sum: the order of columns must not matter
    }
    return hash;
  }

  #id(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(name, id);
    }
    return id;
  }

  #insert(row: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot]! >= 0; slot = (slot + 1) & mask) if (this.#slots[slot] === row) return;
    this.#slots[slot] = row;
    this.#used++;
  }

  #grow(columns: readonly ParamColumn[]): void {
    const rows = this.#slots.filter((row) => row >= 0);
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    this.#used = 0;
    for (const row of rows) this.#insert(row, this.#hashRow(row, columns)); // an entry of outdated parameters meets its newer twin here
  }
}

function matches(row: number, params: ReadonlyMap<string, number>, columns: readonly ParamColumn[]): boolean {
  for (const { name, values } of columns) {
    const wanted = params.get(name);
    const value = values[row]!;
    if (wanted === undefined ? value === value : value !== wanted) return false;
  }
  return true;
}
