import { expect, test } from 'vitest';
import * as vernier from 'vernier';
import * as client from 'vernier/client';
import * as executors from 'vernier/executors';
import * as pruners from 'vernier/pruners';
import * as samplers from 'vernier/samplers';
import * as scene from 'vernier/scene';
import * as sqlite from 'vernier/sqlite';
import * as storage from 'vernier/storage';
import type { Scene, Surface } from 'vernier/scene';
import type { Executor, Pruner, Sampler, Storage, Study } from 'vernier';

/** The names that users write; a missing or mistyped one does not compile. */
const named = {
  vernier: {
    createStudy: vernier.createStudy,
    openStudy: vernier.openStudy,
    space: vernier.space,
    float: vernier.float,
    int: vernier.int,
    categorical: vernier.categorical,
    ordinal: vernier.ordinal,
    branch: vernier.branch,
    permutation: vernier.permutation,
    subset: vernier.subset,
    simplex: vernier.simplex,
    replay: vernier.replay,
  },
  samplers: {
    random: samplers.random satisfies () => Sampler,
    grid: samplers.grid satisfies () => Sampler,
    quasiRandom: samplers.quasiRandom satisfies () => Sampler,
    tpe: samplers.tpe satisfies () => Sampler,
    cmaEs: samplers.cmaEs satisfies () => Sampler,
    nsga2: samplers.nsga2 satisfies () => Sampler,
    nsga3: samplers.nsga3 satisfies () => Sampler,
    differentialEvolution: samplers.differentialEvolution satisfies () => Sampler,
  },
  pruners: { median: pruners.median satisfies () => Pruner, asha: pruners.asha satisfies () => Pruner },
  scene: {
    svg: scene.svg satisfies (scene: Scene) => string,
    historyScene: scene.historyScene,
    importanceScene: scene.importanceScene,
    paint: scene.paint satisfies (scene: Scene, surface: Surface) => void,
    paintHighlight: scene.paintHighlight,
    hitIndexOf: scene.hitIndexOf,
    trialAt: scene.trialAt,
    trialsIn: scene.trialsIn,
  },
  client: {
    openLiveStudy: client.openLiveStudy satisfies (options: client.LiveOptions) => client.StudyFeed,
    openFrozenStudy: client.openFrozenStudy,
    httpClient: client.httpClient,
  },
  storage: { memory: storage.memory satisfies () => Storage },
  sqlite: { sqlite: sqlite.sqlite satisfies (path: string) => Storage },
  executors: {
    inline: executors.inline satisfies (run: () => number) => Executor,
    threads: executors.threads satisfies (file: string) => Executor,
    processes: executors.processes satisfies (file: string) => Executor,
    command: executors.command satisfies (argv: string[]) => Executor,
  },
};

test.each(Object.entries(named))('%s exports its names', (_, names) => {
  for (const [name, value] of Object.entries(names)) expect(value, name).toBeTypeOf('function');
});

test('the objective function gets the params that the space says', async () => {
  const { branch, categorical, createStudy, float, int } = vernier;
  const study = await createStudy({
    space: vernier.space({
      lr: float(1e-5, 1, { log: true }),
      optimizer: branch({
        adam: { beta: float(0.8, 0.999) },
        sgd: { momentum: float(0, 1), nesterov: categorical([true, false]) },
      }),
      layers: int(1, 4),
    }),
    objectives: { loss: 'minimize', size: 'minimize' },
    sampler: samplers.random(),
  });
  await study.optimize(
    (params) => {
      const lr: number = params.lr;
      // @ts-expect-error inactive until the branch is known
      void params.momentum;
      if (params.optimizer === 'sgd') {
        const nesterov: boolean = params.nesterov;
        return { loss: lr + params.momentum + Number(nesterov), size: params.layers };
      }
      // @ts-expect-error adam has no momentum
      void params.momentum;
      return { loss: lr + params.beta, size: params.layers };
    },
    { trials: 3 },
  );
  // @ts-expect-error an objective is missing
  const incomplete: Parameters<Study<{}, { loss: 'minimize'; size: 'minimize' }>['tell']>[1] = { loss: 1 };
  void incomplete;
  expect(study.history.size).toBe(3);
});
