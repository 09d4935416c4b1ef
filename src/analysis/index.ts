export { forecast, type Forecast, type ForecastOptions, LEAST_RESULTS, type Outlook } from './forecast.ts';
export { type Confirmation, confirmationOf, type ConfirmedTrial } from '../history/confirmation.ts';
export { type Recommendation, recommendation, type RecommendationOptions } from './recommendation.ts';
export { gainPerHour, type HourlyGain } from './gain-per-hour.ts';
export { type Axis } from './charts/axis.ts';
export { type ContourChart, contourChart, type ContourGrid, type ContourOptions } from './charts/contour.ts';
export { type Ahead, type CostChart, costChart, type CostOptions, type Stretch } from './charts/cost.ts';
export { type EdfChart, edfChart, type EdfCurve, shareAt } from './charts/edf.ts';
export { compareHistories, type HistoryChart, historyChart, type NamedHistory } from './charts/history.ts';
export { type HypervolumeChart, hypervolumeChart } from './charts/hypervolume.ts';
export { type IntermediateChart, intermediateChart, type IntermediateOptions } from './charts/intermediate.ts';
export { type LineageChart, lineageChart } from './charts/lineage.ts';
export { type Outcome, OUTCOMES } from './charts/outcome.ts';
export { type ParallelChart, parallelChart } from './charts/parallel.ts';
export { PARETO_KINDS, type ParetoChart, paretoChart } from './charts/pareto.ts';
export { type RankChart, rankChart } from './charts/rank.ts';
export { type ResourceCurve, type ResourcesChart, resourcesChart, type ResourceUnit } from './charts/resources.ts';
export { type SliceChart, sliceChart, type SlicePanel } from './charts/slice.ts';
export type { Price } from './charts/spent.ts';
export { type Bars, type TimelineChart, timelineChart } from './charts/timeline.ts';
export {
  type Difference,
  type Explanation,
  type ExplainOptions,
  explainTrial,
  type Versus,
} from './explain/explain.ts';
export type { Expectation } from './explain/expectation.ts';
export type { Neighbour } from './explain/neighbours.ts';
export type { Standing } from './explain/standing.ts';
export type { Stopped } from './explain/stopped.ts';
export { type ChangeableOptions, changedOptions, changedSpace } from './health/change.ts';
export type { HealthOptions } from './health/evidence.ts';
export type { Finding, HealthChange, HealthCheck, HealthKind, LimitChanges } from './health/finding.ts';
export { type Health, health } from './health/health.ts';
export { importance, type ImportanceOptions } from './importance/importance.ts';
export {
  type Importance,
  IMPORTANCE_METHODS,
  type ImportanceMethod,
  type PairImportance,
  type ParamImportance,
} from './importance/answer.ts';
export type { Share } from './importance/band.ts';
export {
  type StudySummary,
  summary,
  SUMMARY_PARTS,
  type SummaryAbout,
  type SummaryPart,
} from './summary/summary.ts';
export type { SummaryOptions } from './summary/seen.ts';
