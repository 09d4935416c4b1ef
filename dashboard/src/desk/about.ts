import type { StudyDetail } from 'vernier/client';
import { membersOf } from '../../../src/history/population.ts';
import { spaceFromJson } from '../../../src/space/file.ts';
import type { SearchSpace } from '../../../src/space/nodes.ts';
import type { Setup } from '../../../src/study/opening/setup.ts';

/** What is known of a study beside its trials. */
export interface About {
  /** The declared space; null = none, or this version cannot read it. */
  readonly space: SearchSpace | null;
  /** How it searches; null = not known. */
  readonly setup: Setup | null;
}

/** Nothing is known yet. */
export const NOTHING_KNOWN: About = { space: null, setup: null };

/** Samplers that learn nothing from results. */
const UNGUIDED = ['random', 'quasiRandom', 'grid'];

/** Reads what the server says of a study. */
export function aboutOf({ setup, space }: Pick<StudyDetail, 'setup' | 'space'>): About {
  return { space: spaceOf(space), setup: (setup ?? null) as Setup | null };
}

/** A space that this version cannot read is none: the trials are shown by their stored names. */
function spaceOf(json: unknown): SearchSpace | null {
  if (json === null || json === undefined) return null;
  try {
    return spaceFromJson(json as never);
  } catch {
    return null;
  }
}

/** What forecasts and health are made with. */
export const modelOptions = ({ space, setup }: About) => ({
  seed: setup?.seed ?? 0,
  space,
  isGuided: !UNGUIDED.includes(setup?.sampler.name ?? 'auto'),
  population: membersOf(setup?.sampler),
});
