import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginBuild } from 'esbuild';
import type { Sampler } from 'vernier';
import { isOptions, type OptionsText, optionsOf } from './options-text.ts';
import type { Library } from './space-of.ts';

/** A sampler of this or another revision, with its library in one file. */
export interface Build {
  /** As it was asked for: `gp`, `gp:warp=none`, `gp@v0.1.0`. */
  readonly label: string;
  /** Names the code, comments left out, and the options: the same hash, the same trials. */
  readonly hash: string;
  readonly file: string;
  readonly options: OptionsText;
}

/** What a build's file exports. */
export interface Built {
  readonly library: Library;
  readonly storage: typeof import('vernier/storage');
  readonly make: (options?: object) => Sampler;
}

/** A sampler ready to be used, with the library that it belongs to. */
export interface Loaded extends Omit<Built, 'make'> {
  readonly sampler: Sampler;
}

const FOLDER = '.cache/bench/builds';

/**
 * Bundles a sampler and the library around it from their sources.
 *
 * @param label  `NAME`, `NAME:option=value+option=value`, either with `@REVISION`; `FILE#EXPORT` takes one that the package does not export
 */
export async function buildOf(label: string): Promise<Build> {
  const [wanted, revision] = splitRevision(label);
  const [name, ...rest] = wanted.split(':');
  const options = rest.join(':');
  if (!isOptions(options)) throw new Error(`"${options}" in ${label}: expected option=value+option=value.`);
  const root = revision === null ? process.cwd() : checkedOut(revision);
  const [file, exported] = name!.includes('#') ? name!.split('#') : ['src/samplers/index.ts', name];
  const made = `export { ${exported} as make } from ${JSON.stringify(join(root, file!))};`;
  const library = ['index', 'storage/index']
    .map((path, i) => `export * as ${['library', 'storage'][i]} from ${JSON.stringify(join(root, `src/${path}.ts`))};`)
    .join('\n');
  const sampler = await bundled(made, root).catch((error: Error) => missing(label, exported!, error));
  const around = await bundled(library, root, /\/samplers\//);
  const hash = createHash('sha256').update(sampler).update(around).update(options).digest('hex').slice(0, 12);
  const path = join(process.cwd(), FOLDER, `${hash}.mjs`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    const own = `${path}.${process.pid}`; // renamed when it is whole: another process may want the same one
    writeFileSync(own, await bundled(`${made}\n${library}`, root));
    renameSync(own, path);
  }
  const build = { label, hash, file: path, options };
  await load(build).catch((error: unknown) => refused(label, error)); // said once and now, not by each of a thousand runs
  return build;
}

/** The sampler of a build, made with its options; loads the file once. */
export async function load(build: Pick<Build, 'file' | 'options'>): Promise<Loaded> {
  const { make, ...rest } = (await import(build.file)) as Built;
  return { ...rest, sampler: make(optionsOf(build.options)) };
}

/** Code without comments and spaces, so that only a change that may matter changes it. */
async function bundled(contents: string, resolveDir: string, without: RegExp | null = null): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    absWorkingDir: resolveDir, // names of files in the code are the same in every revision's folder
    write: false,
    plugins: without === null ? [] : [{ name: 'without', setup: leaveOut(without) }],
    packages: 'external',
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

function leaveOut(filter: RegExp) {
  return (build: PluginBuild): void => build.onResolve({ filter }, ({ path }) => ({ path, external: true }));
}

function missing(label: string, exported: string, error: Error): never {
  if (/No matching export/.test(error.message)) throw new SamplerMissing(label, exported);
  throw error;
}

function refused(label: string, error: unknown): never {
  const { message, hint = '' } = error as Error & { readonly hint?: string };
  throw new Error(`${label}: ${message} ${hint}`.trim());
}

/** `vernier/samplers` has no such export, in this revision. */
export class SamplerMissing extends Error {
  constructor(label: string, exported: string) {
    super(`${label}: vernier/samplers does not export ${exported}.`);
  }
}

function splitRevision(label: string): readonly [string, string | null] {
  const at = label.lastIndexOf('@');
  return at < 0 ? [label, null] : [label.slice(0, at), label.slice(at + 1)];
}

/** The full name of a revision's commit. @throws where git knows no such revision */
function commitOf(revision: string): string {
  try {
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new Error(`git knows no revision "${revision}" here.`);
  }
}

/** The sources of another revision, below the cache, where the packages of this one are found. */
function checkedOut(revision: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const commit = commitOf(revision);
  const folder = join(process.cwd(), '.cache/bench/revisions', commit);
  if (existsSync(join(folder, 'package.json'))) return folder;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', commit, 'src', 'package.json') });
  return folder;
}
