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
  const part = partOf(label, 'samplers');
  const around = { library: 'src/index.ts', storage: 'src/storage/index.ts' };
  const build = { label, options: part.options, ...(await fileOf({ make: part }, around, /\/samplers\//)) };
  await load(build).catch((error: unknown) => refused(label, error)); // said once and now, not by each of a thousand runs
  return build;
}

/** Something that a label names: an export of one of the package's entry points, or of a file. */
export interface Part {
  readonly label: string;
  /** The revision that it is of; null = the work tree. */
  readonly revision: string | null;
  /** Where that revision's sources are. */
  readonly root: string;
  readonly file: string;
  readonly exported: string;
  readonly options: OptionsText;
}

/** Reads a label as `buildOf` describes it. @throws for options of another form, and revisions that are not there */
export function partOf(label: string, entryPoint: string): Part {
  const [wanted, revision] = splitRevision(label);
  const [name, ...rest] = wanted.split(':');
  const options = rest.join(':');
  if (!isOptions(options)) throw new Error(`"${options}" in ${label}: expected option=value+option=value.`);
  const [file, exported] = name!.includes('#') ? name!.split('#') : [`src/${entryPoint}/index.ts`, name];
  const root = revision === null ? process.cwd() : checkedOut(revision);
  return { label, revision, root, file: file!, exported: exported!, options };
}

/**
 * Writes a file that exports these parts of one revision under these names, and modules of its sources beside them.
 *
 * @param apart  sources that parts come from: those that no part needs have no say in the hash
 * @throws NotExported
 */
export async function fileOf(
  parts: Readonly<Record<string, Part>>,
  modules: Readonly<Record<string, string>>,
  apart: RegExp,
): Promise<Pick<Build, 'hash' | 'file'>> {
  const { root } = Object.values(parts)[0]!;
  const lines = Object.entries(parts).map(
    ([as, { file, exported }]) => `export { ${exported} as ${as} } from ${JSON.stringify(join(root, file))};`,
  );
  const around = Object.entries(modules)
    .map(([as, file]) => `export * as ${as} from ${JSON.stringify(join(root, file))};`)
    .join('\n');
  const code = createHash('sha256');
  for (const [i, part] of Object.values(parts).entries())
    code.update(await bundled(lines[i]!, root).catch((error: Error) => missing(part, error)));
  code.update(await bundled(around, root, apart));
  for (const { options } of Object.values(parts)) code.update(options);
  const hash = code.digest('hex').slice(0, 12);
  const file = join(process.cwd(), FOLDER, `${hash}.mjs`);
  if (!existsSync(file)) {
    mkdirSync(FOLDER, { recursive: true });
    const own = `${file}.${process.pid}`; // renamed when it is whole: another process may want the same one
    writeFileSync(own, await bundled([...lines, around].join('\n'), root));
    renameSync(own, file);
  }
  return { hash, file };
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

function missing(part: Part, error: Error): never {
  if (/No matching export/.test(error.message)) throw new NotExported(part);
  throw error;
}

/** Says which label it was that its factory refused. @throws always */
export function refused(label: string, error: unknown): never {
  const { message, hint = '' } = error as Error & { readonly hint?: string };
  throw new Error(`${label}: ${message} ${hint}`.trim());
}

/** A file has no such export, in this revision. */
export class NotExported extends Error {
  constructor({ label, file, exported }: Part) {
    super(`${label}: ${file.replace(/^src\/(\w+)\/index\.ts$/, 'vernier/$1')} does not export ${exported}.`);
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
