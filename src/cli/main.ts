#!/usr/bin/env node
import type { Command } from 'commander';

/** What a command's file exports: adds itself to the program. `words` is what stood behind `--`. */
interface CommandFile {
  define(program: Command, words: readonly string[] | null): void;
}

/** The commands, in the order of the help. A command's file, and what it needs, is loaded when it is called. */
const COMMANDS: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<CommandFile> }>> = {
  init: { says: 'write a first config file', load: () => import('./commands/init.ts') },
  run: { says: 'run a config file, a script or a command', load: () => import('./commands/run.ts') },
  studies: { says: 'list the studies of a storage', load: () => import('./commands/studies.ts') },
  show: { says: 'show a study, or one of its trials', load: () => import('./commands/show.ts') },
  trials: { says: 'list the trials of a study', load: () => import('./commands/trials.ts') },
  best: { says: 'show the winner, or the front', load: () => import('./commands/best.ts') },
  forecast: { says: 'say what going on with a study would gain', load: () => import('./commands/forecast.ts') },
  doctor: { says: 'say what holds a study back', load: () => import('./commands/doctor.ts') },
  chart: { says: 'print the data of a chart', load: () => import('./commands/chart.ts') },
  report: { says: 'write what a study has found into one file', load: () => import('./commands/report.ts') },
  explain: { says: 'explain a trial', load: () => import('./commands/explain.ts') },
  importance: { says: 'say which parameters matter', load: () => import('./commands/importance.ts') },
  lineage: { says: 'show which trials started from others', load: () => import('./commands/lineage.ts') },
  schedule: { says: 'write the schedule of the winner', load: () => import('./commands/schedule.ts') },
  import: { says: 'make a study of a table of results', load: () => import('./commands/import.ts') },
  export: { says: 'write a study as CSV or JSON', load: () => import('./commands/export.ts') },
  replay: { says: 'compute every proposal again and compare', load: () => import('./commands/replay.ts') },
  pause: { says: 'keep new trials of a study from starting', load: () => import('./commands/pause.ts') },
  resume: { says: 'let them start again', load: () => import('./commands/resume.ts') },
  serve: { says: 'serve the studies of a storage over HTTP', load: () => import('./commands/serve.ts') },
  token: { says: 'make, list and revoke tokens for serve', load: () => import('./commands/token.ts') },
  user: { says: 'name the people who may log in to serve', load: () => import('./commands/user.ts') },
  rm: { says: 'remove a study, or some of its trials', load: () => import('./commands/rm.ts') },
};

const HELP = `Usage: vernier COMMAND [options]

Tunes the settings of any program.

Commands:
${Object.entries(COMMANDS)
  .map(([name, { says }]) => `  ${name.padEnd(12)}${says}`)
  .join('\n')}

Examples:
  vernier init                          asks, and writes tune.yaml
  vernier run tune.yaml                 runs it; again: goes on from there
  vernier run tune.yaml --trials 200    with another budget
  vernier run --minimize loss -p lr=0.0001..0.1,log -- python train.py '\${args}'
  vernier best                          the winner

Every command has --help with examples, and those that answer something have --json.
Exit codes: vernier help exit-codes
`;

/** Runs one command line; answers the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const cut = argv[0] === 'run' ? argv.indexOf('--') : -1; // elsewhere it only ends the options: vernier show -- -name
  const words = cut < 0 ? null : argv.slice(cut + 1);
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const [first, second] = own;
  if (first === undefined || first === '--help' || first === '-h') return say(HELP);
  if (first === '--version' || first === '-V') return say(`${await version()}\n`);
  if (first === 'help')
    return second === 'exit-codes' ? exitCodes() : second === undefined ? say(HELP) : command(second, ['--help'], null);
  return command(first, own.slice(1), words);
}

/** Loads a command's file and lets it read its arguments. */
async function command(name: string, args: readonly string[], words: readonly string[] | null): Promise<number> {
  const { exitCodeOf, failureJson, failureText } = await import('./failure.ts');
  const { typable } = await import('./again.ts');
  const { Command, CommanderError } = await import('commander');
  const asJson = args.includes('--json');
  try {
    if (!Object.hasOwn(COMMANDS, name)) throw await unknownCommand(name);
    const program = new Command('vernier').exitOverride().configureOutput({
      outputError: (text, write) => (asJson ? undefined : write(text.replace(/^error: /, 'vernier: '))),
    });
    (await COMMANDS[name]!.load()).define(program, words);
    program.commands.forEach((defined) =>
      defined
        .exitOverride()
        .copyInheritedSettings(program)
        .helpOption('-h, --help', 'print this help')
        .showHelpAfterError(asJson ? false : typable(`  See: vernier ${name} --help`)),
    );
    await program.parseAsync([name, ...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (asJson) process.stderr.write(`${failureJson(await usageError(error.message, name))}\n`);
      return 2;
    }
    process.stderr.write(`${asJson ? failureJson(error) : failureText(error)}\n`);
    return exitCodeOf(error);
  }
}

async function usageError(message: string, name: string): Promise<Error> {
  const { VernierError } = await import('../errors.ts');
  return new VernierError('config-invalid', message.replace(/^error: /, '').replaceAll('\n', ' '), {
    hint: `See: vernier ${name} --help`,
  });
}

async function unknownCommand(name: string): Promise<Error> {
  const { VernierError } = await import('../errors.ts');
  const { nearest } = await import('../space/names.ts');
  const near = nearest(name, Object.keys(COMMANDS));
  const isFile = /\.(?:ya?ml|json|[cm]?[jt]s)$/.test(name);
  return new VernierError('config-invalid', `"${name}" is no command.`, {
    hint: isFile
      ? `Did you mean "vernier run ${name}"?`
      : near === null
        ? `Commands: ${Object.keys(COMMANDS).join(', ')}.`
        : `Did you mean "${near}"?`,
  });
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function exitCodes(): Promise<number> {
  const { EXIT_WORDS } = await import('./failure.ts');
  for (const [code, says] of EXIT_WORDS) process.stdout.write(`${String(code).padStart(4)}  ${says}\n`);
  return 0;
}

async function version(): Promise<string> {
  const { readFileSync } = await import('node:fs');
  const { version: found } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return found;
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
