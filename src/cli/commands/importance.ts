import type { Command } from 'commander';
import { IMPORTANCE_METHODS, type ImportanceMethod } from '../../analysis/importance/answer.ts';
import { importance } from '../../analysis/importance/importance.ts';
import { VernierError } from '../../errors.ts';
import { storedSpaceOf } from '../../study/opening/stored.ts';
import { shareLine } from '../share-line.ts';
import { importanceLines } from '../importance-lines.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { styleFor } from '../style.ts';
import { proseColumns } from '../text.ts';

/** The options of `vernier importance`, as typed. */
interface ImportanceFlags extends PlaceOptions {
  readonly method?: string;
  readonly objective?: string;
  readonly pairs?: boolean;
}

/** `vernier importance`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('importance')
      .description('say which parameters matter, and how sure that is')
      .argument('[study]', 'its name; without it the only study')
      .option('-m, --method <name>', `${IMPORTANCE_METHODS.join(', ')} (default: ${IMPORTANCE_METHODS[0]})`)
      .option('--objective <name>', 'only for this objective (default: for all)')
      .option('--pairs', 'also what two parameters do together (fanova)'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  vernier importance digits\n  vernier importance digits --pairs\n  vernier importance digits --method sobol --json',
    )
    .action(show);
}

async function show(name: string | undefined, options: ImportanceFlags): Promise<void> {
  const method = methodOf(options);
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const space = await storedSpaceOf(record);
    const found = targetsOf(
      study.objectives.map((objective) => objective.name),
      method,
      options.objective,
    ).map((objective) =>
      importance(study.history, space, {
        method,
        heard: shareLine(`Computing what matters (${method})`),
        ...(objective === null ? {} : { objective }),
      }),
    );
    if (options.json === true)
      return printJson({
        study: study.name,
        importance: found.map((each) => (options.pairs === true ? each : { ...each, pairs: null })),
      });
    const style = await styleFor(process.stdout.isTTY === true);
    print(
      found.flatMap((each, i) => [
        ...(i > 0 ? [''] : []),
        ...importanceLines(study.name, each, options.pairs === true, style, proseColumns()),
      ]),
    );
  });
}

/** What is asked for, one answer each; null = all objectives together. */
function targetsOf(
  names: readonly string[],
  method: ImportanceMethod,
  asked: string | undefined,
): readonly (string | null)[] {
  if (asked !== undefined) return [asked];
  return names.length > 1 && method === 'ped-anova' ? [null, ...names] : names;
}

/** @throws `config-invalid` for a method that does not exist, or has no pairs */
function methodOf({ method, pairs }: ImportanceFlags): ImportanceMethod {
  const found = method === undefined ? (pairs === true ? 'fanova' : IMPORTANCE_METHODS[0]!) : method;
  const known = IMPORTANCE_METHODS.find((each) => each === found);
  if (known === undefined)
    throw new VernierError('config-invalid', `--method is ${JSON.stringify(method)}.`, {
      hint: `Methods: ${IMPORTANCE_METHODS.join(', ')}.`,
    });
  if (pairs === true && known !== 'fanova')
    throw new VernierError('config-invalid', `${known} knows nothing of pairs.`, {
      hint: 'Leave --method out, or write --method fanova.',
    });
  return known;
}
