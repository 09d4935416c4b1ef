"""make.py FILE STUDY: a study with everything that Optuna can store, made by Optuna."""

import math
import sys

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(
    study_name=sys.argv[2], storage=f"sqlite:///{sys.argv[1]}", directions=["minimize", "maximize"]
)
study.set_user_attr("größe", {"nested": [1, 2.5, None, True, 2**70]})
distributions = {
    "lr": FloatDistribution(1e-5, 1.0, log=True),
    "layers": IntDistribution(1, 9, step=2),
    "label": CategoricalDistribution([None, True, 1, 1.5, "ö😀"]),
    "grid": FloatDistribution(0.0, 1.0, step=0.1),
    "width": IntDistribution(1, 2**40, log=True),
}
params = {"lr": 3.0000000000000004e-05, "layers": 7, "label": "ö😀", "grid": 0.3, "width": 2**39 + 1}
study.add_trial(
    create_trial(
        state=TrialState.COMPLETE,
        values=[math.inf, -math.inf],
        params=params,
        distributions=distributions,
        user_attrs={"big": 2**70, "text": "é\u2028", "nan": math.nan},
        system_attrs={"constraints": [0.5, -1.0]},
    )
)
study.add_trial(
    create_trial(
        state=TrialState.PRUNED,
        params={"label": None},
        distributions={"label": distributions["kind"]},
        intermediate_values={0: 0.5, 3: math.nan, 7: -math.inf},
    )
)
study.add_trial(create_trial(state=TrialState.FAIL))
study.enqueue_trial({"lr": 0.5, "label": True}, user_attrs={"who": "optuna"})
running = study.ask()  # takes the enqueued one
running.suggest_float("lr", 1e-5, 1.0, log=True)
study.enqueue_trial({"lr": 0.25})
if hasattr(running, "set_constraint"):
    running.set_constraint("memory", 0.75)
study.tell(running, [1.0, 2.0])
