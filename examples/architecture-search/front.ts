// Draws what the search has found, and lists the networks that no other one beats: node_modules/.bin/jiti front.ts
import { openStudy, type TrialRecord } from 'vernier';
import { sqlite } from 'vernier/sqlite';
import { scatter } from './chart.ts';
import { type Architecture, hiddenLayers } from './train.ts';

const storage = sqlite('vernier.db', { create: false });
const study = await openStudy('architectures', { storage });
const front = study.paretoFront.toSorted((a, b) => a.values![1]! - b.values![1]!);
const numbers = new Set(front.map(({ number }) => number));
const complete = Array.from({ length: study.history.size }, (_, row) => study.history.record(row)).filter(
  ({ values }) => values !== null,
);

if (front.length === 0) console.log('No trial has a result yet.');
else {
  const points = complete.map(({ number, values }) => ({
    x: values![1]!,
    y: values![0]!,
    isFront: numbers.has(number),
  }));
  const columns = Math.min(100, process.stdout.columns ?? 80);
  console.log(
    `${complete.length} networks; ● marks the ${front.length} that no other one beats in both loss and size.\n`,
  );
  console.log(scatter(points, { x: 'parameters', y: 'validation loss' }, { columns, rows: 20 }).join('\n'));
  console.log(`\n${'parameters'.padStart(12)}${'loss'.padStart(9)}${'accuracy'.padStart(11)}   hidden layers`);
  for (const trial of front) console.log(row(trial));
  const today = complete.find(({ number }) => number === 0);
  if (today !== undefined && !numbers.has(0)) console.log(`\n${row(today)}, the network of today`);
}
await storage.close();

/** A trial as a line of the table. */
function row(trial: TrialRecord): string {
  const [loss, parameters] = trial.values!;
  const accuracy = trial.metrics.accuracy!.at(-1)![1];
  const cells = [
    parameters!.toLocaleString('en').padStart(12),
    loss!.toFixed(3).padStart(8),
    `${(100 * accuracy).toFixed(1)} %`.padStart(10),
  ];
  return `${cells.join(' ')}   ${described(study.paramsOf(trial) as Architecture)}`;
}

/** `24 relu, 8 tanh + pixels`: each layer's width and activation, and what it sees beside the layer below. */
function described(params: Architecture): string {
  const layers = hiddenLayers(params).map(({ width, activation, sees }, l) => {
    const past = sees.filter((source) => source !== l).map((source) => (source === 0 ? 'pixels' : `layer ${source}`));
    return [`${width} ${activation}`, ...past].join(' + ');
  });
  return layers.length === 0 ? 'none' : layers.join(', ');
}
