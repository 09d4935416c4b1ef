"""sqlite_open.py FILE STUDY: what Optuna takes to read a study's trials, in seconds, as JSON."""

import json
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
began = time.perf_counter()
study = optuna.load_study(study_name=sys.argv[2], storage=f"sqlite:///{sys.argv[1]}")
trials = len(study.get_trials(deepcopy=False))
print(json.dumps({"name": f"optuna {optuna.__version__}", "seconds": time.perf_counter() - began, "trials": trials}))
