import { History } from '../history/history.ts';
import { type Change, isFinished, type Json, type TrialDraft, type TrialRecord, trialOf } from '../history/record.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import { equal, refused, type StorageLaw, trials, byNumber, follow, records } from './storage-exam.ts';
import { EMPTY, ONE, RICH, RICH_ONE, story, T0, TWO } from './storage-samples.ts';

/** Laws of what changes mean, of reading them, and of trials whose owner is gone. */
export const CHANGE_LAWS: Readonly<Record<string, StorageLaw>> = {
  'every field of a trial comes back': async ({ a, b }) => {
    const study = await a.createStudy('s', TWO);
    const [made] = await a.createTrials(study.id, [RICH]);
    equal(byNumber([made!]), byNumber([{ ...EMPTY, ...RICH, id: made!.id, number: 0 }]), 'the answer');
    equal(await trials(b, study.id, TWO), byNumber([made!]), 'what is read');
    const [empty] = await b.createTrials(study.id, [{ state: 'failed', finishedAt: T0 }]);
    equal((await trials(a, study.id, TWO))[1], byNumber([empty!])[0], 'a trial without anything');
  },

  'changes mean what they mean in a history': async ({ a, b }) => {
    for (const objectives of [ONE, TWO]) {
      const study = await a.createStudy(`${objectives.length}`, objectives);
      const drafts: readonly TrialDraft[] = [{ state: 'running', startedAt: T0 }, { state: 'waiting' }];
      const [trial, other] = await a.createTrials(study.id, drafts);
      const changes = story(trial!.id, other!.id, objectives.length);
      for (const change of changes) await b.write(study.id, [change]);
      const expected = new History(objectives);
      expected.apply([{ type: 'trial', trial: trial! }, { type: 'trial', trial: other! }, ...changes]);
      equal(await trials(a, study.id, objectives), records(expected), 'one by one');
      const again = await b.createTrials(study.id, drafts);
      await a.write(study.id, story(again[0]!.id, again[1]!.id, objectives.length));
      const batch = (await trials(b, study.id, objectives)).slice(2);
      equal(
        batch.map((record) => ({ ...record, number: record.number - 2 })),
        records(expected),
        'in one batch',
      );
    }
  },

  'a batch is written whole or not at all': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const [one, done] = await a.createTrials(study.id, [{ state: 'running' }, { state: 'complete', values: [1] }]);
    const before = await trials(b, study.id, ONE);
    const good: Change = { type: 'attributed', id: one!.id, owner: 'user', key: 'k', value: 1 };
    const report: Change = { type: 'reported', id: done!.id, step: 1, values: [1] };
    await refused('trial-finished', a.write(study.id, [good, report]));
    await refused('trial-missing', b.write(study.id, [good, { ...report, id: 987_654 }]));
    equal(await trials(a, study.id, ONE), before, 'nothing of a refused batch');
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        (i % 2 === 0 ? a : b).write(
          study.id,
          i % 3 === 0 ? [{ ...good, key: `k${i}` }, report] : [{ ...good, key: `k${i}` }],
        ),
      ),
    );
    equal(
      results.map(({ status }) => status === 'fulfilled'),
      results.map((_, i) => i % 3 !== 0),
      'who was refused among concurrent writers',
    );
    const kept = Object.keys((await trials(b, study.id, ONE))[0]!.userAttributes).sort();
    equal(kept, results.flatMap((_, i) => (i % 3 === 0 ? [] : [`k${i}`])).sort(), 'what concurrent writers left');
  },

  'a finished trial does not change; trials of other studies are out of reach': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const other = await b.createStudy('other', ONE);
    const [trial] = await a.createTrials(study.id, [{ state: 'running' }]);
    const finish = (values: number): Change => ({
      type: 'finished',
      id: trial!.id,
      state: 'complete',
      values: [values],
      at: T0,
    });
    await refused('trial-missing', b.write(other.id, [finish(0)]));
    const ends = await Promise.allSettled(
      [1, 2, 3, 4].map((value, i) => (i % 2 === 0 ? a : b).write(study.id, [finish(value)])),
    );
    equal(ends.filter(({ status }) => status === 'fulfilled').length, 1, 'ends of one trial');
    await refused('trial-finished', b.write(study.id, [{ type: 'started', id: trial!.id, at: T0 }]));
    await refused('trial-finished', a.write(study.id, [{ type: 'trial', trial: { ...trial!, state: 'running' } }]));
  },

  'a removed trial is seen to go, and its number stays its own': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const made = await a.createTrials(study.id, [RICH_ONE, { state: 'running' }, { state: 'waiting' }]);
    const { cursor } = await b.load(study.id);
    await a.write(study.id, [
      { type: 'removed', id: made[0]!.id },
      { type: 'removed', id: made[2]!.id },
    ]);
    const changes = (await follow(b, study.id, cursor, 1)).changes;
    const seen = new History(ONE);
    seen.apply([...made.map((trial) => ({ type: 'trial', trial }) as const), ...changes]);
    equal(
      [0, 1, 2].map((row) => seen.state(row)),
      ['removed', 'running', 'removed'],
      'states for who follows',
    );
    const loaded = historyOf((await b.load(study.id)).snapshot);
    equal(
      [0, 1, 2].map((row) => loaded.state(row)),
      ['removed', 'running', 'removed'],
      'states for who loads',
    );
    await refused('trial-missing', b.write(study.id, [{ type: 'started', id: made[0]!.id, at: T0 }]));
    equal(
      (await b.createTrials(study.id, [{ state: 'waiting' }])).map(({ number }) => number),
      [3],
      'the next number',
    );
    equal((await a.claimTrial(study.id, T0))?.number, 3, 'a removed trial is not claimed');
  },

  'load is what reading from the start gives, whatever the page': async ({ a, b }) => {
    const study = await a.createStudy('s', TWO);
    await a.createTrials(study.id, [RICH, { state: 'waiting' }, RICH, { state: 'running', startedAt: T0 }, RICH]);
    const loaded = await trials(b, study.id, TWO);
    for (const limit of [1, 2, 3, 5, 1000]) {
      const { changes } = await follow(b, study.id, null, limit);
      const read = new History(TWO);
      read.apply(changes);
      equal(records(read), loaded, `pages of ${limit}`);
    }
  },

  'a cursor misses nothing that others write': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    await a.createTrials(study.id, [{ state: 'running' }, { state: 'waiting' }, { state: 'running' }]);
    const { snapshot, cursor } = await b.load(study.id);
    const history = historyOf(snapshot);
    let at = cursor;
    for (let round = 0; round < 6; round++) {
      const [trial] = await a.createTrials(study.id, [{ state: 'running', startedAt: T0 }]);
      await Promise.all([
        a.write(study.id, [{ type: 'reported', id: trial!.id, step: round, values: [round] }]),
        b.write(study.id, [
          { type: 'attributed', id: history.table.ids[0]!, owner: 'user', key: 'round', value: round },
        ]),
      ]);
      if (round % 2 === 0)
        await a.write(study.id, [
          { type: 'finished', id: trial!.id, state: 'complete', values: [round], at: T0 + round },
        ]);
      if (round === 3) await a.claimTrial(study.id, T0);
      const next = await follow(b, study.id, at, 1 + round);
      history.apply(next.changes);
      at = next.cursor;
      equal(records(history), await trials(a, study.id, ONE), `after round ${round}`);
    }
    const quiet = await follow(b, study.id, at, 100);
    const again = quiet.changes.map((change) => history.state(history.table.rowOf.get(trialOf(change))!));
    equal(again.filter(isFinished), [], 'finished trials that are read again although nothing happened');
  },

  'trials without a sign of life are failed, living ones are not': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const made = await a.createTrials(study.id, [
      { state: 'running', startedAt: T0 },
      { state: 'running', startedAt: T0 },
      { state: 'waiting' },
      RICH_ONE,
    ]);
    const dead = a.owner === null ? null : { ...a.owner, pid: 2 ** 22 + 1, startedAt: 1 }; // above the largest pid of Linux
    const away = { host: 'another.host', pid: 1, startedAt: 1 };
    const own = (trial: TrialRecord, owner: Json): Change => ({
      type: 'attributed',
      id: trial.id,
      owner: 'system',
      key: 'vernier:owner',
      value: owner,
    });
    equal(await b.failStale(study.id, T0 + 1000, 60_000), [], 'nobody is stale yet');
    if (a.lostSince !== undefined) {
      equal([...(await a.lostSince(study.id, T0 + 1000, 60_000))], [], 'nobody is lost yet');
      await a.write(study.id, [own(made[0]!, null)]);
      const nobodys = [...(await a.lostSince(study.id, T0 + 1000, 60_000))];
      equal(nobodys, [[made[0]!.id, T0]], "a trial of nobody's that never gave a sign of life");
    }
    equal(await a.failStale(study.id, T0 - 3_600_000, 60_000), [], 'a clock that was set back');
    await a.write(study.id, [own(made[0]!, away)]);
    await b.beat([made[0]!.id], T0 + 50_000);
    equal(await a.failStale(study.id, T0 + 100_000, 60_000), [], 'a beat that is fresh enough');
    if (dead !== null) {
      await b.write(study.id, [own(made[1]!, dead)]);
      equal(await a.failStale(study.id, T0 + 1000, 60_000), [made[1]!.id], 'a dead process of this host, at once');
    }
    const lost = await b.lostSince?.(study.id, T0 + 110_001, 60_000);
    if (lost !== undefined) equal([...lost], [[made[0]!.id, T0 + 50_000]], 'who is lost, before anybody has failed it');
    const stale = await Promise.all([a, b, a].map((client) => client.failStale(study.id, T0 + 110_001, 60_000)));
    equal(stale.flat(), [made[0]!.id], 'a beat that is too old, told to one caller');
    const found = await trials(b, study.id, ONE);
    const states = found.map(({ state }) => state);
    equal(states, ['failed', dead === null ? 'running' : 'failed', 'waiting', 'complete'], 'states');
    const ends = found.slice(0, 2).map(({ finishedAt }) => finishedAt);
    equal(ends, [T0 + 50_000, dead === null ? null : T0], 'the last signs of life, at which they ended');
  },

  'a lost trial that had been told to end ends by that, and is not repeated': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const away = { host: 'another.host', pid: 1, startedAt: 1 };
    const made = await a.createTrials(
      study.id,
      ['stop', 'pause', 'pause'].map((): TrialDraft => ({ state: 'running', startedAt: T0 })),
    );
    const told = (verdict: string): Json => ({ verdict, by: 'asha', step: 1, why: null });
    const changes = made.flatMap(({ id }, i): Change[] => [
      { type: 'attributed', id, owner: 'system', key: 'vernier:owner', value: away },
      { type: 'reported', id, step: 1, values: [id] },
      { type: 'attributed', id, owner: 'system', key: 'vernier:checkpoint', value: { step: 1, checkpoint: 'c' } },
      { type: 'attributed', id, owner: 'system', key: 'vernier:verdict', value: told(i === 0 ? 'stop' : 'pause') },
    ]);
    const again = made[2]!.id; // it was paused by that, and runs on
    await a.write(study.id, [
      ...changes,
      { type: 'paused', id: again, checkpoint: 'c', at: T0 },
      { type: 'started', id: again, at: T0 },
      { type: 'attributed', id: again, owner: 'system', key: 'vernier:owner', value: away },
    ]);
    const asked: number[] = [];
    const repeat = ({ number }: TrialRecord): null => {
      asked.push(number);
      return null;
    };
    await b.failStale(study.id, T0 + 60_001, 60_000, repeat);
    const found = await trials(b, study.id, ONE);
    equal(
      found.map(({ state, values, systemAttributes }) => [state, values, systemAttributes['vernier:pruned'] ?? null]),
      [
        ['pruned', [made[0]!.id], { by: 'asha', step: 1, why: null }],
        ['paused', null, { by: 'asha', step: 1, why: null }],
        ['failed', null, null],
      ],
      'what became of them',
    );
    equal(asked, [2], 'who is to be repeated');
  },

  'a lost trial is repeated once, and says so; one that nobody repeats does not': async ({ a, b }) => {
    const study = await a.createStudy('s', ONE);
    const away = { host: 'another.host', pid: 1, startedAt: 1 };
    const made = await a.createTrials(study.id, [
      { state: 'running', startedAt: T0 },
      { state: 'running', startedAt: T0 },
    ]);
    const changes = made.flatMap(({ id }): Change[] => [
      { type: 'attributed', id, owner: 'system', key: 'vernier:owner', value: away },
      { type: 'reported', id, step: 1, values: [id] },
    ]);
    await a.write(study.id, changes);
    const asked: (readonly [number, string, number])[] = [];
    const repeat = ({ number, state, reports }: TrialRecord): TrialDraft | null => {
      asked.push([number, state, reports.length]);
      return number === 1 ? null : { state: 'waiting', reports, systemAttributes: { 'vernier:retry-of': number } };
    };
    const stale = await Promise.all([a, b, a].map((client) => client.failStale(study.id, T0 + 60_001, 60_000, repeat)));
    equal(
      stale.flat(),
      made.map(({ id }) => id),
      'lost trials, told to one caller',
    );
    const found = await trials(b, study.id, ONE);
    equal(
      found.map(({ state, systemAttributes }) => [state, systemAttributes['vernier:repeated'] ?? null]),
      [
        ['failed', true],
        ['failed', null],
        ['waiting', null],
      ],
      'what became of them',
    );
    equal(found[2]!.reports, found[0]!.reports, 'reports of the repeat');
    equal(
      asked.slice(0, 2),
      [
        [0, 'running', 1],
        [1, 'running', 1],
      ],
      'the trials asked for, as they were while they ran',
    );
  },

  'large batches pass': async ({ a, b }) => {
    const study = await a.createStudy('s', TWO);
    const made = await a.createTrials(
      study.id,
      Array.from({ length: 700 }, () => RICH),
    );
    equal(made.length, 700, 'trials made');
    equal((await trials(b, study.id, TWO)).length, 700, 'trials read');
  },
};
