import { catalog as pruners } from '../pruners/catalog.ts';
import { catalog as samplers } from '../samplers/catalog.ts';
import { asMap, entry, fault } from '../space/file-tree.ts';
import type { ParamValue } from '../space/shape.ts';
import type { StudyFile } from '../server/study-file.ts';
import { type Config, readConfig } from './config/config.ts';
import { programOf } from './config/program.ts';
import { inFile } from './load.ts';
import { yamlTree } from '../config/yaml-tree.ts';

/** What a text is called in its errors. */
const FILE = 'study.yaml';

/** As `ReadStudyFile` says. */
export async function readStudyFile(text: string): Promise<StudyFile> {
  const loaded = inFile(FILE, () => yamlTree(text));
  const config = readConfig(FILE, loaded, { samplers, pruners });
  const map = asMap(loaded.tree, 'The file', 'name: digits');
  inFile(FILE, () => {
    if (entry(map, 'name') === undefined) throw fault(map, 'The study has no name.', 'Add name: digits.');
  });
  const { name, description, leaves } = config;
  const storage = entry(map, 'storage');
  const aside = {
    line: storage?.line ?? 0,
    message: 'storage has no meaning here: the study is kept where this server keeps all',
  };
  const warnings = storage === undefined ? config.warnings : [...config.warnings, aside];
  return { name, description, search: searchOf(config), leaves, warnings };
}

function searchOf(config: Config): StudyFile['search'] {
  const { space, sampler, pruner, start, lowCost, transfer, seed, fidelity, judgeBy, duplicates, budget } = config;
  const program = programOf(config);
  return {
    objectives: config.objectives,
    ...(program === null ? {} : { program }),
    // Where nothing is declared, the program asks for its parameters as it goes.
    ...(space.nodes.length === 0 ? {} : { space }),
    ...(sampler === null ? {} : { sampler: sampler.value }),
    ...(pruner === undefined ? {} : { pruner: pruner === null ? null : pruner.value }),
    ...(start === null ? {} : { start: start as Readonly<Record<string, ParamValue>> }),
    ...(lowCost === null ? {} : { lowCost: lowCost as Readonly<Record<string, ParamValue>> }),
    ...(transfer === null ? {} : { transfer }),
    ...(seed === null ? {} : { seed }),
    ...(fidelity === null ? {} : { fidelity }),
    ...(judgeBy === null ? {} : { judgeBy }),
    ...(duplicates === null ? {} : { duplicates }),
    ...(budget.trials === null ? {} : { budget: budget.trials }),
  };
}
