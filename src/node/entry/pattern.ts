import { parentPort, workerData } from 'node:worker_threads';
import { type Caught, type MetricPatterns, PROGRESS, SEARCHED } from '../executors/metric-pattern.ts';
import { lineCutter } from '../executors/output.ts';

// The thread that tries a user's patterns on a program's output, line by line.
const { patterns, progress } = workerData.data as { patterns: MetricPatterns; progress: SharedArrayBuffer };
// The step first: it belongs to what its own line says, too.
const named = Object.entries(patterns)
  .map(([name, pattern], i) => ({ name, pattern: new RegExp(pattern), i }))
  .sort((a, b) => Number(b.name === 'step') - Number(a.name === 'step'));
const place = new Int32Array(progress);
const lines = lineCutter();

parentPort!.on('message', (piece: Uint8Array | null) => {
  parentPort!.postMessage((piece === null ? lines.end() : lines.push(withLineEnds(piece))).flatMap(caughtIn));
});
parentPort!.postMessage('started');

function caughtIn(line: string): Caught[] {
  const text = line.slice(0, SEARCHED);
  const caught: Caught[] = [];
  for (const { name, pattern, i } of named) {
    Atomics.store(place, PROGRESS.pattern, i);
    Atomics.add(place, PROGRESS.lines, 1);
    const found = pattern.exec(text);
    if (found?.[1] !== undefined) caught.push({ name, text: found[1] });
  }
  return caught;
}

/** A progress bar goes back to the start of its line each time: every state of it counts as a line. */
function withLineEnds(piece: Uint8Array): Buffer {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) bytes[at] = 10;
  return bytes;
}
