// Makes bench/data/multi.json, multi/*.f32.gz and hss.json.gz from the collected benchmark data:
//   node bench/data/make/multi.mjs FOLDER     (FOLDER has multi/meta.json, multi/NAME.f32, nbgraph_index.u16, hss/mnist.json)
//
// Of each table the first pair of objectives is kept: float32, all rows of one objective, then all of the other.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const NAMES = [
  'nb201_cifar10',
  'nb201_cifar100',
  'nb201_imagenet',
  'nbmacro',
  'nbgraph_arxiv',
  'nbgraph_citeseer',
  'nbgraph_cora',
  'nbgraph_photo',
];
const [from] = process.argv.slice(2);
const to = new URL('../', import.meta.url);
mkdirSync(new URL('multi/', to), { recursive: true });
const all = JSON.parse(readFileSync(`${from}/multi/meta.json`, 'utf8'));
const meta = {};
for (const name of NAMES) {
  const { rows, columns, params, grid, single, suites } = all[name];
  const { objectives, ideal, nadir, hypervolume } = suites[0];
  const cells = floats(readFileSync(`${from}/multi/${name}.f32`));
  const kept = new Float32Array(2 * rows);
  objectives.forEach((objective, j) => {
    const column = columns.indexOf(objective.name);
    for (let i = 0; i < rows; i++) kept[j * rows + i] = cells[i * columns.length + column];
  });
  writeFileSync(new URL(`multi/${name}.f32.gz`, to), gzipSync(Buffer.from(kept.buffer), { level: 9 }));
  meta[name] = {
    params,
    rows,
    ...(grid ? { grid } : {}),
    ...(single ? { single } : {}),
    objectives,
    ideal,
    nadir,
    hypervolume,
  };
}
writeFileSync(new URL('multi.json', to), `${JSON.stringify(meta, null, 1)}\n`);
writeFileSync(
  new URL('multi/nbgraph_index.u16.gz', to),
  gzipSync(readFileSync(`${from}/multi/nbgraph_index.u16`), { level: 9 }),
);
const { params, flags, best, bestOfModel, median, randomBest, examples, models } = JSON.parse(
  readFileSync(`${from}/hss/mnist.json`, 'utf8'),
);
writeFileSync(
  new URL('hss.json.gz', to),
  gzipSync(JSON.stringify({ params, flags, best, bestOfModel, median, randomBest, examples, models }), { level: 9 }),
);

function floats(bytes) {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
