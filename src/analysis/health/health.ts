import type { TimedHistory } from '../../history/view.ts';
import { boundHit } from './bound-hit.ts';
import { deadParameter } from './dead-parameter.ts';
import { duplicates } from './duplicates.ts';
import { Evidence, type HealthOptions } from './evidence.ts';
import { failingRegion } from './failing-region.ts';
import { type Finding, HEALTH_KINDS, type HealthCheck, type HealthKind, type Look, unknown } from './finding.ts';
import { plateau } from './plateau.ts';
import { prunerTooEager } from './pruner-too-eager.ts';
import { spaceTooLarge } from './space-too-large.ts';
import { tooNoisy } from './too-noisy.ts';
import { workersIdle } from './workers-idle.ts';

/** A study's health. */
export interface Health {
  /** Trials of the search that have ended. */
  readonly trials: number;
  /** What holds the search back, the gravest first. */
  readonly findings: readonly Finding[];
  /** All nine looks, in a fixed order. */
  readonly checks: readonly HealthCheck[];
}

const LOOKS: Readonly<Record<HealthKind, (evidence: Evidence) => Look>> = {
  failingRegion,
  tooNoisy,
  boundHit,
  prunerTooEager,
  duplicates,
  workersIdle,
  deadParameter,
  spaceTooLarge,
  plateau,
};

/**
 * Looks a study over for nine things that hold searches back, and says each in words, with its numbers and one change that can be applied.
 *
 * A look that cannot tell says so. Tests are made at levels at which of a thousand healthy studies a few raise a false alarm; how each is
 * made, how often it was wrong, and what it misses: docs/recipes/doctor.md. The same history gives the same answer, in at most about a second for 100,000 trials.
 */
export function health(history: TimedHistory, options: HealthOptions): Health {
  const evidence = new Evidence(history, options);
  const looks = HEALTH_KINDS.map((kind) => ({
    kind,
    look: evidence.ended.length === 0 ? unknown('No trial has ended yet.') : LOOKS[kind](evidence),
  }));
  const findings = looks.flatMap(({ look }) => look.findings);
  return {
    trials: evidence.ended.length,
    findings: [...findings.filter(isWarning), ...findings.filter((finding) => !isWarning(finding))],
    checks: looks.map(({ kind, look: { state, words } }) => ({ kind, state, words })),
  };
}

const isWarning = ({ severity }: Finding): boolean => severity === 'warning';
