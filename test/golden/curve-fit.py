"""Golden values of the outlook of learning curves: least squares by scipy's curve_fit, the mixture by numpy, straight from its
definition; Student's distribution function by scipy.

Run: python test/golden/curve-fit.py > src/models/curve/curve-fit.golden.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.optimize import curve_fit
from scipy.stats import t as student

rng = np.random.default_rng(5)
WIDE, NOISE, FIRM = 900.0, 0.01, 2.0


def shapes(last):
    between = lambda g: lambda t: (g(t) - g(last)) / (g(1.0) - g(last))
    made = [between(lambda t, c=c: np.asarray(t, float) ** -c) for c in (0.25, 0.5, 1.0, 2.0)]
    made.append(between(lambda t: -np.log(t)))
    made += [between(lambda t, tau=s * last: np.exp(-np.asarray(t, float) / tau)) for s in (0.1, 0.3)]
    return made


def outlook(t, y, last):
    w = (t / t[-1]) ** 2
    means, variances, logs = [], [], []
    for share in shapes(last):
        f = share(t)
        # The wide belief about the drop is one more point: a drop of 0, with a standard deviation of sqrt(WIDE).
        def model(x, final, drop):
            return np.append(final + drop * f, drop)
        (final, drop), _ = curve_fit(
            model, t, np.append(y, 0.0), p0=(y[-1], 0.0), sigma=np.append(1 / np.sqrt(w), np.sqrt(WIDE)), xtol=1e-15, ftol=1e-15
        )
        residual = np.sum(w * (y - final - drop * f) ** 2) + drop**2 / WIDE
        squares = FIRM * (NOISE * (y.max() - y.min())) ** 2 + residual
        points = FIRM + max(0.0, w.sum() - 1)
        precision = np.array([[w.sum(), (w * f).sum()], [(w * f).sum(), (w * f * f).sum() + 1 / WIDE]])
        means.append(final)
        variances.append(squares / points * (np.linalg.inv(precision)[0, 0] + 1))
        logs.append(-0.5 * (np.log(np.linalg.det(precision)) + points * np.log(squares)))
    means, variances, logs = map(np.array, (means, variances, logs))
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = (weights * means).sum()
    return mean, np.sqrt((weights * (variances + (means - mean) ** 2)).sum())


cases = []
for last, n in ((52, 5), (52, 20), (52, 51), (27, 9), (1000, 60)):
    for _ in range(4):
        t = np.sort(rng.choice(np.arange(1, last), n, replace=False)).astype(float)
        y = rng.normal() + rng.uniform(0.5, 3) * t ** -rng.uniform(0.2, 1.5) + 0.01 * rng.normal(size=n)
        mean, sd = outlook(t, y, float(last))
        cases.append({"last": last, "t": t.tolist(), "y": y.tolist(), "mean": mean, "sd": sd})
students = [{"t": t, "freedom": v, "p": student.cdf(t, v)} for v in (2, 4, 10, 30) for t in (-40.0, -3.0, -0.5, 0.0, 1.7, 9.0)]
json.dump(
    {"source": f"scipy {scipy.__version__}, numpy {np.__version__}", "made": "test/golden/curve-fit.py", "tolerance": 1e-6,
     "cases": cases, "students": students},
    sys.stdout,
)
