import type { Context } from 'hono';
import { z } from 'zod';
import { isFinished } from '../../history/record.ts';
import { idOf } from '../../study/opening/setup.ts';
import { artifactList, trialLog } from '../../wire/files.ts';
import { fileAnswer } from '../file-answer.ts';
import type { FollowedStudy } from '../followed-study.ts';
import { mediaOf } from '../media.ts';
import { type OptunaArtifact, optunaArtifacts } from '../optuna-artifacts.ts';
import { jsonAnswer, noTrial, Refusal } from '../refusal.ts';
import { type App, type Env, given, type Parts, route, studyOf } from './route.ts';
import { trialParams } from './study.ts';
import type { TrialPlace } from '../trial-files.ts';

const artifactQuery = z.union([
  z.strictObject({ name: z.string().min(1).max(1000) }),
  z.strictObject({ optuna: z.string().min(1).max(100) }),
]);
const artifactForm = z.object({ name: z.string().max(1000).optional(), optuna: z.string().max(100).optional() });

/** Longest time that an answer about a log is held back, in seconds. */
const MOST_WAIT = 25;
/** A log that is waited for is looked at so often, in milliseconds. */
const LOOK_MS = 200;
/** So many may wait for logs at once; who comes later is answered at once. */
const MOST_WAITING = 200;

const logQuery = z.object({
  /** Where the last piece ended. */
  from: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 50)
    .optional(),
  /** Seconds to wait for more where there is nothing yet. */
  wait: z.coerce.number().min(0).max(MOST_WAIT).default(0),
});

/** Adds what a trial's program has left: artifacts, and its log. @param isStopping does the server stop? Then nobody is kept waiting */
export function addFileRoutes(app: App, parts: Parts, isStopping: () => boolean): void {
  const { files, clock } = parts.ports;
  let waiting = 0;

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/trials/{number}/artifacts',
      says: 'What a trial has left for people to look at.',
      scope: 'read',
      params: trialParams,
      answer: artifactList,
    },
    async (c) => {
      const { study, place } = await trialOf(c, parts);
      const own = `/api/studies/${encodeURIComponent(c.req.param('id')!)}/trials/${place.number}/artifact`;
      const { files: found, more } = await files.artifacts(place);
      const listed = found.map((file) => ({
        ...file,
        address: `${own}?name=${encodeURIComponent(file.name)}`,
        ...shown(file.name),
      }));
      const others = await Promise.all(
        ofOptuna(study, place.number).map(async ({ id, filename }) => {
          const file = await files.optunaArtifact(id);
          await file?.close();
          return {
            name: filename,
            address: file === null ? null : `${own}?optuna=${encodeURIComponent(id)}`,
            ...shown(filename),
            bytes: file?.bytes ?? null,
            changedAt: file?.changedAt ?? null,
          };
        }),
      );
      return jsonAnswer({ artifacts: [...listed, ...others], more });
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/trials/{number}/artifact',
      says: 'One artifact of a trial, whole or in part (`Range`): by its `name`, or by the id that Optuna gave it (`optuna`).',
      scope: 'read',
      params: trialParams,
      query: artifactForm,
      media: 'application/octet-stream',
    },
    async (c) => {
      const asked = artifactQuery.safeParse(c.req.query());
      if (!asked.success)
        throw new Refusal(400, 'request-invalid', 'Which artifact? Expected name, or optuna.', {
          hint: 'The list has the address of each: GET …/artifacts',
        });
      const { study, place } = await trialOf(c, parts);
      const [name, file] =
        'name' in asked.data
          ? [asked.data.name, await files.artifact(place, asked.data.name)]
          : await kept(study, place.number, asked.data.optuna);
      if (file === null)
        throw new Refusal(404, 'not-found', `Trial ${place.number} has no such artifact on this machine.`);
      return fileAnswer(c.req.raw, file, name);
    },
  );

  /** An artifact in Optuna's store that is noted with this trial: others are another study's. */
  async function kept(study: FollowedStudy, number: number, id: string) {
    const noted = ofOptuna(study, number).find((one) => one.id === id);
    return [noted?.filename ?? '', noted === undefined ? null : await files.optunaArtifact(id)] as const;
  }

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/trials/{number}/log',
      says: 'What the program of a trial has printed, from a byte on. With `wait`, the answer is held back until there is more.',
      scope: 'read',
      params: trialParams,
      query: logQuery,
      answer: trialLog,
    },
    async (c) => {
      const { from = null, wait } = given(c, 'query', logQuery);
      const { study, place } = await trialOf(c, parts);
      const until = clock.elapsed() + (waiting < MOST_WAITING ? 1000 * wait : 0);
      waiting++;
      try {
        for (;;) {
          const hasEnded = isFinished(study.history.state(place.number));
          const piece = await files.log(place, from, hasEnded);
          const isOver = hasEnded && (piece === null || piece.next === piece.bytes);
          const isNews = piece !== null && (piece.text !== '' || piece.from !== (from ?? 0));
          if (isNews || isOver || clock.elapsed() >= until || c.req.raw.signal.aborted || isStopping())
            return jsonAnswer({ ...(piece ?? { text: '', from: 0, next: 0, bytes: null, omitted: 0 }), isOver });
          await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
          await study.refresh();
        }
      } finally {
        waiting--;
      }
    },
  );
}

const shown = (name: string) => {
  const { kind, type } = mediaOf(name);
  return { kind, type };
};

/** The trial of an address. @throws `trial-missing`, `study-missing` */
async function trialOf(c: Context<Env>, parts: Parts): Promise<{ study: FollowedStudy; place: TrialPlace }> {
  const { id, number } = given(c, 'param', trialParams);
  const study = await studyOf(c, parts, id);
  if (number >= study.history.size || study.history.state(number) === 'removed') throw noTrial(number);
  return { study, place: { study: study.record.name, studyId: idOf(study.record), number } };
}

function ofOptuna({ record, history }: FollowedStudy, number: number): readonly OptunaArtifact[] {
  const { id, systemAttributes } = history.record(number);
  return optunaArtifacts(record.systemAttributes, systemAttributes, id);
}
