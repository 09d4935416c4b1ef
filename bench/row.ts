// One row in a process of its own: `node row.mjs ID --seed N` prints its result as one JSON line.
// `node row.mjs --jobs NAME` is a helper process of a row that uses all cores (see jobs.ts).
import { serveJobs } from './jobs.ts';
import type { Measurement, Row } from './measurement.ts';
import { rowOf } from './rows.ts';

const [first, ...rest] = process.argv.slice(2);
if (first === '--jobs') await serveJobs(rest[0]!);
else {
  const row = await rowOf(first!);
  const option = (name: string) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  const [sampler, seeds] = [option('--sampler'), option('--seeds')];
  const measured = await row.measure({
    seed: Number(option('--seed') ?? 1),
    ...(sampler === undefined ? {} : { sampler }),
    ...(seeds === undefined ? {} : { seeds: Number(seeds) }),
    progress: (line) => process.stderr.write(`  ${line}\n`),
  });
  process.stdout.write(`${JSON.stringify({ row: description(row), measured: finite(measured) })}\n`);
}

function description({ id, what, unit, limit, whenBusy }: Row): Omit<Row, 'measure'> {
  return { id, what, unit, limit, ...(whenBusy === undefined ? {} : { whenBusy }) };
}

/** JSON would write NaN as null, which reads like "nothing measured". */
function finite(measured: Measurement): Measurement {
  if (!Number.isFinite(measured.value)) throw new Error(`The row measured ${measured.value}.`);
  return measured;
}
