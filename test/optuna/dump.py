"""dump.py FILE STUDY: all that Optuna sees of a study, as JSON (with bare NaN and Infinity)."""

import json
import sys

import optuna
from optuna.distributions import distribution_to_json

optuna.logging.set_verbosity(optuna.logging.ERROR)


def instant(moment):
    return None if moment is None else moment.astimezone().timestamp() * 1000


def dump(trial):
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


study = optuna.load_study(study_name=sys.argv[2], storage=f"sqlite:///{sys.argv[1]}")
print(
    json.dumps(
        {
            "version": optuna.__version__,
            "directions": [direction.name for direction in study.directions],
            "names": study.metric_names,
            "user": study.user_attrs,
            "trials": [dump(trial) for trial in study.get_trials(deepcopy=False)],
            "best": [trial.number for trial in study.best_trials],
        }
    )
)
