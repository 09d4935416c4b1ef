import { z } from 'zod';
import { run, runEnd, runOutput, runs, runStart } from '../../wire/runs.ts';
import type { FollowedStudy } from '../followed-study.ts';
import { may } from '../access/principal.ts';
import type { Programs } from '../programs.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, given, journaled, type Parts, route, studyOf } from './route.ts';
import { CONFIG } from '../study-file.ts';
import { publicId } from '../studies.ts';
import { studyParams } from './study.ts';

const runParams = studyParams.extend({ n: z.coerce.number().int().min(1) });
const from = z.object({
  from: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 50)
    .default(0),
});
const done = z.object({ done: z.literal(true) }).meta({ id: 'Done' });

/** Adds what starts and stops programs. Without allowed folders nothing is ever started. */
export function addRunRoutes(app: App, parts: Parts): void {
  const { programs } = parts.ports;

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/runs',
      says: 'The runs that were started here, the last one first, and what may be started.',
      scope: 'read',
      params: studyParams,
      answer: runs,
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const mayRun = programs !== null && may(c.get('principal'), 'run');
      // Where things lie, and what a config says, are for those who work with it: it may hold secret addresses.
      const found = runsOf(programs, study);
      return jsonAnswer({
        runs: mayRun ? found : found.map((one) => ({ ...one, file: one.file.slice(one.file.lastIndexOf('/') + 1) })),
        folders: mayRun ? programs.folders : null,
        config: mayRun || may(c.get('principal'), 'write') ? configOf(study) : null,
      });
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/runs',
      says: 'Start a run of a study: a file of an allowed folder, or the config that the study was made of.',
      scope: 'run',
      params: studyParams,
      body: runStart,
      answer: run,
    },
    async (c) => {
      if (programs === null) throw off();
      const { file = null, folder = null, keep = false } = given(c, 'json', runStart);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const wish = {
        study: study.record.name,
        id: publicId(study.record),
        file,
        folder,
        config: configOf(study)?.text ?? null,
        keep,
        by: c.get('principal').who,
      };
      const detail = file ?? `its own config, in ${folder ?? 'the first allowed folder'}`;
      const tells = ({ n }: { readonly n: number }) => ({ key: String(n) });
      return jsonAnswer(await journaled(c, parts, study, { action: 'run', detail, tells }, () => programs.start(wish)));
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/runs/{n}/output',
      says: 'What a run has printed, a piece at a time.',
      scope: 'read',
      params: runParams,
      query: from,
      answer: runOutput,
    },
    async (c) => {
      const { id, n } = given(c, 'param', runParams);
      const study = await studyOf(c, parts, id);
      runOf(programs, study, n);
      return jsonAnswer(await programs!.output(n, given(c, 'query', from).from));
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/runs/{n}/stop',
      says: 'End a run: its trials go back to the queue. What does not end is ended by force.',
      scope: 'run',
      params: runParams,
      body: runEnd,
      answer: done,
    },
    async (c) => {
      const { id, n } = given(c, 'param', runParams);
      const { force = false } = given(c, 'json', runEnd);
      const study = await studyOf(c, parts, id);
      if (runOf(programs, study, n).state === 'ended')
        throw new Refusal(409, 'run-ended', `Run ${n} has ended: there is nothing to stop.`);
      const what = { action: 'end-run', key: String(n), detail: force ? 'by force' : null } as const;
      await journaled(c, parts, study, what, async () => programs!.stop(n, force));
      return jsonAnswer({ done: true });
    },
  );
}

const runsOf = (programs: Programs | null, { record }: FollowedStudy) =>
  (programs?.list() ?? []).filter(({ id }) => id === publicId(record));

function runOf(programs: Programs | null, study: FollowedStudy, n: number) {
  const found = runsOf(programs, study).find((one) => one.n === n);
  if (found === undefined) throw new Refusal(404, 'not-found', `There is no run ${n} of this study here.`);
  return found;
}

function configOf({ record }: FollowedStudy) {
  const { text, by, at } = (record.systemAttributes[CONFIG] ?? {}) as Readonly<Record<string, unknown>>;
  return typeof text === 'string' && typeof by === 'string' && typeof at === 'number' ? { text, by, at } : null;
}

const off = (): Refusal =>
  new Refusal(403, 'run-off', 'This server starts no programs.', {
    hint: 'Whoever runs it allows folders: vernier serve --allow-run FOLDER',
  });
