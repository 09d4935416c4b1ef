import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { needsPython } from '../../../test/programs/python.ts';
import { argumentsOf, argumentText, checkCommand, commandFor, type MacroValues } from './arguments.ts';

const values: MacroValues = {
  program: 'train.py',
  params: { a: true, b: false, c: 1, d: null },
  paramsFile: '/work/params.json',
  environment: { HOME: '/home/ada', A_B: 'x y', PATH: '/nowhere' },
};

test.each([
  ['${program}', ['train.py']],
  ['${interpreter}', ['python']],
  ['${args}', ['--a=True', '--b=False', '--c=1', '--d=None']],
  ['${args_no_equals}', ['--a', 'True', '--b', 'False', '--c', '1', '--d', 'None']],
  ['${args_no_hyphens}', ['a=True', 'b=False', 'c=1', 'd=None']],
  ['${args_append_hydra}', ['+a=True', '+b=False', '+c=1', '+d=None']],
  ['${args_override_hydra}', ['++a=True', '++b=False', '++c=1', '++d=None']],
  ['${args_no_boolean_flags}', ['--a', '--c=1', '--d=None']],
  ['${args_json}', ['{"a":true,"b":false,"c":1,"d":null}']],
  ['${args_json_file}', ['/work/params.json']],
  ['${envvar:HOME}', ['/home/ada']],
  ['data=${envvar:HOME}/x:${envvar:A_B}', ['data=/home/ada/x:x y']],
  ['${envvar:UNSET}', ['UNSET']],
  ['${nobody_knows}', []],
  ['--x=${args}', ['--x=${args}']],
  ['$HOME `id` *', ['$HOME `id` *']],
])('%s', (word, words) => {
  expect(argumentsOf([word], values)).toEqual(words);
});

test('what looks like an option stays with its name', () => {
  const params = { x: -1, s: '--all', t: '-' };
  expect(argumentsOf(['${args_no_equals}'], { ...values, params })).toEqual(['--x=-1', '--s=--all', '--t=-']);
});

test('python falls back to python3 where only that is on PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-path-'));
  const on = (...names: string[]) => {
    rmSync(folder, { recursive: true });
    execFileSync('mkdir', [folder]);
    for (const name of names) writeFileSync(join(folder, name), '');
    return { ...values, environment: { PATH: `/nowhere:${folder}` } };
  };
  const command = ['${env}', '${interpreter}', '${program}'];
  expect(argumentsOf(command, on('python3'))).toEqual(['/usr/bin/env', 'python3', 'train.py']);
  expect(argumentsOf(['python', 'python'], on('python3'))).toEqual(['python3', 'python']);
  expect(argumentsOf(command, on('python', 'python3'))).toEqual(['/usr/bin/env', 'python', 'train.py']);
  expect(argumentsOf(command, on())).toEqual(['/usr/bin/env', 'python', 'train.py']);
  rmSync(folder, { recursive: true });
});

test('a program by its name alone', () => {
  expect(commandFor('a/train.py')).toEqual(['${env}', '${interpreter}', '${program}', '${args}']);
  expect(commandFor('train.mjs')).toEqual([process.execPath, '${program}', '${args}']);
  expect(commandFor('./train')).toEqual(['${program}', '${args}']);
});

test('commands without a program are refused', () => {
  expect(() => checkCommand([], null)).toThrow(/empty/);
  expect(() => checkCommand(['${interpreter}', '${program}'], null)).toThrow(/no program is given/);
  expect(() => checkCommand(['true'], null)).not.toThrow();
});

describe('laws', () => {
  test('Python reads the values back as what they are', (context) => {
    needsPython(context);
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.boolean(),
          fc.integer(),
          fc.constantFrom("it's", '\\', '\\"', '\n', '"'),
        ),
      ),
      fc.dictionary(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    const samples = fc.sample(value, { numRuns: 300, seed: 7 });
    const read = 'import ast, json, sys; print(json.dumps([ast.literal_eval(line) for line in json.load(sys.stdin)]))';
    const input = JSON.stringify(samples.map(argumentText));
    const found = JSON.parse(execFileSync('python3', ['-c', read], { input, encoding: 'utf8' })) as unknown[];
    // JSON has no -0 to compare with.
    expect(found).toEqual(JSON.parse(JSON.stringify(samples)));
  });
});
