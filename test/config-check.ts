import { type Config, readConfig } from '../src/node/config/config.ts';
import { yamlTree } from '../src/config/yaml-tree.ts';
import { catalog as pruners } from '../src/pruners/catalog.ts';
import { catalog as samplers } from '../src/samplers/catalog.ts';

/** Reads a config file's text as the command line does. @throws `config-invalid` where it is not one */
export function checkConfigFile(file: string, text: string): Config {
  return readConfig(file, yamlTree(text), { samplers, pruners });
}
