import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type PluginBuild } from 'esbuild';

/** What a browser loads of some code that uses the package. */
export interface BrowserBundle {
  /** Minified and gzipped, bytes, of what is loaded at once. */
  readonly size: number;
  /** The same of what is loaded later, by `import()`. */
  readonly later: number;
  /** Files that are loaded at once. */
  readonly files: readonly string[];
  /** Imports left in the bundle: packages and Node modules. */
  readonly imports: readonly string[];
}

/**
 * Bundles a few lines for the browser, as a user's build would.
 *
 * @param code  an ES module that imports from `vernier/…`
 * @param conditions  `['vernier-source']` to bundle the sources instead of `dist`
 */
export async function browserBundle(
  code: string,
  root: string,
  conditions: readonly string[] = [],
): Promise<BrowserBundle> {
  const atOnce = await bundle(code, root, conditions, true);
  const all = await bundle(code, root, conditions, false);
  return { size: atOnce.size, later: all.size - atOnce.size, files: atOnce.files, imports: all.imports };
}

/**
 * Runs a few lines and says which modules they load by `import()`, each once, in order of their first load.
 *
 * @param code  an ES module, as for `browserBundle`; nothing else may run at the same time
 * @returns paths from `root`
 */
export async function importedBy(code: string, root: string, conditions: readonly string[] = []): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vernier-size-'));
  try {
    await build({
      stdin: { contents: code, resolveDir: root, loader: 'ts' },
      bundle: true,
      splitting: true,
      platform: 'browser',
      format: 'esm',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      absWorkingDir: root,
      conditions: [...conditions],
      plugins: [{ name: 'note what is loaded', setup: (bundler) => noteLoads(bundler, root) }],
    });
    const loaded: string[] = [];
    Object.assign(globalThis, { noteLoad: (file: string) => loaded.push(file) });
    await import(pathToFileURL(join(folder, 'stdin.mjs')).href);
    return [...new Set(loaded)];
  } finally {
    Reflect.deleteProperty(globalThis, 'noteLoad');
    await rm(folder, { recursive: true });
  }
}

/** Puts a word before each `import()` of the sources. */
function noteLoads(bundler: PluginBuild, root: string): void {
  bundler.onLoad({ filter: /\.(ts|js)$/ }, async ({ path }) => ({
    contents: (await readFile(path, 'utf8')).replace(
      /\bimport\(('[^']+')\)/g,
      (whole, to: string) =>
        `(noteLoad(${JSON.stringify(relative(root, resolve(dirname(path), to.slice(1, -1))))}), ${whole})`,
    ),
    loader: path.endsWith('.ts') ? 'ts' : 'js',
  }));
}

/** One file; what `import()` would load is left out or put in. (esbuild's own splitting puts more than needed in the first part.) */
async function bundle(code: string, root: string, conditions: readonly string[], withoutLater: boolean) {
  const imports = new Set<string>();
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    absWorkingDir: root,
    conditions: [...conditions],
    logLevel: 'silent',
    plugins: [
      {
        name: 'leave out',
        setup(bundler) {
          bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === 'entry-point' || path === 'vernier' || path.startsWith('vernier/')) return null;
            imports.add(path);
            return { path, external: true };
          });
          if (withoutLater)
            bundler.onResolve({ filter: /^\./ }, ({ path, kind }) =>
              kind === 'dynamic-import' ? { path, external: true } : null,
            );
        },
      },
    ],
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
  );
  return { size: gzipSync(outputFiles[0]!.contents, { level: 9 }).length, files, imports: [...imports] };
}
