"""go_on.py FILE STUDY TRIALS: Optuna continues a study of one float `x` and a branch `kind` with `depth` or `rate`."""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    x = trial.suggest_float("x", 0.0, 1.0)
    kind = trial.suggest_categorical("kind", ["tree", "net"])
    extra = trial.suggest_int("depth", 1, 5) if kind == "tree" else trial.suggest_float("rate", 1e-4, 1.0, log=True)
    values = [(x - 0.3) ** 2 + 0.01 * extra, x]
    directions = len(trial.study.directions)
    if directions == 1:
        trial.report(values[0], 1)
    return values[:directions] if directions > 1 else values[0]


study = optuna.load_study(study_name=sys.argv[2], storage=f"sqlite:///{sys.argv[1]}")
before = len(study.trials)
study.optimize(objective, n_trials=int(sys.argv[3]))
print(json.dumps({"before": before, "after": len(study.trials), "params": [t.params for t in study.trials[:before]]}))
