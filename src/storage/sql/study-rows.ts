import { bare, type Json, type Objective } from '../../history/record.ts';
import { jsonValue } from '../../history/texts.ts';
import { METRIC_NAMES, objectivesOf } from '../optuna/codec.ts';
import { pythonJson } from '../optuna/json.ts';
import { studyExists, studyMissing } from '../refusals.ts';
import type { StudyRecord } from '../storage.ts';
import type { SqlDriver } from './driver.ts';
import { CHILD_TABLES } from './trial-writer.ts';

/** Inserts a study with its objectives and attributes. @throws `study-exists` */
export async function insertStudy(
  db: SqlDriver,
  name: string,
  objectives: readonly Objective[],
  systemAttributes: Readonly<Record<string, Json>>,
): Promise<StudyRecord> {
  if ((await db.all('SELECT 1 FROM studies WHERE study_name = ?', [name])).length > 0) throw studyExists(name);
  const id = await db.insert('INSERT INTO studies (study_name) VALUES (?)', [name]);
  for (let i = 0; i < objectives.length; i++)
    await db.run('INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)', [
      objectives[i]!.direction === 'maximize' ? 'MAXIMIZE' : 'MINIMIZE',
      id,
      i,
    ]);
  await setStudyAttribute(
    db,
    id,
    'system',
    METRIC_NAMES,
    objectives.map((objective) => objective.name),
  );
  for (const key of Object.keys(systemAttributes))
    await setStudyAttribute(db, id, 'system', key, systemAttributes[key]!);
  return { id, name, objectives, userAttributes: bare(), systemAttributes: bare(systemAttributes) };
}

/** Reads one study, or null. */
export async function studyByName(db: SqlDriver, name: string): Promise<StudyRecord | null> {
  const [row] = await db.all('SELECT study_id FROM studies WHERE study_name = ?', [name]);
  return row === undefined ? null : studyRecord(db, row[0] as number, name);
}

/** Reads all studies, oldest first. */
export async function allStudies(db: SqlDriver): Promise<readonly StudyRecord[]> {
  const studies: StudyRecord[] = [];
  for (const [id, name] of await db.all('SELECT study_id, study_name FROM studies ORDER BY study_id', []))
    studies.push(await studyRecord(db, id as number, name as string));
  return studies;
}

/** The objectives of a study. @throws `study-missing` */
export async function studyObjectives(db: SqlDriver, study: number): Promise<readonly Objective[]> {
  const directions = await db.all('SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective', [
    study,
  ]);
  if (directions.length === 0) throw studyMissing(study);
  const names = await db.all('SELECT value_json FROM study_system_attributes WHERE study_id = ? AND "key" = ?', [
    study,
    METRIC_NAMES,
  ]);
  return objectivesOf(
    directions.map((row) => row[0] as string),
    names.length === 0 ? undefined : jsonValue(names[0]![0] as string),
  );
}

async function studyRecord(db: SqlDriver, id: number, name: string): Promise<StudyRecord> {
  const systemAttributes = await attributes(db, id, 'system');
  delete systemAttributes[METRIC_NAMES];
  return {
    id,
    name,
    objectives: await studyObjectives(db, id),
    userAttributes: await attributes(db, id, 'user'),
    systemAttributes,
  };
}

async function attributes(db: SqlDriver, study: number, owner: 'user' | 'system'): Promise<Record<string, Json>> {
  const found = bare<Json>();
  const rows = await db.all(
    `SELECT "key", value_json FROM study_${owner}_attributes WHERE study_id = ? ORDER BY study_${owner}_attribute_id`,
    [study],
  );
  for (const [key, json] of rows) found[key as string] = jsonValue(json as string);
  return found;
}

/** Sets one attribute of a study. @throws `study-missing` */
export async function setStudyAttribute(
  db: SqlDriver,
  study: number,
  owner: 'user' | 'system',
  key: string,
  value: Json,
): Promise<void> {
  await checkStudy(db, study);
  await db.run(
    `INSERT INTO study_${owner}_attributes (study_id, "key", value_json) VALUES (?, ?, ?) ON CONFLICT (study_id, "key") DO UPDATE SET value_json = excluded.value_json`,
    [study, key, pythonJson(value)],
  );
}

/** Sets a system attribute of a study that has a value (null = none); answers whether it had it. @throws `study-missing` */
export async function replaceStudyAttribute(
  db: SqlDriver,
  study: number,
  key: string,
  before: Json,
  value: Json,
): Promise<boolean> {
  await checkStudy(db, study);
  const [row] = await db.all('SELECT value_json FROM study_system_attributes WHERE study_id = ? AND "key" = ?', [
    study,
    key,
  ]);
  const now = row === undefined ? null : jsonValue(row[0] as string);
  if (pythonJson(now) !== pythonJson(before)) return false;
  await setStudyAttribute(db, study, 'system', key, value);
  return true;
}

/** Deletes a study and all that belongs to it, children first: Optuna's tables cascade nothing. @throws `study-missing` */
export async function deleteStudy(db: SqlDriver, study: number): Promise<void> {
  await checkStudy(db, study);
  for (const table of CHILD_TABLES)
    await db.run(`DELETE FROM ${table} WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)`, [study]);
  for (const table of ['trials', 'study_user_attributes', 'study_system_attributes', 'study_directions', 'studies'])
    await db.run(`DELETE FROM ${table} WHERE study_id = ?`, [study]);
}

/** @throws `study-missing` */
export async function checkStudy(db: SqlDriver, study: number): Promise<void> {
  if ((await db.all('SELECT 1 FROM studies WHERE study_id = ?', [study])).length === 0) throw studyMissing(study);
}
