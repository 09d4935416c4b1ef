import { isVernierError } from '../../errors.ts';
import { catalog as pruners } from '../../pruners/catalog.ts';
import { catalog as samplers } from '../../samplers/catalog.ts';
import { yamlTree } from '../../config/yaml-tree.ts';
import { inFile } from '../load.ts';
import { type Config, readConfig } from './config.ts';

/** A config file as read. */
export const read = (text: string): Config =>
  readConfig(
    'tune.yaml',
    inFile('tune.yaml', () => yamlTree(text)),
    { samplers, pruners },
  );

/** The least that a file says. */
export const SMALL = 'method: bayes\nparameters: { x: { min: 0.0, max: 1.0 } }\n';

/** Why a file is refused. */
export function message(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (isVernierError(error)) return `${error.code} ${error.message} | ${error.hint}`;
    throw error;
  }
  return 'nothing was thrown';
}
