import type { Fill, Storage } from '../storage/storage.ts';
import type { Change, TrialDraft, TrialRecord } from '../history/record.ts';
import { float } from '../space/distribution.ts';
import { equal, refused, type StorageLaw, trials, byNumber } from './storage-exam.ts';
import { ONE, RICH, T0, TWO } from './storage-samples.ts';

/** Laws of studies, of making trials and of claiming them. */
export const MAKING_LAWS: Readonly<Record<string, StorageLaw>> = {
  'a study is found again, with objectives and attributes': async ({ a, b }) => {
    const made = await a.createStudy('digits', TWO, { 'vernier:setup': { seed: 1 } });
    await b.setStudyAttribute(made.id, 'user', 'note', 'größer ≤ 10 😀');
    await b.setStudyAttribute(made.id, 'user', '__proto__', { deep: [1, 1.5, null, true] });
    await b.setStudyAttribute(made.id, 'user', 'note', ['again', Number.NaN]);
    const found = (await b.findStudy('digits'))!;
    equal(found.objectives, TWO, 'objectives');
    equal(found.systemAttributes, { 'vernier:setup': { seed: 1 } }, 'system attributes');
    equal(Object.keys(found.userAttributes).sort(), ['__proto__', 'note'], 'keys of user attributes');
    equal(found.userAttributes['note'], ['again', Number.NaN], 'the last value of an attribute');
    equal(await a.listStudies(), [found], 'list of studies');
    equal(await a.findStudy('digit'), null, 'a name that is not there');
  },

  'of several who replace the same value of an attribute one succeeds': async ({ a, b }) => {
    if (a.replaceStudyAttribute === undefined) return;
    const { id, name } = await a.createStudy('s', ONE);
    const values = async () => (await b.findStudy(name))!.systemAttributes['told'];
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).replaceStudyAttribute!(id, 'told', null, [i])),
    );
    equal(tries.filter((won) => won).length, 1, 'how many succeed');
    equal(await values(), [tries.indexOf(true)], 'the value of the one that did');
    equal(await b.replaceStudyAttribute!(id, 'told', [-1], 'x'), false, 'of a value that it has not');
    equal(await a.replaceStudyAttribute!(id, 'told', [tries.indexOf(true)], { é: 1.5 }), true, 'of its value');
    equal(await b.replaceStudyAttribute!(id, 'told', { é: 1.5 }, null), true, 'of a value that somebody else wrote');
    equal(await values(), null, 'the last value');
    await b.deleteStudy(id);
    await refused('study-missing', a.replaceStudyAttribute(id, 'told', null, 1));
  },

  'a name is given once, whoever asks at the same time': async ({ a, b }) => {
    const tries = await Promise.allSettled([a, b, a, b].map((client) => client.createStudy('one', ONE)));
    equal(tries.filter((one) => one.status === 'fulfilled').length, 1, 'studies made');
    await refused('study-exists', b.createStudy('one', ONE));
  },

  'names that look alike or dangerous are ordinary names': async ({ a, b }) => {
    const names = [
      '../x',
      '..\\x',
      'Case',
      'case',
      '__proto__',
      'constructor',
      'a'.repeat(300),
      '',
      "'; DROP TABLE studies; --",
      'é',
      '\u001b[31mred',
      '100%_',
    ];
    for (const name of names) await a.createStudy(name, ONE);
    for (const name of names) equal((await b.findStudy(name))?.name, name, 'found name');
    equal(
      (await b.listStudies()).map(({ name }) => name),
      names,
      'names, oldest first',
    );
  },

  'a deleted study is gone, and takes nothing else along': async ({ a, b }) => {
    const gone = await a.createStudy('gone', ONE);
    const kept = await b.createStudy('kept', ONE);
    await a.createTrials(gone.id, [RICH, RICH]);
    await b.createTrials(kept.id, [RICH]);
    await b.deleteStudy(gone.id);
    equal(await a.findStudy('gone'), null, 'the deleted study');
    await refused('study-missing', a.createTrials(gone.id, [{ state: 'running' }]));
    await refused('study-missing', b.deleteStudy(gone.id));
    await refused('study-missing', a.load(gone.id));
    await refused('study-missing', a.setStudyAttribute(gone.id, 'user', 'x', 1));
    equal((await trials(a, kept.id, ONE)).length, 1, 'trials of the other study');
  },

  'trials are numbered 0, 1, 2 … without gap or repeat': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const calls = Array.from({ length: 40 }, (_, i) =>
      (i % 2 === 0 ? a : b).createTrials(
        study.id,
        Array.from({ length: 1 + (i % 3) }, () => ({ state: 'running', startedAt: T0 + i }) as const),
      ),
    );
    const made = (await Promise.all(calls)).flat();
    const numbers = made.map(({ number }) => number).sort((x, y) => x - y);
    equal(
      numbers,
      Array.from(numbers, (_, i) => i),
      'numbers',
    );
    equal(new Set(made.map(({ id }) => id)).size, made.length, 'different ids');
    equal(await trials(b, study.id, ONE), byNumber(made), 'what is read is what was answered');
  },

  'a budget is exact, however many ask; retries and removed trials do not count': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const ask = (client: Storage): Promise<readonly TrialRecord[]> =>
      client.createTrials(study.id, [{ state: 'running' }, { state: 'waiting' }], 25);
    const made = (await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i % 2 === 0 ? a : b)))).flat();
    equal(made.length, 25, 'trials within the budget');
    const retry: TrialDraft = { state: 'waiting', systemAttributes: { 'vernier:retry-of': 3 } };
    equal((await b.createTrials(study.id, [retry, { state: 'running' }], 25)).length, 1, 'a retry beyond the budget');
    await a.write(study.id, [{ type: 'removed', id: made[4]!.id }]);
    equal(
      (await b.createTrials(study.id, [{ state: 'running' }, { state: 'running' }], 25)).length,
      1,
      'trials after one was removed',
    );
    equal(
      (await a.createTrials(study.id, [{ state: 'running' }])).map(({ number }) => number),
      [27],
      'the next number',
    );
  },

  'what trials begin with is written with them, or neither': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const [done] = await a.createTrials(study.id, [{ state: 'complete', values: [1] }]);
    const x = float(0, 1);
    const asked: (readonly TrialRecord[])[] = [];
    const begin = (client: Storage, more: readonly Change[] = []): Promise<readonly TrialRecord[]> =>
      client.createTrials(study.id, [{ state: 'running' }, { state: 'running' }, { state: 'running' }], 3, (made) => {
        asked.push(made);
        const changes = made.flatMap(({ id, number }): readonly Change[] => [
          { type: 'suggested', id, name: 'x', distribution: x, internal: number / 8 },
          { type: 'attributed', id, owner: 'system', key: 'vernier:seen', value: { trials: number, open: [] } },
        ]);
        return [...changes, { type: 'removed', id: made.at(-1)!.id }, ...more];
      });
    await refused('trial-missing', begin(b, [{ type: 'started', id: 987_654, at: T0 }]));
    await refused('trial-finished', begin(a, [{ type: 'started', id: done!.id, at: T0 }]));
    equal((await trials(b, study.id, ONE)).length, 1, 'trials after refusals');
    asked.length = 0;
    const made = await begin(a);
    equal(asked, [made], 'the trials as made, told while they are made and afterwards');
    equal(
      made.map(({ number, state, params }) => [number, state, Object.keys(params)]),
      [
        [1, 'running', []],
        [2, 'running', []],
      ],
      'the trials as made, within the budget',
    );
    const [, first, last] = await trials(b, study.id, ONE);
    equal(first!.params, { x: { distribution: x, internal: 1 / 8 } }, 'parameters');
    equal(first!.systemAttributes, { 'vernier:seen': { trials: 1, open: [] } }, 'attributes');
    equal(last!.state, 'removed', 'a trial that is taken back at once');
    await b.createTrials(study.id, [{ state: 'running' }], 3); // the removed trial left room for one
    equal(await begin(b), [], 'beyond the budget');
    equal(asked.length, 1, 'questions: none where no trial was made');
  },

  'trials that are not to be made after all leave nothing behind': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const make = (client: Storage, fill: Fill): Promise<readonly TrialRecord[]> =>
      client.createTrials(study.id, [{ state: 'running' }], undefined, fill);
    const made = await Promise.all([make(a, () => null), make(a, () => []), make(b, () => null)]);
    equal(
      made.map((trials) => trials.map(({ number }) => number)),
      [[], [0], []],
      'the trials made',
    );
    equal((await trials(b, study.id, ONE)).length, 1, 'trials in the study');
  },

  'a trial ends as its repeat is made, once, whoever asks at the same time': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const [trial] = await a.createTrials(study.id, [{ state: 'running', startedAt: T0 }]);
    const { id } = trial!;
    const repeat: TrialDraft = { state: 'waiting', systemAttributes: { 'vernier:retry-of': 0, 'vernier:try': 1 } };
    const end = (client: Storage): Promise<readonly TrialRecord[]> =>
      client.createTrials(study.id, [repeat], undefined, () => [
        { type: 'reported', id, step: 1, values: [0.5] },
        { type: 'finished', id, state: 'failed', values: null, at: T0 + 1000 },
      ]);
    const tries = await Promise.allSettled([a, b, a].map(end));
    equal(tries.filter((one) => one.status === 'fulfilled').length, 1, 'repeats made');
    await refused('trial-finished', end(b));
    const [ended, again, ...more] = await trials(b, study.id, ONE);
    equal(
      [ended!.state, ended!.reports, ended!.finishedAt],
      ['failed', [[1, [0.5]]], T0 + 1000],
      'the trial that ended',
    );
    equal([again!.state, again!.systemAttributes['vernier:retry-of'], more], ['waiting', 0, []], 'its repeat');
  },

  'a waiting trial is claimed once, the oldest first': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    await a.createTrials(
      study.id,
      Array.from({ length: 20 }, (_, i) => ({ state: 'waiting', userAttributes: { i } }) as const),
    );
    const first = await b.claimTrial(study.id, T0);
    equal(
      [first?.number, first?.state, first?.startedAt, first?.userAttributes],
      [0, 'running', T0, { i: 0 }],
      'the oldest',
    );
    const claims = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? a : b).claimTrial(study.id, T0 + i)),
    );
    const numbers = claims.filter((trial) => trial !== null).map(({ number }) => number);
    equal(
      numbers.sort((x, y) => x - y),
      Array.from({ length: 19 }, (_, i) => i + 1),
      'claimed numbers',
    );
    equal(await a.claimTrial(study.id, T0, first!.id), null, 'a running trial');
    equal(await a.claimTrial(study.id, T0, 987_654), null, 'no trial');
  },

  'a paused trial is claimed by id alone, and keeps its time': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const [trial] = await a.createTrials(study.id, [{ state: 'running', startedAt: T0 }]);
    const { id } = trial!;
    await a.write(study.id, [
      { type: 'reported', id, step: 3, values: [0.5] },
      { type: 'paused', id, checkpoint: '/ckpt/3', at: T0 + 2000 },
    ]);
    equal((await trials(b, study.id, ONE))[0]!.state, 'paused', 'state');
    equal(await b.claimTrial(study.id, T0 + 5000), null, 'claim of the oldest waiting');
    const claims = await Promise.all([a, b, a].map((client) => client.claimTrial(study.id, T0 + 9000, id)));
    equal(claims.filter((claim) => claim !== null).length, 1, 'claims by id');
    const resumed = claims.find((claim) => claim !== null)!;
    equal(
      [resumed.state, resumed.startedAt, resumed.reports],
      ['running', T0 + 9000, [[3, [0.5]]]],
      'the resumed trial',
    );
    await b.write(study.id, [
      { type: 'logged', id, step: 4, metrics: { accuracy: 0.9 } },
      { type: 'paused', id, checkpoint: null, at: T0 + 10_500 },
    ]);
    const paused = (await trials(a, study.id, ONE))[0]!.systemAttributes['vernier:paused'];
    equal(paused, { step: 4, checkpoint: null, seconds: 3.5, since: T0 + 9000 }, 'where it was paused again');
  },
};
