"""sqlite_loop.py FILE TRIALS DIMENSIONS SEED: Optuna's random search on SQLite; prints milliseconds per trial as JSON."""

import json
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
file, trials, dimensions, seed = sys.argv[1], *map(int, sys.argv[2:5])
study = optuna.create_study(storage=f"sqlite:///{file}", sampler=optuna.samplers.RandomSampler(seed=seed))
began = time.perf_counter()
for _ in range(trials):
    trial = study.ask()
    study.tell(trial, sum((trial.suggest_float(f"x{i}", 0.0, 1.0) - 0.3) ** 2 for i in range(dimensions)))
print(json.dumps({"name": f"optuna {optuna.__version__}", "ms": (time.perf_counter() - began) * 1e3 / trials}))
