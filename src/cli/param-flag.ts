import { VernierError } from '../errors.ts';
import { readScalar } from '../config/yaml-scalar.ts';
import type { Tree, TreeEntry, TreeScalar } from '../space/file-tree.ts';

/**
 * A parameter on the command line, as a file would declare it.
 *
 * `lr=0.0001..0.1,log` · `depth=1..8` · `units=32..512,step=32` · `optimizer=adam,sgd` (or `adam|sgd`, for values with commas) · `epochs=5` (fixed)
 *
 * @throws `config-invalid` for another form
 */
export function paramFlag(text: string): TreeEntry {
  const cut = text.indexOf('=');
  const name = text.slice(0, cut).trim();
  const said = text.slice(cut + 1).trim();
  if (cut < 1 || said === '') throw unfit(text);
  return { key: name, line: 0, value: formOf(said, text) };
}

/**
 * Values of some parameters: `trees=10,depth=1`.
 *
 * @throws `config-invalid` for another form, or a name twice
 */
export function valuesFlag(flag: string, text: string): Tree {
  const values = text.split(',').map((part) => {
    const cut = part.indexOf('=');
    const said = part.slice(cut + 1).trim();
    if (cut < 1 || said === '')
      throw new VernierError(
        'config-invalid',
        `${flag} is "${text}"; expected NAME=VALUE, with commas between several.`,
        {
          hint: `Write ${flag} trees=10,depth=1 for example.`,
        },
      );
    return [part.slice(0, cut).trim(), scalar(said)] as const;
  });
  const names = values.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return map(values);
  throw new VernierError('config-invalid', `${flag} is "${text}": "${twice}" stands there twice.`, {
    hint: 'Keep one of its values.',
  });
}

function formOf(said: string, text: string): Tree {
  const [range, ...options] = said.split(',').map((part) => part.trim());
  const ends = /^(.+?)\.\.(.+)$/.exec(range!);
  if (ends !== null)
    return map([
      ['min', scalar(ends[1]!)],
      ['max', scalar(ends[2]!)],
      ...options.map((option) => optionOf(option, text)),
    ]);
  const values = said.split(said.includes('|') ? '|' : ',').map((value) => value.trim());
  if (values.some((value) => /^(|log|step=.*)$/.test(value))) throw unfit(text); // options of a range that is not there
  if (values.length === 1) return map([['value', scalar(said)]]);
  return map([['values', { kind: 'list', items: values.map(scalar), line: 0 }]]);
}

function optionOf(option: string, text: string): readonly [string, Tree] {
  if (option === 'log') return ['log', scalar('true')];
  const step = /^step=(.+)$/.exec(option);
  if (step !== null) return ['step', scalar(step[1]!)];
  throw unfit(text);
}

function scalar(source: string): TreeScalar {
  return { kind: 'scalar', value: readScalar(source).value, source, line: 0 };
}

function map(entries: readonly (readonly [string, Tree])[]): Tree {
  return { kind: 'map', entries: entries.map(([key, value]) => ({ key, line: 0, value })), line: 0 };
}

function unfit(text: string): VernierError {
  return new VernierError('config-invalid', `The parameter "${text}" cannot be read.`, {
    hint: 'Write NAME=LOW..HIGH (with ,log or ,step=S), NAME=A,B,C for choices, or NAME=VALUE for a fixed one.',
  });
}
