import { existsSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { readConfig } from '../../node/config/config.ts';
import { inFile } from '../../node/load.ts';
import { yamlTree } from '../../config/yaml-tree.ts';
import { catalog as pruners } from '../../pruners/catalog.ts';
import { catalog as samplers } from '../../samplers/catalog.ts';
import { type Data, dataOf, type TreeEntry, type TreeScalar } from '../../space/file-tree.ts';
import { typable } from '../again.ts';
import { ask } from '../ask.ts';
import { paramFlag } from '../param-flag.ts';
import { print, printJson } from '../place.ts';
import { numberText, yamlText } from '../yaml-text.ts';

/** `vernier init`. */
export function define(program: Command): void {
  const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  program
    .command('init')
    .description('write a first config file, with comments; asks for what the options leave out')
    .argument('[file]', 'the file to write', 'tune.yaml')
    .option('--program <file>', 'the program to tune')
    .option('--minimize <name>', 'the number that it should make small')
    .option('--maximize <name>', 'the number that it should make large')
    .option('-p, --param <form>', 'a parameter: lr=0.0001..0.1,log · depth=1..8 · opt=adam,sgd; may be repeated', list)
    .option('-n, --trials <count>', 'how many trials')
    .option('-f, --force', 'overwrite a file that is there')
    .option('--json', 'print the name of the file as JSON, and ask nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier init\n  vernier init --program train.py --minimize loss -p lr=0.0001..0.1,log -p opt=adam,sgd -n 50',
    )
    .action(init);
}

interface Options {
  readonly program?: string;
  readonly minimize?: string;
  readonly maximize?: string;
  readonly param?: readonly string[];
  readonly trials?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Answers {
  readonly program: string;
  readonly metric: string;
  readonly goal: 'minimize' | 'maximize';
  readonly params: readonly TreeEntry[];
  readonly trials: number;
}

async function init(file: string, options: Options): Promise<void> {
  if (existsSync(file) && options.force !== true)
    throw new VernierError('config-invalid', `${file} exists already.`, {
      hint: 'Name another file, or overwrite it with --force.',
    });
  if (options.minimize !== undefined && options.maximize !== undefined)
    throw new VernierError('config-invalid', 'There is both --minimize and --maximize.', {
      hint: 'Give one; more objectives can be added in the file.',
    });
  const text = configText(await answers(options), file);
  inFile(file, () => readConfig(file, yamlTree(text), { samplers, pruners })); // what we write, we can read
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new VernierError('config-invalid', `${file} cannot be written: ${(error as Error).message}.`, {
      hint: 'Check that its folder exists, its rights and its free space.',
    });
  }
  if (options.json === true) return printJson({ file });
  print([`Wrote ${file}. Look it over, then: ${typable('vernier run')} ${file}`]);
}

async function answers(options: Options): Promise<Answers> {
  const isTerminal = process.stdin.isTTY === true && options.json !== true;
  const question = async (text: string, given: string | undefined, fallback: string): Promise<string> => {
    if (given !== undefined) return given;
    if (!isTerminal) return fallback;
    return (await ask(`${text} [${fallback}] `)) || fallback;
  };
  const program = await question('Which program shall be tuned?', options.program, 'train.py');
  const metric = await question(
    'What is the number called that it reports?',
    options.minimize ?? options.maximize,
    'loss',
  );
  const given = options.maximize !== undefined ? 'maximize' : options.minimize !== undefined ? 'minimize' : undefined;
  const goal = await question(
    'Shall it be small or large (minimize, maximize)?',
    given,
    /acc|score|f1|auc|r2|reward/i.test(metric) ? 'maximize' : 'minimize',
  );
  const trials = Number(await question('How many trials?', options.trials, '50'));
  if (goal !== 'minimize' && goal !== 'maximize')
    throw new VernierError('config-invalid', `"${goal}" is neither minimize nor maximize.`);
  if (!Number.isInteger(trials) || trials < 1)
    throw new VernierError('config-invalid', 'The number of trials must be a whole number of at least 1.');
  return { program, metric, goal, params: await parameters(options, isTerminal), trials };
}

async function parameters({ param = [] }: Options, isTerminal: boolean): Promise<readonly TreeEntry[]> {
  if (param.length > 0) return param.map(paramFlag);
  const read: TreeEntry[] = [];
  if (isTerminal) {
    process.stderr.write(
      'Its parameters, one a line: lr=0.0001..0.1,log or depth=1..8 or opt=adam,sgd; an empty line ends.\n',
    );
    for (let line = await ask('  '); line !== ''; line = await ask('  ')) {
      try {
        read.push(paramFlag(line));
      } catch (error) {
        process.stderr.write(`  ${(error as VernierError).message} ${(error as VernierError).hint}\n`);
      }
    }
  }
  return read.length > 0 ? read : ['lr=0.0001..0.1,log', 'batch=16|32|64', 'depth=1..4'].map(paramFlag);
}

function configText({ program, metric, goal, params, trials }: Answers, file: string): string {
  return `# What vernier tunes. Run it with:  vernier run ${file}
# All keys: docs/reference/config-file.md
name: ${yamlText(basename(program, extname(program)) || 'study')}

# The program, run once for each trial. It gets its parameters as --name=value (and in the file that
# VERNIER_PARAMS_FILE names), and prints its result on a line such as:  vernier {${JSON.stringify(metric)}: 0.41}
# With a step it is a report while the program runs:  vernier {"step": 3, ${JSON.stringify(metric)}: 0.52}
program: ${yamlText(program)}
metric: { name: ${yamlText(metric)}, goal: ${goal} }

# What may be searched. Whole bounds (1) mean whole numbers, bounds with a point (1.0) real ones;
# log: true for what spans powers of ten; values for choices; when: { other: value } for what only sometimes counts.
parameters:
${params.map(({ key, value }) => `  ${yamlText(key)}: ${formText(value)}`).join('\n')}

# The settings in use today: run first, and compared with the winner.
# start: { ${params.map(({ key }) => `${yamlText(key)}: …`).join(', ')} }

budget: { trials: ${trials} } # or time: 2h
concurrency: 1 # trials at the same time
`;
}

/** A parameter's form with its numbers as they were typed: `1` and `1.0` differ. */
function formText(form: TreeEntry['value']): string {
  if (form.kind !== 'map') return '';
  const words = form.entries.map(({ key, value }) => {
    if (value.kind === 'list')
      return `${key}: [${value.items.map((item) => scalarText(item as TreeScalar)).join(', ')}]`;
    return `${key}: ${scalarText(value as TreeScalar)}`;
  });
  return `{ ${words.join(', ')} }`;
}

function scalarText(scalar: TreeScalar): string {
  const data: Data = dataOf(scalar);
  if (typeof data === 'string') return yamlText(data);
  if (typeof data !== 'number' || scalar.source === null || !/[eE]/.test(scalar.source))
    return scalar.source ?? String(data);
  return Number.isInteger(data) ? data.toFixed(1) : numberText(data); // `1e-4` is no number to YAML 1.1
}
