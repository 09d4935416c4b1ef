import { z } from 'zod';
import type { SearchSpace } from '../../space/nodes.ts';
import { storedSpaceOf } from '../../study/opening/stored.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import { studyDetail, studyList, trialDetail, trialPage, trialState } from '../../wire/messages.ts';
import type { FollowedStudy } from '../followed-study.ts';
import { jsonAnswer, noTrial } from '../refusal.ts';
import { type App, given, type Parts, route, studyOf } from './route.ts';
import { publicId } from '../studies.ts';
import { studyItem, studyPage } from '../study-view.ts';
import type { Survey } from '../survey.ts';
import { selectedRows, trialItem, trialPageOf } from '../trial-view.ts';

/** The address of a study. */
export const studyParams = z.object({ id: z.string().min(1).max(100) });
/** The address of a trial. */
export const trialParams = studyParams.extend({
  number: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31),
});

const trialQuery = z.object({
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** By value: the best first. */
  sort: z.enum(['number', 'value', 'started', 'finished']).default('number'),
  order: z.enum(['ascending', 'descending']).default('ascending'),
  /** States, joined by commas. */
  state: z
    .string()
    .regex(new RegExp(`^(?:${trialState.options.join('|')})(?:,(?:${trialState.options.join('|')}))*$`))
    .optional(),
});

/** The list waits for counts so long, in milliseconds; those that are not made by then come with the next one. */
const PATIENCE_MS = 300;

/** Adds what can be read of studies and trials. */
export function addStudyRoutes(app: App, parts: Parts, survey: Survey): void {
  const { studies } = parts;
  const selections = new Latest<readonly number[]>(8);
  const spaces = new WeakMap<StudyRecord, Promise<SearchSpace | null>>();
  const spaceOf = ({ record }: FollowedStudy) => {
    let space = spaces.get(record);
    // A space that this version cannot read is none: the trials are shown by their stored names.
    if (space === undefined) spaces.set(record, (space = storedSpaceOf(record).catch(() => null)));
    return space;
  };

  route(
    app,
    { method: 'get', path: '/api/studies', says: 'All studies.', scope: 'read', answer: studyList },
    async (c) => {
      const only = c.get('principal').study;
      const records = (await studies.list()).filter((record) => only === null || publicId(record) === only);
      await survey.look(records, PATIENCE_MS);
      return jsonAnswer({ studies: records.map((record) => studyItem(record, survey.known(record))) });
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}',
      says: 'One study.',
      scope: 'read',
      params: studyParams,
      answer: studyDetail,
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      return jsonAnswer(studyPage(study, survey.of(study)));
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/trials',
      says: 'A page of the trials of a study.',
      scope: 'read',
      params: studyParams,
      query: trialQuery,
      answer: trialPage,
    },
    async (c) => {
      const { offset, limit, sort, order, state } = given(c, 'query', trialQuery);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const space = await spaceOf(study);
      const { history } = study;
      const states = state === undefined ? null : [...new Set(state.split(','))].sort(); // each way to say it is sorted once
      const rows = selections.of(`${study.cursor} ${sort} ${order} ${states?.join() ?? ''}`, () =>
        selectedRows(history, {
          states: states as z.infer<typeof trialState>[] | null,
          sort,
          descending: order === 'descending',
        }),
      );
      const page = rows.slice(offset, offset + limit);
      return jsonAnswer({
        total: rows.length,
        trials: page.map((row) => trialItem(history, row, space)),
      });
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/trials/{number}',
      says: 'One trial, with all that it has reported.',
      scope: 'read',
      params: trialParams,
      answer: trialDetail,
    },
    async (c) => {
      const { id, number } = given(c, 'param', trialParams);
      const study = await studyOf(c, parts, id);
      const { history } = study;
      if (number >= history.size || history.state(number) === 'removed') throw noTrial(number);
      return jsonAnswer(trialPageOf(history, number, await spaceOf(study), study.record));
    },
  );
}

/** The last few answers to questions that are asked again: who turns pages of a sorted table does not have it sorted each time. */
class Latest<T> {
  readonly #most: number;
  readonly #kept = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  of(key: string, make: () => T): T {
    const answer = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, answer); // the last one used
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value!);
    return answer;
  }
}
