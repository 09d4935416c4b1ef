import { readFile } from 'node:fs/promises';
import { VernierError } from '../errors.ts';
import type { Tree, Warning } from '../space/file-tree.ts';

/** Longer files are no configuration. */
const MOST_BYTES = 4_000_000;

/** A file as a tree, with what is odd in it. */
export interface LoadedTree {
  readonly tree: Tree;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a YAML or JSON file into a tree with source text and lines.
 *
 * @throws `config-invalid` for a file that is missing, too long or no YAML; the message starts with `FILE:LINE`
 */
export async function loadTree(file: string): Promise<LoadedTree> {
  const text = await readText(file);
  const { yamlTree } = await import('../config/yaml-tree.ts');
  return inFile(file, () => yamlTree(text));
}

/** Runs `body`; errors of lines get the file's name in front: `study.yaml:12: …`. What the command line says has line 0. */
export function inFile<T>(file: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof VernierError) || typeof error.details.line !== 'number' || error.details.file !== undefined)
      throw error;
    const { line } = error.details;
    const at = line > 0 ? `${file}:${line}` : 'command line';
    throw new VernierError('config-invalid', `${at}: ${error.message}`, {
      details: { ...error.details, file: line > 0 ? file : null },
      ...(error.hint === null ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new VernierError('config-invalid', `${file} cannot be read: ${REASONS[code] ?? code}.`, {
      details: { file },
      hint: 'Check the name, or write one with: vernier init',
    });
  }
  if (bytes.length > MOST_BYTES)
    throw new VernierError(
      'config-invalid',
      `${file} has ${bytes.length} bytes; a configuration has at most ${MOST_BYTES}.`,
      { details: { file }, hint: 'Is it the right file?' },
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new VernierError('config-invalid', `${file} is not UTF-8 text.`, {
      details: { file },
      hint: 'Is it the right file?',
    });
  }
}
