export { errorOf, errorRecord, isTrialPruned, isVernierError, TrialPruned, VernierError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export type { Executor, Outcome, Score, Task, TaskPort } from './execution/executor.ts';
export type { Confirmation, ConfirmedTrial } from './history/confirmation.ts';
export type { Fidelity, JudgeBy, Problem, Spending } from './history/problem.ts';
export type { Change, Direction, Json, Objective, Ruling, TrialRecord, TrialState, Verdict } from './history/record.ts';
export type { Delta, HistoryView, ParamColumn, TimedHistory } from './history/view.ts';
export type { Pruner, PrunerRun } from './pruners/pruner.ts';
export type { Proposal, Sampler, SamplerRun, SamplerTraits } from './samplers/sampler.ts';
export { forbidden, linear } from './space/constraint.ts';
export type { Constraint, ForbiddenConstraint, LinearConstraint } from './space/constraint.ts';
export { categorical, float, int, ordinal } from './space/distribution.ts';
export type {
  CategoricalDistribution,
  Choice,
  Distribution,
  FloatDistribution,
  IntDistribution,
} from './space/distribution.ts';
export { branch, permutation, simplex, subset } from './space/shape.ts';
export type { Branch, Parameter, ParamValue, Permutation, Shape, Simplex, Subset } from './space/shape.ts';
export { space } from './space/space.ts';
export type { ParamsOf, Prior, SearchSpace, SpaceOptions } from './space/space.ts';
export type { Owner, Storage, StorageTraits, StudyRecord } from './storage/storage.ts';
export { createStudy, openStudy } from './study/opening/create.ts';
export { replay } from './study/replay/replay.ts';
export type { Disagreement, ReplayReport } from './study/replay/replay-report.ts';
export type {
  AddedTrial,
  AskedTrial,
  Clock,
  ConfirmationSummary,
  Cost,
  Limits,
  ObjectiveFunction,
  ObjectiveOptions,
  OpenOptions,
  RunOptions,
  StoppedBy,
  Study,
  Summary,
} from './study/study.ts';
export type { Objectives, ReportOf, ScoreOf, Trial } from './study/trial.ts';
