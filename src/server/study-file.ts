import type { Leaf } from '../space/file-program.ts';
import type { Warning } from '../space/file-tree.ts';
import type { Direction } from '../history/record.ts';
import type { RunOptions } from '../study/study.ts';

/** Study system attribute: the config text that a study was made of here, `{ text, by, at }`. */
export const CONFIG = 'vernier:config';

/** A config text, read and checked: all that a study is made of. */
export interface StudyFile {
  readonly name: string;
  readonly description: string | null;
  readonly search: RunOptions & {
    readonly objectives: Readonly<Record<string, Direction>>;
    /** What its runs start, in words; left out where the text does not say. */
    readonly program?: string;
  };
  /** How the program gets its parameters. */
  readonly leaves: readonly Leaf[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads a config text as `vernier run` reads a file.
 *
 * @throws `config-invalid` with the line: what was found, what was expected, the nearest right word
 */
export type ReadStudyFile = (text: string) => Promise<StudyFile>;
