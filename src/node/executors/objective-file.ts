import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { VernierError } from '../../errors.ts';
import type { Score } from '../../execution/executor.ts';
import type { ParamValue } from '../../space/shape.ts';
import type { Trial } from '../../study/trial.ts';

/** The objective function of a file: its default export, the `objective` of a default export that is an object, or the one named `objective`. */
export type FileObjective = (params: Readonly<Record<string, ParamValue>>, trial: Trial) => Score | Promise<Score>;

/**
 * The absolute path of an objective file.
 *
 * @throws `config-invalid` where there is none
 */
export function objectivePath(file: string | URL): string {
  const path = resolve(file instanceof URL ? fileURLToPath(file) : file);
  if (existsSync(path)) return path;
  throw new VernierError('config-invalid', `The objective file ${path} does not exist.`, { hint: 'Correct the path.' });
}

/**
 * Loads an objective file, in TypeScript or JavaScript.
 *
 * @throws `config-invalid` where it exports no function; whatever the file itself throws
 */
export async function loadObjective(path: string): Promise<FileObjective> {
  const module = await loadModule(path);
  // The loader gives a module without a default export its own namespace as one.
  const main = module.default as { readonly objective?: unknown } | null | undefined;
  const found = [main, main?.objective, module.objective].find((each) => typeof each === 'function');
  if (found !== undefined) return found as FileObjective;
  const names = Object.keys(module).join(', ') || 'nothing';
  throw new VernierError('config-invalid', `${path} exports ${names}; expected an objective function.`, {
    hint: 'Write: export default async (params, trial) => score;',
  });
}

/** Only TypeScript needs the loader; JavaScript is left to the platform. */
async function loadModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(path).href;
  if (!/\.[cm]?tsx?$/.test(path)) return import(url);
  const { createJiti } = await import('jiti');
  return createJiti(url).import(path);
}
