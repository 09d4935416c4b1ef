import type { ForestOptions } from '../../models/forest/forest.ts';

/** Options of `smac`; each has a default that was measured to do well. */
export interface SmacOptions {
  /** Finished trials before the forest is asked; scrambled Sobol points until then. Default 10. */
  readonly startup?: number;
  /** Trees of each forest; more are smoother and slower. Default 30. */
  readonly trees?: number;
}

/** Numbers inside the sampler; not part of the public interface. */
export interface Settings {
  readonly startup: number;
  readonly forest: ForestOptions;
  /** Share of asks that take a random point. */
  readonly random: number;
  /** Share of asks that draw the cases of branches by what each may still reach; else the forest chooses among all. */
  readonly likely: number;
  /** Share of asks in another branch than the best trial's that take what both share from it, and draw the rest. */
  readonly transplants: number;
  /** Share of asks that look at random steps from the best trials alone, and at how many of these. */
  readonly near: number;
  readonly nearby: number;
  /** Random configurations that are scored in each ask. */
  readonly challengers: number;
  /** Best trials that a climb starts from; and half as many random configurations. */
  readonly starts: number;
  /** Neighbours that each step of a climb looks at. */
  readonly neighbours: number;
  readonly steps: number;
  /** Steps in a row that may lead to equal scores. */
  readonly plateau: number;
  /** Longest steps of numbers, as a standard deviation in their range. */
  readonly spread: number;
}

/** The shipped settings. */
export function settings({ startup = 10, trees = 30 }: SmacOptions): Settings {
  return {
    startup,
    forest: { trees, leaf: 1, tried: 0.3, bootstrap: false },
    random: 0.1,
    likely: 1,
    transplants: 0.7,
    near: 0.3,
    nearby: 10,
    challengers: 200,
    starts: 6,
    neighbours: 20,
    steps: 10,
    plateau: 3,
    spread: 0.3,
  };
}
