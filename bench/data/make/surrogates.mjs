// Makes bench/data/surrogates/*.net.gz from surrogate networks in ONNX form:
//   node bench/data/make/surrogates.mjs FOLDER     (FOLDER has NAME.onnx and NAME.json for each of the NAMES below)
//
// A NAME.net.gz is, unzipped: one line of JSON (what the network is, in words), then its weights as three planes of
// bytes. Weights are float32 rounded to their upper 24 bits, of which the planes hold the high, middle and low byte:
// exponents lie together and compress. The normalisation before each layer is folded into that layer.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const NAMES = ['lcbench', 'rbv2_rpart', 'rbv2_xgboost', 'iaml_glmnet'];
const [from] = process.argv.slice(2);
const to = new URL('../surrogates/', import.meta.url);
mkdirSync(to, { recursive: true });
for (const name of NAMES) {
  const graph = onnx(readFileSync(`${from}/${name}.onnx`));
  const made = convert(graph, JSON.parse(readFileSync(`${from}/${name}.json`, 'utf8')));
  writeFileSync(new URL(`${name}.net.gz`, to), made);
  console.log(name, made.length);
}

function convert({ tensors, nodes }, meta) {
  const weights = [];
  const keep = (...arrays) => arrays.forEach((array) => weights.push(...array));
  const embeddings = [...tensors.keys()].filter((key) => key.startsWith('embds_')).sort();
  for (const key of embeddings) keep(tensors.get(key).data);
  const first = tensors.get('first_layer.weight');
  keep(first.data, tensors.get('first_layer.bias').data);
  const layers = [...tensors.keys()].filter((key) => /^layers\.\d+\.linear0\.weight$/.test(key)).length;
  for (let i = 0; i < layers; i++) {
    keep(...folded(tensors, `layers.${i}.norm`, `layers.${i}.linear0`));
    keep(tensors.get(`layers.${i}.linear1.weight`).data, tensors.get(`layers.${i}.linear1.bias`).data);
  }
  const [scale, shift] = normalisation(tensors, 'last_normalization'); // a rectifier follows: it cannot be folded
  keep(scale, shift, tensors.get('head.weight').data, tensors.get('head.bias').data);
  const gate = layers > 0 ? tensors.get('layers.0.linear0.weight').dims[0] / 2 : 0;
  const header = {
    scenario: meta.scenario,
    params: meta.params,
    fidelity: meta.fidelity,
    target: meta.target,
    encoding: meta.encoding,
    cat: meta.input.x_cat.columns,
    cont: meta.input.x_cont.columns.map((name, i) => ({ name, steps: steps(nodes, 'x_cont', i) })),
    output: meta.output.map((output, i) => ({ ...output, steps: steps(nodes, afterHead(nodes), i) })),
    embeddings: embeddings.map((key) => tensors.get(key).dims),
    width: first.dims[0],
    layers,
    gate,
    instances: Object.fromEntries(
      Object.entries(meta.instances).map(([id, { best, bestOf20000, median, randomBest, saturatedShare }]) => [
        id,
        { best, bestOf20000, median, randomBest, ...(saturatedShare === undefined ? {} : { saturatedShare }) },
      ]),
    ),
    examples: meta.examples,
    weights: weights.length,
  };
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), planes(weights)]), { level: 9 });
}

function normalisation(tensors, norm) {
  const get = (key) => tensors.get(`${norm}.${key}`).data;
  const scale = get('weight').map((w, i) => w / Math.sqrt(get('running_var')[i] + 1e-5));
  return [scale, get('bias').map((b, i) => b - scale[i] * get('running_mean')[i])];
}

/** W (scale x + shift) + b as one layer. */
function folded(tensors, norm, linear) {
  const [scale, shift] = normalisation(tensors, norm);
  const { data, dims } = tensors.get(`${linear}.weight`);
  const [rows, columns] = dims;
  const bias = tensors.get(`${linear}.bias`).data.slice();
  const made = new Float32Array(data.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      made[r * columns + c] = data[r * columns + c] * scale[c];
      bias[r] += data[r * columns + c] * shift[c];
    }
  return [made, bias];
}

