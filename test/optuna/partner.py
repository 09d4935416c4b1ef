"""Optuna on the other end of a pipe: each line read is a JSON list [command, argument …], each line written its answer.

Answers are Python's JSON, with bare NaN and Infinity.
"""

import json
import math
import sys

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution, distribution_to_json
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)


def instant(moment):
    return None if moment is None else moment.astimezone().timestamp() * 1000


def dumped(trial):
    return {
        "number": trial.number,
        "state": trial.state.name,
        "values": trial.values,
        "params": trial.params,
        "distributions": {name: json.loads(distribution_to_json(d)) for name, d in trial.distributions.items()},
        "intermediate": {str(step): value for step, value in trial.intermediate_values.items()},
        "user": trial.user_attrs,
        "system": trial.system_attrs,
        "start": instant(trial.datetime_start),
        "complete": instant(trial.datetime_complete),
        # Optuna 5 knows constraints by name; 4 reads the list.
        "constraints": getattr(trial, "constraints", None),
    }


def dump(storage, name):
    """All that Optuna sees of a study."""
    study = optuna.load_study(study_name=name, storage=storage)
    return {
        "directions": [direction.name for direction in study.directions],
        "names": study.metric_names,
        "user": study.user_attrs,
        "trials": [dumped(trial) for trial in study.get_trials(deepcopy=False)],
    }


def make(storage, name):
    """Two studies with everything that Optuna can store: NAME of two objectives and NAME-one of one."""
    study = optuna.create_study(study_name=name, storage=storage, directions=["minimize", "maximize"])
    study.set_user_attr("größe", {"nested": [1, 2.5, None, True, 2**70]})
    distributions = {
        "lr": FloatDistribution(1e-5, 1.0, log=True),
        "layers": IntDistribution(1, 9, step=2),
        "label": CategoricalDistribution([None, True, 1, 1.5, "ö😀"]),
        "grid": FloatDistribution(0.0, 1.0, step=0.1),
        "width": IntDistribution(1, 2**40, log=True),
    }
    study.add_trial(
        create_trial(
            state=TrialState.COMPLETE,
            values=[math.inf, -math.inf],
            params={"lr": 3.0000000000000004e-05, "layers": 7, "label": "ö😀", "grid": 0.3, "width": 2**39 + 1},
            distributions=distributions,
            user_attrs={"big": 2**70, "text": "é\u2028", "nan": math.nan},
            system_attrs={"constraints": [0.5, -1.0]},
        )
    )
    label = {"label": distributions["label"]}
    study.add_trial(create_trial(state=TrialState.PRUNED, params={"label": None}, distributions=label))
    study.add_trial(create_trial(state=TrialState.FAIL))
    study.enqueue_trial({"lr": 0.5, "label": True}, user_attrs={"who": "optuna"})
    running = study.ask()  # takes the enqueued one
    running.suggest_float("lr", 1e-5, 1.0, log=True)
    study.enqueue_trial({"lr": 0.25})
    if hasattr(running, "set_constraint"):
        running.set_constraint("memory", 0.75)
    study.tell(running, [1.0, 2.0])

    one = optuna.create_study(study_name=f"{name}-one", storage=storage, direction="maximize")
    one.set_metric_names(["Güte"])
    one.add_trial(
        create_trial(
            state=TrialState.PRUNED,
            value=0.5,
            params={"x": 0.5},
            distributions={"x": FloatDistribution(0.0, 1.0)},
            intermediate_values={0: 0.5, 3: math.nan, 7: -math.inf, 2: math.inf},
        )
    )
    trial = one.ask()
    trial.report(0.25, 4)
    one.tell(trial, state=TrialState.PRUNED)


def objective(trial):
    """One float `x` and a branch `kind` with `depth` or `rate`."""
    x = trial.suggest_float("x", 0.0, 1.0)
    kind = trial.suggest_categorical("kind", ["tree", "net"])
    extra = trial.suggest_int("depth", 1, 5) if kind == "tree" else trial.suggest_float("rate", 1e-4, 1.0, log=True)
    value = (x - 0.3) ** 2 + 0.01 * extra
    if len(trial.study.directions) > 1:
        return value, x
    trial.report(value, 1)
    return value


def go_on(storage, name, trials):
    """Continues a study with Optuna's default sampler."""
    study = optuna.load_study(study_name=name, storage=storage)
    before = len(study.trials)
    study.optimize(objective, n_trials=trials)
    return {"before": before, "after": len(study.trials), "params": [trial.params for trial in study.trials[:before]]}


def delete(storage, name):
    optuna.delete_study(study_name=name, storage=storage)


COMMANDS = {command.__name__: command for command in (dump, make, go_on, delete)}

for line in sys.stdin:
    command, file, *arguments = json.loads(line)
    print(json.dumps(COMMANDS[command](f"sqlite:///{file}", *arguments)), flush=True)
