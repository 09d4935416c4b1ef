"""Gradient boosting on the breast cancer data; parameters come as --name=value. Runs alone as well: python train.py"""

import argparse
import json

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

parser = argparse.ArgumentParser()
parser.add_argument("--learning_rate", type=float, default=0.1)
parser.add_argument("--max_iter", type=int, default=100)
parser.add_argument("--max_leaf_nodes", type=int, default=31)
parser.add_argument("--min_samples_leaf", type=int, default=20)
parser.add_argument("--l2_regularization", type=float, default=0.0)
parser.add_argument("--max_features", type=float, default=1.0)
options = parser.parse_args()

x, y = load_breast_cancer(return_X_y=True)
model = HistGradientBoostingClassifier(random_state=0, early_stopping=False, **vars(options))
folds = StratifiedKFold(3, shuffle=True, random_state=0)
losses = -cross_val_score(model, x, y, cv=folds, scoring="neg_log_loss")

print("vernier " + json.dumps({"loss": losses.mean()}))
