import { RETRY_OF } from '../../history/lineage.ts';
import { REMOVED } from './codec.ts';

/** The schema revision that Optuna 3.2 to 5 share. */
export const REVISION = 'v3.2.0.a';

/** Revisions that Optuna went through before, oldest first. */
export const OLDER_REVISIONS: readonly string[] = [
  'v0.9.0.a',
  'v1.2.0.a',
  'v1.3.0.a',
  'v2.4.0.a',
  'v2.6.0.a',
  'v3.0.0.a',
  'v3.0.0.b',
  'v3.0.0.c',
  'v3.0.0.d',
];

/** Optuna's number of the schema, beside the revision. */
export const SCHEMA_VERSION = 12;

/**
 * What stands for Optuna's version in a database that Vernier makes. Optuna takes any text; this one tells
 * whoever must guess that instants are UTC, as Optuna writes them since 5.0 (up to 4 it wrote local time).
 */
export const LIBRARY_VERSION = '5.0.0';

/** Optuna's tables in SQLite: names, types and constraints as Optuna makes them. */
export const OPTUNA_TABLES = `
CREATE TABLE studies (
  study_id INTEGER NOT NULL, study_name VARCHAR(512) NOT NULL,
  PRIMARY KEY (study_id));
CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);
CREATE TABLE version_info (
  version_info_id INTEGER NOT NULL, schema_version INTEGER, library_version VARCHAR(256),
  PRIMARY KEY (version_info_id), CHECK (version_info_id=1));
CREATE TABLE study_directions (
  study_direction_id INTEGER NOT NULL, direction VARCHAR(8) NOT NULL, study_id INTEGER NOT NULL, objective INTEGER NOT NULL,
  PRIMARY KEY (study_direction_id), UNIQUE (study_id, objective),
  FOREIGN KEY(study_id) REFERENCES studies (study_id));
CREATE TABLE study_user_attributes (
  study_user_attribute_id INTEGER NOT NULL, study_id INTEGER, "key" VARCHAR(512), value_json TEXT,
  PRIMARY KEY (study_user_attribute_id), UNIQUE (study_id, "key"),
  FOREIGN KEY(study_id) REFERENCES studies (study_id));
CREATE TABLE study_system_attributes (
  study_system_attribute_id INTEGER NOT NULL, study_id INTEGER, "key" VARCHAR(512), value_json TEXT,
  PRIMARY KEY (study_system_attribute_id), UNIQUE (study_id, "key"),
  FOREIGN KEY(study_id) REFERENCES studies (study_id));
CREATE TABLE trials (
  trial_id INTEGER NOT NULL, number INTEGER, study_id INTEGER, state VARCHAR(8) NOT NULL,
  datetime_start DATETIME, datetime_complete DATETIME,
  PRIMARY KEY (trial_id), FOREIGN KEY(study_id) REFERENCES studies (study_id));
CREATE INDEX ix_trials_study_id ON trials (study_id);
CREATE TABLE trial_user_attributes (
  trial_user_attribute_id INTEGER NOT NULL, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT,
  PRIMARY KEY (trial_user_attribute_id), UNIQUE (trial_id, "key"),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE trial_system_attributes (
  trial_system_attribute_id INTEGER NOT NULL, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT,
  PRIMARY KEY (trial_system_attribute_id), UNIQUE (trial_id, "key"),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE trial_params (
  param_id INTEGER NOT NULL, trial_id INTEGER, param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT,
  PRIMARY KEY (param_id), UNIQUE (trial_id, param_name),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE trial_values (
  trial_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, value FLOAT, value_type VARCHAR(7) NOT NULL,
  PRIMARY KEY (trial_value_id), UNIQUE (trial_id, objective),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE trial_intermediate_values (
  trial_intermediate_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, step INTEGER NOT NULL,
  intermediate_value FLOAT, intermediate_value_type VARCHAR(7) NOT NULL,
  PRIMARY KEY (trial_intermediate_value_id), UNIQUE (trial_id, step),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE trial_heartbeats (
  trial_heartbeat_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, heartbeat DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
  PRIMARY KEY (trial_heartbeat_id), UNIQUE (trial_id),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id));
CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO version_info VALUES (1, ${SCHEMA_VERSION}, '${LIBRARY_VERSION}');
INSERT INTO alembic_version VALUES ('${REVISION}');
`;

/**
 * What Vernier adds; Optuna passes over it.
 *
 * The table keeps extra metrics (NULL = NaN). SQLite gives the ids of deleted trials out again, so a trigger takes the
 * metrics along, whoever deletes. The small partial indexes keep asking for work independent of the number of trials.
 */
export const VERNIER_TABLES = `
CREATE TABLE IF NOT EXISTS vernier_metrics (
  trial_id INTEGER NOT NULL, step INTEGER NOT NULL, name TEXT NOT NULL, value FLOAT,
  PRIMARY KEY (trial_id, step, name)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS vernier_metrics_go AFTER DELETE ON trials BEGIN
  DELETE FROM vernier_metrics WHERE trial_id = OLD.trial_id;
END;
CREATE INDEX IF NOT EXISTS vernier_waiting ON trials (study_id, number) WHERE state = 'WAITING';
CREATE INDEX IF NOT EXISTS vernier_running ON trials (study_id, trial_id) WHERE state = 'RUNNING';
CREATE INDEX IF NOT EXISTS vernier_uncounted ON trial_system_attributes ("key", trial_id)
  WHERE "key" IN ('${RETRY_OF}', '${REMOVED}');
`;
