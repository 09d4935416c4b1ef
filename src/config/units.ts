import { asNumber, fault, found, type Tree } from '../space/file-tree.ts';
import { readScalar } from './yaml-scalar.ts';

const SECONDS: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** Amounts with their units, such as `1h30m`, `.5s` or `1e-3h`. */
const LENGTH = /((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(ms|[smhd]) ?/gy;

/** Seconds of a text such as `90`, `.5`, `1e-1`, `500ms`, `1.5h` or `1h30m`; null where it is none. */
export function secondsOf(text: string): number | null {
  let [sum, end] = [0, 0];
  for (const [all, amount, unit] of text.matchAll(LENGTH)) {
    sum += Number(amount) * SECONDS[unit!]!;
    end += all.length;
  }
  return end === 0 || end < text.length || !Number.isFinite(sum) ? plainNumber(text) : sum;
}

/** A number of at least 0, in any form that a file may have it in; null where it is none. */
function plainNumber(text: string): number | null {
  const { value } = readScalar(text);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** Bytes of a text such as `8GB`, `512 MiB`, `1_000_000` or `1e6`; null where it is none. */
export function bytesOf(text: string): number | null {
  const plain = plainNumber(text);
  if (plain !== null) return Math.round(plain);
  const parts = /^([0-9]+(?:\.[0-9]+)?(?:e\+?[0-9]+)?) ?([kmgt]i?)?b?$/i.exec(text);
  return parts === null ? null : Math.round(Number(parts[1]) * BYTES[(parts[2] ?? '').toLowerCase()]!);
}

/** A length of time, in seconds. @throws `config-invalid` */
export function asSeconds(tree: Tree, where: string): number {
  const seconds = tree.kind === 'scalar' ? secondsOf(String(tree.source ?? tree.value)) : null;
  if (seconds !== null && seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw fault(
    tree,
    `${where} is ${found(tree)}; expected a length of time above 0.`,
    'Write seconds, or a number with ms, s, m, h or d: 500ms, 90s, 1h30m.',
  );
}

/** An amount of memory or of disk, in bytes. @throws `config-invalid` */
export function asBytes(tree: Tree, where: string): number {
  const bytes = tree.kind === 'scalar' ? bytesOf(String(tree.source ?? tree.value)) : null;
  if (bytes !== null && bytes > 0 && Number.isFinite(bytes)) return bytes;
  throw fault(
    tree,
    `${where} is ${found(tree)}; expected a number of bytes above 0.`,
    'Write bytes, or a number with MB, GB, MiB or GiB: 512MB, 8GB.',
  );
}

/** A number above 0. @throws `config-invalid` */
export function asPositive(tree: Tree, where: string): number {
  const value = asNumber(tree, where);
  if (value > 0) return value;
  throw fault(tree, `${where} is ${value}; expected a number above 0.`, 'Give a positive number.');
}
