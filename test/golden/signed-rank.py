"""Golden values of src/math/signed-rank.test.ts: scipy's Wilcoxon test as its default decides, zeros split.

    python test/golden/signed-rank.py      writes src/math/signed-rank.golden.json      (needs scipy)
"""

import json
import pathlib

import numpy
import scipy
from scipy import stats

rng = numpy.random.default_rng(0)
# Whole numbers make ties and zeros; thousandths hardly any.
samples = [[0, 0], [0, 0, 0, 1], [1, 1, 1, 1], [-1, 2], [0.5, 0.25, -0.125], [0] * 14, [1] * 14]
samples += [
    numpy.round(rng.normal(0.4, scale, n), digits).tolist()
    for n in (2, 3, 4, 6, 9, 12, 13, 14, 20, 49, 50, 51, 90)
    for digits, scale in ((3, 1), (0, 2))
]
cases = [
    {
        "differences": [float(d) for d in sample],
        **{side: float(stats.wilcoxon(sample, alternative=side, zero_method="zsplit").pvalue) for side in ("greater", "less")},
    }
    for sample in samples
]
target = pathlib.Path(__file__).resolve().parent / "../../src/math/signed-rank.golden.json"
text = json.dumps({"source": f"scipy {scipy.__version__} stats.wilcoxon", "made": "test/golden/signed-rank.py", "tolerance": 1e-12, "cases": cases})
target.write_text(text.replace("}, {", "},\n{") + "\n")
