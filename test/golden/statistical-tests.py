"""Golden values of src/math/statistics.test.ts.

    python test/golden/statistical-tests.py      writes src/math/statistics.golden.json      (needs scipy)
"""

import json
import pathlib

import numpy
import scipy
from scipy import stats

rng = numpy.random.default_rng(0)
cases = []
for n, digits in [(1, 9), (2, 9), (5, 9), (9, 9), (12, 1), (25, 9), (30, 0), (50, 9), (51, 9), (80, 1)]:
    x = numpy.round(rng.normal(0.3, 1, n), digits)
    y = numpy.round(x + rng.normal(0, 1, n), digits)
    kept = x[x != 0]
    ties = len(set(numpy.abs(kept))) < len(kept)
    method = "exact" if len(kept) <= 50 and not ties else "asymptotic"
    positive = int((kept > 0).sum())
    cases.append(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "ranks": stats.rankdata(x).tolist(),
            "quantiles": [float(numpy.quantile(x, p)) for p in (0, 0.1, 0.5, 0.77, 1)],
            "spearman": float(stats.spearmanr(x, y).statistic) if n > 1 else None,
            **{
                f"wilcoxon {side}": float(stats.wilcoxon(x, zero_method="wilcox", correction=False, alternative=side, method=method).pvalue)
                for side in ("less", "greater", "two-sided")
            },
            **{
                f"sign {side}": float(stats.binomtest(positive, len(kept), 0.5, alternative=side).pvalue)
                for side in ("less", "greater", "two-sided")
            },
        }
    )
target = pathlib.Path(__file__).resolve().parent / "../../src/math/statistics.golden.json"
target.write_text(
    json.dumps(
        {"source": f"scipy {scipy.__version__} stats", "made": "test/golden/statistical-tests.py", "tolerance": 1e-12, "cases": cases}, indent=0
    )
    + "\n"
)
