import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a browser loads of some code that uses the package. */
export interface BrowserBundle {
  /** Minified and gzipped, bytes, of what is loaded at once. */
  readonly size: number;
  /** The same of what is loaded later, on demand. */
  readonly later: number;
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
  const imports = new Set<string>();
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    outdir: root,
    conditions: [...conditions],
    logLevel: 'silent',
    plugins: [
      {
        name: 'leave packages out',
        setup(bundler) {
          bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === 'entry-point' || path === 'vernier' || path.startsWith('vernier/')) return null;
            imports.add(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  // Chunks that the entry imports statically are loaded with it; those behind `import()` are not.
  const outputs = Object.entries(metafile.outputs);
  const atOnce = new Set<string>();
  const walk = (path: string): void => {
    if (atOnce.has(path)) return;
    atOnce.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') walk(next);
  };
  for (const [path, { entryPoint }] of outputs) if (entryPoint === '<stdin>') walk(path);
  const sizes = outputFiles.map((file, i) => ({
    at: atOnce.has(outputs[i]![0]),
    bytes: gzipSync(file.contents, { level: 9 }).length,
  }));
  const total = (at: boolean) => sizes.filter((file) => file.at === at).reduce((sum, file) => sum + file.bytes, 0);
  return { size: total(true), later: total(false), imports: [...imports] };
}
