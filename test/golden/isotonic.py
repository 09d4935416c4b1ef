"""Golden values of isotonic regression, by scikit-learn.

Run: python test/golden/isotonic.py > src/math/isotonic.golden.json
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(11)
cases = []
for n in (1, 2, 3, 8, 25, 60):
    for noise in (0.1, 1.0, 10.0):
        x = np.round(rng.normal(0, 1, n), 1)  # some of them alike
        y = np.round(2 * x + noise * rng.normal(0, 1, n), 6)
        at = np.round(np.concatenate([rng.uniform(-4, 4, 9), x[:3]]), 6)
        model = IsotonicRegression(out_of_bounds="clip").fit(x, y)
        cases.append({"points": np.stack([x, y], 1).tolist(), "at": at.tolist(), "heights": model.predict(at).tolist()})

json.dump({"source": f"scikit-learn {sklearn.__version__}", "made": "test/golden/isotonic.py", "tolerance": 1e-12, "cases": cases}, sys.stdout, indent=0)
