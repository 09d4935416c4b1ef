"""The winner beside the five learners as they come: npx vernier best --params | python winner.py"""

import json
import sys

import numpy as np
from learners import LEARNERS, fold_losses, loss, vehicles

known, new = vehicles()


def row(name, learner, settings):
    chosen_by = np.mean(fold_losses(learner, settings, *known))
    model = LEARNERS[learner](**settings).fit(*known)
    print(f"  {name:<20} {chosen_by:>15.3f}  {loss(model, *new):>10.3f} {model.score(*new):>10.1%}", flush=True)


params = json.loads(sys.stdin.readline())
winner = params["learner"]
print(f"The winner, and each learner untuned, on {len(new[1])} vehicles that nothing has seen before:\n")
print(f"  {'':<20} {'known vehicles,':>15}  {'new vehicles':>21}")
print(f"  {'':<20} {'cross-validated':>15}  {'loss':>10} {'right':>10}")
for learner in LEARNERS:
    row(f"{learner}, untuned", learner, {})
row(f"{winner}, tuned", winner, params.get(winner, {}))
