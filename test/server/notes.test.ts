import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { needs } from '../components.ts';
import { jsonOf, type Served, serve } from './server.ts';

let served: Served;
let storage: Storage;
let study: number;
let trial: number;
beforeEach(async () => {
  served = await serve();
  storage = sqlite(served.file);
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'one' });
  study = id;
  const [first, second] = await storage.createTrials(id, [
    { state: 'complete', values: [1], startedAt: 1, finishedAt: 2 },
    { state: 'running', startedAt: 1 },
  ]);
  trial = second!.id;
  expect(first!.number).toBe(0);
});
afterEach(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

const put = (path: string, text: string, version: number, more: Parameters<Served['ask']>[1] = {}) =>
  served.ask(`/api/studies/one${path}/note`, { method: 'PUT', body: JSON.stringify({ text, version }), ...more });
const noteOf = async (path = '') => (await served.json(`/api/studies/one${path}`)).note;

test('a study and each of its trials have a note, ended ones too', async () => {
  for (const path of ['', '/trials/0', '/trials/1']) {
    expect(await noteOf(path)).toEqual({ text: '', version: 0 });
    const text = `# About ${path}\n\n<script>alert(1)</script>`;
    expect(await jsonOf(await put(path, text, 0))).toEqual({ text, version: 1 });
    expect(await noteOf(path)).toEqual({ text, version: 1 });
  }
  expect((await put('/trials/9', 'x', 0)).status).toBe(404);
  expect((await put('', 'x', 1, { token: served.token(['read']) })).status).toBe(403);
  expect((await put('', 'x'.repeat(100_001), 1)).status).toBe(400);
  for (const body of ['{"text": "x"}', '{"version": 1}', '{"text": 1, "version": 1}', '{"text": "x", "version": -1}'])
    expect((await served.ask('/api/studies/one/note', { method: 'PUT', body })).status).toBe(400);
});

test('long notes come in pieces, shorter ones leave nothing of them; no letter is cut in two', async () => {
  const long = `a${'😀'.repeat(5000)}`;
  await put('', long, 0);
  expect(await noteOf()).toEqual({ text: long, version: 1 });
  const { systemAttributes } = (await storage.findStudy('s'))!;
  const pieces = Object.keys(systemAttributes).filter((key) => key.startsWith('dashboard:note_str:'));
  expect(pieces.length).toBe(3);
  for (const key of pieces) expect([...(systemAttributes[key] as string)].length).toBeLessThanOrEqual(2045);
  for (const key of pieces) expect(/\p{Surrogate}/u.test(systemAttributes[key] as string)).toBe(false);
  await put('', 'short', 1);
  expect(await noteOf()).toEqual({ text: 'short', version: 2 });
  await put('', '', 2);
  expect(await noteOf()).toEqual({ text: '', version: 3 });
  await put('', 'half a letter: \ud83d', 3);
  expect((await noteOf()).text).toBe('half a letter: \ufffd');
});

test('of two people who change the same note, the second is told', async () => {
  const answers = await Promise.all(['ada', 'ben', 'cleo'].map((name) => put('', `by ${name}`, 0)));
  const statuses = answers.map(({ status }) => status);
  expect([...statuses].sort()).toEqual([200, 409, 409]);
  const winner = ['ada', 'ben', 'cleo'][statuses.indexOf(200)];
  expect(await noteOf()).toEqual({ text: `by ${winner}`, version: 1 });
  const refused = await jsonOf(answers[statuses.indexOf(409)]!);
  expect(refused.error.code).toBe('note-changed');
});

test('a note that was written over can be brought back', async () => {
  for (const path of ['', '/trials/0']) {
    await put(path, 'first', 0);
    await put(path, 'second', 1);
    const [last] = (await served.json('/api/studies/one/changes')).changes;
    expect(last).toMatchObject({ action: 'write-note', before: 'first', undoable: true });
    const undone = await served.ask(`/api/studies/one/changes/${last.n}/undo`, { method: 'POST' });
    expect(undone.status).toBe(200);
    expect(await noteOf(path)).toEqual({ text: 'first', version: 3 });
  }
});

test('attributes of other forms are no notes', async () => {
  await storage.setStudyAttribute(study, 'system', 'dashboard:note_ver', 'x');
  await storage.setStudyAttribute(study, 'system', 'dashboard:note_str:0', 'lost');
  await storage.setStudyAttribute(study, 'system', `dashboard:${trial}:note_ver`, 4);
  await storage.setStudyAttribute(study, 'system', `dashboard:${trial}:note_str:0`, 'seen ');
  await storage.setStudyAttribute(study, 'system', `dashboard:${trial}:note_str:1`, 7);
  expect(await noteOf()).toEqual({ text: '', version: 0 });
  expect(await noteOf('/trials/1')).toEqual({ text: 'seen ', version: 4 });
});

/** Reads notes as Optuna's dashboard does, then writes one of its own on the trial. */
const PARTNER = `
import json, sys
from optuna.storages import RDBStorage
file, trial = sys.argv[1], int(sys.argv[2])
storage = RDBStorage("sqlite:///" + file)
study = storage.get_study_id_from_name("s")
def note(prefix):
    attrs = storage.get_study_system_attrs(study)
    parts = {k: v for k, v in attrs.items() if k.startswith(prefix + "note_str:")}
    return [attrs[prefix + "note_ver"], "".join(parts[f"{prefix}note_str:{i}"] for i in range(len(parts)))]
print(json.dumps([note("dashboard:"), note(f"dashboard:{trial}:")]))
storage.set_study_system_attr(study, f"dashboard:{trial}:note_ver", 2)
storage.set_study_system_attr(study, f"dashboard:{trial}:note_str:0", "from ")
storage.set_study_system_attr(study, f"dashboard:{trial}:note_str:1", "Optuna")
`;

test('Optuna reads what was written here, and its notes are read here', async (context) => {
  const python = needs('optuna5', context);
  const text = `Ünï ${'😀'.repeat(3000)}`;
  await put('', text, 0);
  await put('/trials/1', 'on the trial', 0);
  const said = execFileSync(python, ['-c', PARTNER, served.file, String(trial)], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual([
    [1, text],
    [1, 'on the trial'],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // a study's attributes are looked at once a second
  expect(await noteOf('/trials/1')).toEqual({ text: 'from Optuna', version: 2 });
  expect((await put('/trials/1', 'here again', 2)).status).toBe(200);
});
