"""What the importance of parameters costs in Optuna, without intervals: prints one JSON line, milliseconds.

    importance.py METHOD TRIALS PARAMS SEED     METHOD is ped-anova or fanova
"""

import json
import random
import sys
import time
import warnings

import optuna
from optuna.distributions import FloatDistribution
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
METHOD = sys.argv[1]
TRIALS, PARAMS, SEED = map(int, sys.argv[2:])

draw = random.Random(SEED)
names = [f"x{i}" for i in range(PARAMS)]
distributions = {name: FloatDistribution(0.0, 1.0) for name in names}
study = optuna.create_study()
for _ in range(TRIALS):
    params = {name: draw.random() for name in names}
    value = sum((params[name] - 0.3) ** 2 / (1 + i) for i, name in enumerate(names)) + params["x0"] * params["x1"]
    study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=value))
evaluator = PedAnovaImportanceEvaluator() if METHOD == "ped-anova" else FanovaImportanceEvaluator(seed=SEED)
began = time.perf_counter()
optuna.importance.get_param_importances(study, evaluator=evaluator)
print(json.dumps({f"optuna {optuna.__version__} {METHOD}": 1000 * (time.perf_counter() - began)}))
