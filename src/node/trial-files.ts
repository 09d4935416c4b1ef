import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArtifactFile, TrialFiles, TrialPlace } from '../server/trial-files.ts';
import { ARTIFACTS, LOG, trialPath } from './executors/trial-folder.ts';
import { logPiece } from './trial-log.ts';
import { openedFile, openInside, realPathInside } from './trial-file-place.ts';

/** So many artifacts of one trial are listed. */
const MOST_FILES = 1000;
/** Folders in folders, so many deep. */
const MOST_DEPTH = 8;

/**
 * The files of trials in the folders that executors make for them.
 *
 * @param root  where these folders lie
 * @param optuna  the folder of Optuna's `FileSystemArtifactStore`; null = there is none here
 */
export function trialFiles(root: string, optuna: string | null): TrialFiles {
  /** Path of something of a trial below `root`: a folder that is a link to elsewhere is none of ours. */
  const within = (trial: TrialPlace, name: string) =>
    relative(root, join(trialPath(root, trial), name))
      .split(sep)
      .join('/');
  return {
    async artifacts(trial) {
      const folder = await realPathInside(root, within(trial, ARTIFACTS));
      const files = folder === null ? [] : await filesIn(folder);
      return { files: files.slice(0, MOST_FILES), more: files.length > MOST_FILES };
    },
    async artifact(trial, name) {
      const folder = await realPathInside(root, within(trial, ARTIFACTS));
      const file = folder === null ? null : await openInside(folder, name);
      return file === null ? null : openedFile(file);
    },
    async optunaArtifact(id) {
      const file = optuna === null ? null : await openInside(optuna, id);
      return file === null ? null : openedFile(file);
    },
    async log(trial, from, isOver) {
      const file = await openInside(root, within(trial, LOG));
      if (file === null) return null;
      try {
        return await logPiece(file, from, isOver);
      } finally {
        await file.close();
      }
    },
  };
}

/** Plain files by name, those of folders within after those of the folder; one more than are listed. What a link leads out to is left out. */
async function filesIn(folder: string): Promise<readonly ArtifactFile[]> {
  const found: ArtifactFile[] = [];
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    const { path, depth } = next;
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (name.includes('\\') || name.length > 1000) continue; // they could not be asked for
      if (entry.isDirectory() && depth < MOST_DEPTH) folders.push({ path: name, depth: depth + 1 });
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      const real = await realPathInside(folder, name);
      const stats = real === null ? null : await stat(real).catch(() => null);
      if (stats?.isFile() === true) found.push({ name, bytes: stats.size, changedAt: stats.mtimeMs });
      if (found.length > MOST_FILES) return found;
    }
  }
  return found;
}
