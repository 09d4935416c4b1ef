"""delete.py FILE STUDY"""

import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
optuna.delete_study(study_name=sys.argv[2], storage=f"sqlite:///{sys.argv[1]}")
