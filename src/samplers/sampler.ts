import type { Problem } from '../history/problem.ts';
import type { Json, Verdict } from '../history/record.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import type { Random } from '../math/random.ts';
import type { Distribution } from '../space/distribution.ts';

/** What a sampler can do; held against the study's problem before anything runs. */
export interface SamplerTraits {
  /** `many`: understands several objectives. Others are refused there at load time. */
  readonly objectives: 'one' | 'many';
  /** Uses outcome constraints (`setConstraint`) in its choice. */
  readonly constraints: boolean;
  /** Understands branches. */
  readonly conditional: boolean;
  /** `propose` gives whole configurations. */
  readonly joint: boolean;
  /** Learns from earlier studies (`transfer`); left out = no, and a study that names some is refused. */
  readonly transfer?: boolean;
  /** Judges its trials by itself (`SamplerRun.members`), so that a study has no other pruner; left out = no. */
  readonly judges?: boolean;
}

/** Chooses parameters. A sampler is a value; `start` gives one run of it. */
export interface Sampler {
  readonly name: string;
  /** The options it was made with, as JSON: stored with the study, and compared when it is opened again. */
  readonly options?: Readonly<Record<string, Json>>;
  readonly traits: SamplerTraits;
  /**
   * One run; a promise where code that this problem needs is loaded first.
   *
   * @throws `space-unsupported` at once, where this sampler has no meaning in the problem's space, naming the samplers that can.
   */
  start(problem: Problem): SamplerRun | Promise<SamplerRun>;
}

/** A pure function of (problem, history, random): no clock, no hidden state; any split into deltas gives the same answers. */
export interface SamplerRun {
  /** Takes in what is new. O(delta), never O(history). */
  observe(history: HistoryView, delta: Delta): void;
  /**
   * Joint sampling for trials about to start; may run elsewhere, hence the promise. `random` belongs to these trials.
   * The trials' own rows are in the history already, open and without parameters: skip them.
   * Fewer proposals than trials: the space is exhausted, and the study ends.
   */
  propose(trials: readonly number[], random: Random): readonly Proposal[] | Promise<readonly Proposal[]>;
  /** Why trials are as they are whose parameters appear while they run, in a sentence; left out = nothing is told of them. */
  readonly why?: string | undefined;
  /** Independent sampling of a name that no proposal covers. Synchronous, always. Returns an internal value. */
  suggest(trial: number, name: string, distribution: Distribution, random: Random): number;
  /** Where trials are members of a population: who goes on, and when. The study asks this instead of a pruner. */
  readonly members?: Members;
}

/** What a sampler decides about the lives of its trials: all that a pruner does, with the state of the sampler's own run. */
export interface Members {
  /** The run has heard of it already. */
  observe(): void;
  /** After every report of a running trial. */
  judge(row: number): Verdict;
  /** The step at which the trial will next be judged; null = none. */
  until(row: number): number | null;
  /**
   * A paused trial that goes on as it is, if any; asked before anything new is proposed.
   *
   * @param atMost how many trials the study may have in all, as of now; left out = as planned (`Problem.budget`)
   */
  promote(atMost?: number): number | null;
  /** One sentence for the user about the last verdict on a trial; null = nothing to say. */
  why(row: number): string | null;
  /** How many new trials may start now. 0: those that run are waited for, and where none does the study ends. @param atMost as above */
  room(atMost?: number): number;
}

/** A sampler's joint suggestion for one trial. */
export interface Proposal {
  /** Internal values by stored name. The study drops inactive names, fills missing ones by `suggest` and repairs constraints. */
  readonly params: ReadonlyMap<string, number>;
  /** A configuration that was tried before, on purpose: it is not replaced where duplicates are avoided. */
  readonly again?: boolean;
  /** What goes wrong without harm, such as that all results are equal: stored with the trial, and told once of the study. */
  readonly warning?: string;
  /** Trial whose checkpoint to start from (population-based training). */
  readonly from?: number;
  /** Why this point: `why`, one sentence. Stored, shown, and the only memory a sampler may leave. */
  readonly notes?: Readonly<Record<string, Json>>;
}
