import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Asset, ServerPorts } from '../../server/ports.ts';

const compress = promisify(gzip);

/** Where the built dashboard lies in the package. */
export const DASHBOARD = fileURLToPath(new URL('../../../dist/dashboard/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** What is packed already, or gains nothing by it. */
const PACKED = new Set(['.png', '.ico', '.woff2']);
/** Below so many bytes packing gains nothing. */
const WORTH_BYTES = 1000;

interface Built {
  /** Another one after each build. */
  readonly mark: string;
  readonly names: ReadonlySet<string>;
  readonly kept: Map<string, Promise<Asset>>;
}

/**
 * The files of a built dashboard, read when they are first asked for and kept; all anew once it is built again.
 *
 * Only what the folder was found to hold is answered, by its exact name: no path leads out of it.
 */
export function dashboardAssets(folder: string): ServerPorts['asset'] {
  let built: Built | null = null;
  return async (path) => {
    const index = await stat(join(folder, 'index.html')).catch(() => null);
    if (index === null) return null;
    const mark = `${index.ino} ${index.size} ${index.mtimeMs}`;
    if (built?.mark !== mark) built = { mark, names: await namesIn(folder), kept: new Map() };
    const { names, kept } = built;
    if (!names.has(path)) return null;
    let asset = kept.get(path);
    if (asset === undefined) {
      asset = read(folder, path, names);
      kept.set(path, asset);
      asset.catch(() => kept.delete(path));
    }
    return asset;
  };
}

/** Files by their path with slashes; hidden ones, and links, are not the dashboard's. */
async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return new Set(files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')));
}

async function read(folder: string, path: string, names: ReadonlySet<string>): Promise<Asset> {
  const bytes = await readFile(join(folder, path));
  const beside = (end: string) => (names.has(path + end) ? readFile(join(folder, path + end)) : null);
  const isWorthIt = bytes.length >= WORTH_BYTES && !PACKED.has(extname(path));
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    bytes,
    br: await beside('.br'),
    gzip: await (beside('.gz') ?? (isWorthIt ? compress(bytes, { level: 9 }) : null)),
    tag: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
  };
}
