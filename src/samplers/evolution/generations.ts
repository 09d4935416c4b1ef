import type { Json } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';

/** How a sampler's state moves from one generation to the next. States are never changed once they are made. */
export interface Rules<S> {
  /** Which of the finished trials that others proposed before generation 0 it is made from; by number. */
  pickEarlier(finished: readonly number[]): readonly number[];
  /** The state of generation 0, from those trials (often none). */
  first(earlier: readonly number[]): S;
  /** How many finished trials end a generation. */
  size(state: S): number;
  /** The state after generation `number`, which these trials (by number) made up. */
  next(state: S, members: readonly number[], number: number): S;
}

/** A generation to propose from. */
export interface Generation<S> {
  readonly number: number;
  readonly state: S;
  /** What a proposal of this generation has to note down, so that all others find the same state. */
  readonly notes: Readonly<Record<string, Json>>;
}

/** Who noted first what a generation was made from. */
interface Opening {
  readonly row: number;
  readonly parents: readonly number[];
}

/** A generation whose parents are on record. */
interface Settled<S> {
  readonly number: number;
  readonly state: S;
  /** Trials that can no longer end a generation: used, or too old. */
  readonly gone: readonly number[];
}

/** Generations that can be gone back to when a worker that was not seen turns out to have been first. */
const KEPT = 8;

/**
 * Which trials made up each generation: a pure function of the history, whoever proposed, and in whatever order trials ended.
 *
 * Every proposal notes its generation. The first one of a generation also notes its `parents`: the trials that ended the
 * generation before. Where several did so (workers that did not see each other), the one of the lowest number counts. So the
 * state is at any time what the noted generations lead to, and at most one step further, which the next proposal notes.
 *
 * A generation ends with `size` finished trials that were proposed in it or in the one before; older ones tell too little.
 * Trials that others proposed meanwhile count too.
 */
export class Generations<S> {
  readonly #ledger: Ledger;
  readonly #rules: Rules<S>;
  /** By row with parameters: the generation it was proposed in; −1 = not by this sampler. */
  readonly #born = new Map<number, number>();
  readonly #openings = new Map<number, Opening>();
  /** Parents on record that have not been seen to end, and the generation that they opened. */
  readonly #missing = new Map<number, number>();
  /** Finished trials that may end a generation. */
  readonly #free = new Set<number>();
  /** Trials that ended a generation that is on record. */
  readonly #used = new Set<number>();
  /** The last ones, oldest first. */
  #settled: Settled<S>[] = [];
  #firstOwn = Number.POSITIVE_INFINITY;
  #ahead: { readonly parents: readonly number[]; readonly state: S } | null = null;

  constructor(ledger: Ledger, rules: Rules<S>) {
    this.#ledger = ledger;
    this.#rules = rules;
  }

  /** Takes in what is new. O(delta), unless something was taken back. */
  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) {
      this.#born.clear();
      this.#openings.clear();
      this.#missing.clear();
      this.#free.clear();
      this.#used.clear();
      this.#settled = [];
      this.#ahead = null;
      this.#firstOwn = Number.POSITIVE_INFINITY;
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  /** The generation that a proposal is to come from, now. */
  current(): Generation<S> {
    this.#settle();
    const settled = this.#settled.at(-1);
    if (settled === undefined) {
      const parents = this.#firstOwn < Number.POSITIVE_INFINITY ? [] : this.#rules.pickEarlier(ascending(this.#free));
      return this.#tentative(0, parents, () => this.#rules.first(parents));
    }
    const { number, state } = settled;
    const size = this.#rules.size(state);
    if (this.#free.size >= size) {
      const members = ascending(this.#free).filter((row) => this.#counts(row, number));
      members.length = Math.min(members.length, size);
      if (members.length === size)
        return this.#tentative(number + 1, members, () => this.#rules.next(state, members, number));
    }
    return { number, state, notes: { generation: number } };
  }

  #take(history: HistoryView, row: number): void {
    const standing = this.#ledger.take(history, row);
    if (standing !== STANDING.none && !this.#born.has(row)) this.#readNotes(history, row);
    if (!this.#ledger.isFinished(row)) return;
    const opened = this.#missing.get(row);
    if (opened !== undefined) this.#goBackTo(opened - 1);
    if (!this.#used.has(row)) this.#free.add(row);
  }

  #readNotes(history: HistoryView, row: number): void {
    const notes = history.notes(row);
    const generation = notes?.['generation'];
    if (typeof generation !== 'number') {
      this.#born.set(row, -1);
      return;
    }
    this.#born.set(row, generation);
    const parents = notes!['parents'];
    const known = this.#openings.get(generation);
    if (Array.isArray(parents) && (known === undefined || row < known.row)) {
      this.#openings.set(generation, { row, parents: parents as readonly number[] });
      if (known !== undefined && !same(known.parents, parents as readonly number[])) this.#goBackTo(generation - 1);
    }
    if (row < this.#firstOwn) {
      if (this.#firstOwn < Number.POSITIVE_INFINITY) this.#goBackTo(-1);
      this.#firstOwn = row;
    }
  }

  /** Forgets the generations after this one; where it is not kept, all of them. */
  #goBackTo(number: number): void {
    const last = this.#settled.at(-1);
    if (last === undefined || last.number <= number) return;
    this.#ahead = null;
    const at = this.#settled.findIndex((settled) => settled.number === number);
    for (const [row, opened] of this.#missing) if (at < 0 || opened > number) this.#missing.delete(row);
    if (at >= 0) {
      for (const { gone } of this.#settled.splice(at + 1))
        for (const row of gone) {
          this.#used.delete(row);
          if (this.#ledger.isFinished(row)) this.#free.add(row);
        }
      return;
    }
    this.#settled = [];
    this.#used.clear();
    for (let row = 0; row < this.#ledger.size; row++) if (this.#ledger.isFinished(row)) this.#free.add(row);
  }

  /** Follows the generations that are on record. */
  #settle(): void {
    for (;;) {
      const before = this.#settled.at(-1);
      const number = before === undefined ? 0 : before.number + 1;
      const opening = this.#openings.get(number);
      if (opening === undefined && (number > 0 || this.#firstOwn === Number.POSITIVE_INFINITY)) return;
      const noted = opening?.parents ?? [];
      const parents = noted.filter((row) => this.#ledger.isFinished(row));
      const isKnown = this.#ahead !== null && same(this.#ahead.parents, parents);
      const state = isKnown
        ? this.#ahead!.state
        : before === undefined
          ? this.#rules.first(parents)
          : this.#rules.next(before.state, parents, before.number);
      this.#ahead = null;
      for (const row of noted) if (!this.#ledger.isFinished(row)) this.#missing.set(row, number);
      const gone = [...parents];
      for (const row of parents) this.#used.add(row);
      for (const row of this.#free) if (!this.#used.has(row) && !this.#counts(row, number)) gone.push(row);
      for (const row of gone) this.#free.delete(row);
      this.#settled.push({ number, state, gone });
      if (this.#settled.length > KEPT) this.#settled.shift();
    }
  }

  #tentative(number: number, parents: readonly number[], make: () => S): Generation<S> {
    if (this.#ahead === null || !same(this.#ahead.parents, parents)) this.#ahead = { parents, state: make() };
    return { number, state: this.#ahead.state, notes: { generation: number, parents } };
  }

  /** May a finished trial end a generation? */
  #counts(row: number, generation: number): boolean {
    const born = this.#born.get(row)!;
    return born < 0 ? row > this.#firstOwn : born >= generation - 1;
  }
}

const ascending = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i]);
}
