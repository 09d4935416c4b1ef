import { createStudy, float, type SearchSpace, type Shape, space } from 'vernier';
import { gp, grid, random, type Sampler } from 'vernier/samplers';
import type { FitNote } from '../../../../src/samplers/gp/regression.ts';
import { type KnobCount, knobsOf } from './knobs.ts';
import { heard, type Signal } from './signal.ts';

/** Ways to look for the station without a hand on the dial. */
export type SearchName = 'grid' | 'random' | 'bayes';

/** All of them, in the order in which they are shown. */
export const SEARCHES: readonly SearchName[] = ['grid', 'random', 'bayes'];

/** The numbers of a sampler's model, as its notes hold them. */
export type SamplerFit = Pick<FitNote, 'theta' | 'warp'>;

/** Where a search will listen next. */
export interface Plan {
  /** Values of the knobs, in their units. */
  readonly place: readonly number[];
  /** Why there, in the sampler's words; null = it does not say. */
  readonly why: string | null;
  /** The model that the plan rests on; null = there is none (yet). */
  readonly fit: SamplerFit | null;
}

/** One snippet that was listened to. */
export interface Probe extends Plan {
  /** Clearness as it was heard, 0 to 1. */
  readonly heard: number;
}

/** A search under way. */
export interface Search {
  /** Where it listens next; null = everywhere it would has been listened to. */
  readonly plan: Plan | null;
  /** Listens there, and plans the next. @throws where there is no plan */
  step(): Promise<Probe>;
}

/** What is read of the notes of a trial. */
interface SamplerNotes {
  readonly why?: string;
  /** Of the models of all outputs, by name. */
  readonly fits?: Readonly<Record<string, FitNote>>;
}

/** The space of the dial: a parameter for each knob. */
export const dialSpace = (knobs: KnobCount): SearchSpace<Shape> =>
  space(Object.fromEntries(knobsOf(knobs).map(({ name, low, high }) => [name, float(low, high)])));

const samplerOf = (name: SearchName, knobs: KnobCount, probes: number): Sampler => {
  if (name === 'random') return random();
  return name === 'grid' ? grid({ points: knobs === 1 ? probes : Math.floor(Math.sqrt(probes)) }) : gp();
};

/**
 * Begins a search: an ordinary study in memory, which asks its sampler where to listen and is told 1 − clearness.
 *
 * @param probes how many there will be: a grid has to know
 */
export async function startSearch(name: SearchName, signal: Signal, probes: number): Promise<Search> {
  const study = await createStudy({
    name: `the dial: ${name}`,
    space: dialSpace(signal.knobs),
    objectives: { loss: 'minimize' },
    sampler: samplerOf(name, signal.knobs, probes),
    seed: signal.seed,
  });
  let fit: SamplerFit | null = null; // not every trial has a new one
  const asked = async () => {
    const [trial] = await study.ask(1);
    if (trial === undefined) return null;
    const params = trial.params as Readonly<Record<string, number>>;
    const { why = null, fits = {} } = (study.history.notes(trial.number) ?? {}) as SamplerNotes;
    fit = fits['loss:0'] ?? fit;
    return { trial, plan: { place: knobsOf(signal.knobs).map(({ name: knob }) => params[knob]!), why, fit } };
  };
  let next = await asked();
  return {
    get plan() {
      return next?.plan ?? null;
    },
    async step() {
      if (next === null) throw new Error(`The search "${name}" has listened everywhere it would: ask \`plan\` first.`);
      const { trial, plan } = next;
      const clear = heard(signal, plan.place, name, trial.number);
      await study.tell(trial, 1 - clear);
      next = await asked();
      return { ...plan, heard: clear };
    },
  };
}
