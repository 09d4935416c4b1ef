"""What a report with its verdict costs in Optuna: prints one JSON line, milliseconds by pruner.

    judge.py TRIALS STEPS SEED     so many complete trials of so many reports are known
"""

import json
import math
import random
import sys
import time
import warnings

import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
TRIALS, STEPS, SEED = map(int, sys.argv[1:])


def curve(draw):
    end, pace = draw.random(), 1 + 20 * draw.random()
    return [end + math.exp(-step / pace) + 0.01 * draw.random() for step in range(1, STEPS + 1)]


def report_time(pruner):
    draw = random.Random(SEED)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=SEED), pruner=pruner)
    for _ in range(TRIALS):
        losses = curve(draw)
        reports = {step: loss for step, loss in enumerate(losses, 1)}
        study.add_trial(optuna.trial.create_trial(value=losses[-1], intermediate_values=reports))
    trial = study.ask()
    began = time.perf_counter()
    for step, loss in enumerate(curve(draw), 1):
        trial.report(loss, step)
        trial.should_prune()
    return 1000 * (time.perf_counter() - began) / STEPS


pruners = {"median": optuna.pruners.MedianPruner(), "hyperband": optuna.pruners.HyperbandPruner(max_resource=STEPS)}
print(json.dumps({f"optuna {optuna.__version__} {name}": report_time(pruner) for name, pruner in pruners.items()}))
