import type { Row } from './measurement.ts';

/** All rows by id; a row's file is loaded when it is measured, so that rows do not weigh on each other. */
export const ROWS: Readonly<Record<string, () => Promise<Row>>> = {
  'tpe-ask-1000x10': async () => (await import('./rows/tpe-speed.ts')).ask,
  'tpe-loop-1000x40': async () => (await import('./rows/tpe-speed.ts')).loop,
  'tpe-tell-10000x10': async () => (await import('./rows/tpe-speed.ts')).tell,
  'report-while-asking': async () => (await import('./rows/report-while-asking.ts')).reportWhileAsking,
  'loop-random-10': async () => (await import('./rows/loop-random.ts')).loopRandom10,
  'loop-random-40': async () => (await import('./rows/loop-random.ts')).loopRandom40,
  'cma-10k-40': async () => (await import('./rows/population-loops.ts')).cmaLoop,
  'nsga2-10k-40': async () => (await import('./rows/population-loops.ts')).nsga2Loop,
  'motpe-1000-40': async () => (await import('./rows/population-loops.ts')).motpeLoop,
  'gp-ask-200x10': async () => (await import('./rows/gp-speed.ts')).gpAsk200,
  'gp-ask-400x20': async () => (await import('./rows/gp-speed.ts')).gpAsk400,
  'gp-ask-2000x10': async () => (await import('./rows/gp-speed.ts')).gpAsk2000,
  'auto-ask-1000x10': async () => (await import('./rows/gp-speed.ts')).autoAsk,
  'sqlite-ratio-normal': async () => (await import('./rows/storage.ts')).sqliteRatioNormal,
  'sqlite-ratio-full': async () => (await import('./rows/storage.ts')).sqliteRatioFull,
  'history-100k': async () => (await import('./rows/storage.ts')).history100k,
  'server-streams': async () => (await import('./rows/server-streams.ts')).serverStreams,
  'report-size': async () => (await import('./rows/report-size.ts')).reportSize,
  'paint-1k': async () => (await import('./rows/page-paint.ts')).paint1k,
  'paint-100k': async () => (await import('./rows/page-paint.ts')).paint100k,
  'page-js': async () => (await import('./rows/page-paint.ts')).pageJs,
  'live-latency': async () => (await import('./rows/page-live.ts')).liveLatency,
  'live-frames': async () => (await import('./rows/page-live.ts')).liveFrames,
  accessibility: async () => (await import('./rows/accessibility.ts')).accessibility,
  'draw-scatter': async () => (await import('./rows/draw.ts')).drawScatter,
  'draw-parallel': async () => (await import('./rows/draw.ts')).drawParallel,
  brush: async () => (await import('./rows/draw.ts')).brush,
  'cli-help': async () => (await import('./rows/start.ts')).cliHelp,
  'import-vernier': async () => (await import('./rows/start.ts')).importVernier,
  'size-core': async () => (await import('./rows/size.ts')).sizeCore,
  'size-samplers': async () => (await import('./rows/size.ts')).sizeSamplers,
  'size-pruners': async () => (await import('./rows/size.ts')).sizePruners,
  'size-storage': async () => (await import('./rows/size.ts')).sizeStorage,
  'size-execution': async () => (await import('./rows/size.ts')).sizeExecution,
  'budget-kept': async () => (await import('./rows/budget-kept.ts')).budgetKept,
  'judge-1000x100': async () => (await import('./rows/judge.ts')).judge,
  'importance-1000x10': async () => (await import('./rows/importance.ts')).pedAnova,
  'importance-fanova-1000x10': async () => (await import('./rows/importance.ts')).fanova,
  'epochs-saved-auto': async () => (await import('./rows/epochs-saved.ts')).epochsSavedAuto,
  'epochs-saved-asha': async () => (await import('./rows/epochs-saved.ts')).epochsSavedAsha,
  'fidelity-regret': async () => (await import('./rows/fidelity-regret.ts')).fidelityRegret,
  'false-stops': async () => (await import('./rows/false-stops.ts')).falseStops,
  pasha: async () => (await import('./rows/pasha.ts')).pasha,
  pbt: async () => (await import('./rows/pbt.ts')).populationRow,
  'forecast-band': async () => (await import('./rows/forecast-band.ts')).forecastBand,
  'random-exact': async () => (await import('./rows/random-exact.ts')).randomExact,
  'tpe-quality': async () => (await import('./rows/tpe-quality.ts')).tpeQuality,
  'tpe-conditional': async () => (await import('./rows/tpe-conditional.ts')).tpeConditional,
  'auto-dev': async () => (await import('./rows/auto-dev.ts')).autoDev,
  'auto-report': async () => (await import('./rows/auto-report.ts')).autoReport,
  'auto-conditional': async () => (await import('./rows/auto-conditional.ts')).autoConditional,
  'auto-weak': async () => (await import('./rows/auto-weak.ts')).autoWeak,
  'auto-robust': async () => (await import('./rows/auto-robust.ts')).autoRobust,
  'auto-batch': async () => (await import('./rows/auto-batch.ts')).autoBatch,
  'auto-pareto': async () => (await import('./rows/auto-pareto.ts')).autoPareto,
  'auto-constrained': async () => (await import('./rows/auto-constrained.ts')).autoConstrained,
  'auto-transfer': async () => (await import('./rows/auto-transfer.ts')).autoTransfer,
};

const QUALITY =
  /^(random-exact|tpe-(conditional|quality)|auto-(dev|report|conditional|weak|robust|batch|pareto|constrained|transfer))$/;

/** Groups of rows, for `npm run bench GROUP`. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  speed: Object.keys(ROWS).filter((id) =>
    /^(tpe-(ask|loop|tell)|gp-ask|auto-ask|report-while|cma|nsga2|motpe|loop|judge|importance|sqlite|history|server|draw|brush|cli|import)/.test(
      id,
    ),
  ),
  curves: Object.keys(ROWS).filter((id) => /^(epochs-saved|fidelity|false-stops|pasha)/.test(id)),
  size: Object.keys(ROWS).filter((id) => id.startsWith('size')),
  quality: Object.keys(ROWS).filter((id) => QUALITY.test(id)),
  auto: Object.keys(ROWS).filter((id) => QUALITY.test(id) && id.startsWith('auto')),
  all: Object.keys(ROWS),
};

/** A row by its id. */
export async function rowOf(id: string): Promise<Row> {
  const load = ROWS[id];
  if (load === undefined) throw new Error(`No row is called ${id}; there are ${Object.keys(ROWS).join(', ')}.`);
  return load();
}
