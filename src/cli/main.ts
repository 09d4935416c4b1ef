#!/usr/bin/env node
import { Command, CommanderError } from 'commander';

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
  import: { says: 'make a study of a table of results', load: () => import('./commands/import.ts') },
  export: { says: 'write a study as CSV or JSON', load: () => import('./commands/export.ts') },
  replay: { says: 'compute every proposal again and compare', load: () => import('./commands/replay.ts') },
  rm: { says: 'remove a study, or some of its trials', load: () => import('./commands/rm.ts') },
};

const EXAMPLES = `
Examples:
  vernier init                                    asks, and writes tune.yaml
  vernier run tune.yaml                           runs it; again: goes on from there
  vernier run tune.yaml --trials 200              with another budget
  vernier run --minimize loss -p lr=0.0001..0.1,log -- python train.py '\${args}'
  vernier best                                    the winner

Every command has --help with examples, and those that answer something have --json.
Exit codes: vernier help exit-codes`;

/** Runs one command line; answers the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const cut = argv.indexOf('--');
  const words = cut < 0 ? null : argv.slice(cut + 1);
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const program = new Command('vernier')
    .description('Tunes the settings of any program.')
    .version(await version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'vernier: ')) })
    .showSuggestionAfterError()
    .exitOverride();
  const called = own.filter((word) => !word.startsWith('-') && word !== 'help')[0];
  if (own[0] === 'help' && called === 'exit-codes') return exitCodes();
  for (const [name, { says, load }] of Object.entries(COMMANDS)) {
    if (name === called) (await load()).define(program, words);
    else program.command(name).description(says);
  }
  program.commands.forEach((command) => command.exitOverride());
  try {
    await program.parseAsync([...own], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { exitCodeOf, failureJson, failureText } = await import('./failure.ts');
    process.stderr.write(`${own.includes('--json') ? failureJson(error) : failureText(error)}\n`);
    return exitCodeOf(error);
  }
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