function planes(weights) {
  const bits = new Uint32Array(Float32Array.from(weights).buffer);
  const bytes = Buffer.alloc(3 * bits.length);
  bits.forEach((word, i) => {
    const rounded = (word + 0x80) >>> 8;
    bytes[i] = rounded >>> 16;
    bytes[bits.length + i] = rounded >>> 8;
    bytes[2 * bits.length + i] = rounded;
  });
  return bytes;
}

/** The name of the value that the columns of the output are taken from. */
function afterHead(nodes) {
  return nodes.find(({ op }) => op === 'Sigmoid').out;
}

/** What happens to one column of `source`, as a list of [operation, number]. */
function steps(nodes, source, column) {
  const constants = new Map(nodes.filter(({ op }) => op === 'Constant').map(({ out, value }) => [out, value]));
  const PLAIN = { Add: 'add', Sub: 'sub', Mul: 'mul', Div: 'div' };
  const ALONE = { Log: 'log', Exp: 'exp', Neg: 'neg', Round: 'round' };
  let at = nodes.find(({ op, ins }) => op === 'Gather' && ins[0] === source && constants.get(ins[1]) === column).out;
  const found = [];
  for (;;) {
    const node = nodes.find(({ ins }) => ins.includes(at));
    if (node === undefined || node.op === 'Concat') return found;
    if (node.op in ALONE) found.push([ALONE[node.op]]);
    else if (node.op in PLAIN) {
      const value = constants.get(node.ins.find((name) => name !== at));
      if (node.ins[0] !== at && node.op !== 'Add' && node.op !== 'Mul') throw new Error(`${node.op} from the right`);
      found.push([PLAIN[node.op], value]);
    } else if (node.op !== 'Cast' && node.op !== 'Unsqueeze') throw new Error(`operator ${node.op}`);
    at = node.out;
  }
}

/** Reads what is needed of an ONNX file: tensors by name, and nodes. */
function onnx(bytes) {
  const graph = message(message(bytes)[7][0]);
  const tensors = new Map(graph[5].map(tensor).map((made) => [made.name, made]));
  const nodes = graph[1].map((part) => {
    const node = message(part);
    const op = text(node[4][0]);
    const value = op === 'Constant' ? tensor(message(node[5][0])[5][0]).data[0] : undefined;
    return { op, ins: (node[1] ?? []).map(text), out: text(node[2][0]), value };
  });
  return { tensors, nodes };
}

/** A protocol-buffers message: field number -> values; nested messages and texts stay bytes. */
function message(bytes) {
  const fields = {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const [key, afterKey] = varint(bytes, at);
    const [value, end] = field(bytes, view, key & 7, afterKey);
    (fields[key >>> 3] ??= []).push(value);
    at = end;
  }
  return fields;
}

function field(bytes, view, wire, at) {
  if (wire === 0) return varint(bytes, at);
  if (wire === 1) return [view.getFloat64(at, true), at + 8];
  if (wire === 5) return [view.getFloat32(at, true), at + 4];
  const [length, start] = varint(bytes, at);
  return [bytes.subarray(start, start + length), start + length];
}

function varint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [Number(BigInt.asIntN(64, value)), at];
  }
}

function tensor(bytes) {
  const { 1: dims = [], 2: type, 8: name, 9: raw } = message(bytes);
  const { buffer } = new Uint8Array(raw[0]); // aligned
  const data =
    type[0] === 1
      ? new Float32Array(buffer)
      : type[0] === 11
        ? new Float64Array(buffer)
        : Array.from(new BigInt64Array(buffer), Number);
  return {
    name: name && text(name[0]),
    dims: dims.flatMap((part) => (typeof part === 'number' ? [part] : packed(part))),
    data,
  };
}

function packed(bytes) {
  const values = [];
  for (let at = 0; at < bytes.length; ) {
    const [value, end] = varint(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

function text(bytes) {
  return new TextDecoder().decode(bytes);
}
