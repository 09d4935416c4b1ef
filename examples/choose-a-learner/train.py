"""One trial: a learner and its settings, judged by five-fold cross-validation. Runs alone as well: python train.py"""

import json
import os

import numpy as np
from learners import fold_losses, vehicles

params = json.loads(os.environ.get("VERNIER_PARAMS", '{"learner": "lightgbm"}'))
learner = params["learner"]
known, _ = vehicles()
losses = fold_losses(learner, params.get(learner, {}), *known)
print("vernier " + json.dumps({"loss": np.mean(losses)}))
