"""Golden values of src/math/special.test.ts and src/math/truncnorm.test.ts, in 50 digits.

    python test/golden/special.py         writes src/math/special.golden.json and src/math/truncnorm.golden.json

Needs mpmath.
"""

import json
import pathlib

import mpmath
from mpmath import mp, mpf

mp.dps = 50
SOURCE = f"mpmath {mpmath.__version__}, {mp.dps} digits"
HERE = pathlib.Path(__file__).resolve().parents[2] / "src" / "math"


def erfcx(x):
    return mpmath.exp(mpf(x) ** 2) * mpmath.erfc(x)


def log_cdf(z):
    return mpmath.log(mpmath.erfc(-mpf(z) / mpmath.sqrt(2)) / 2)


def quantile(p):
    # bisection in high precision: no inverse is taken from anybody
    low, high = mpf(-45), mpf(45)
    for _ in range(200):
        middle = (low + high) / 2
        if mpmath.ncdf(middle) < mpf(p):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def log_mass(a, b):
    a, b = mpf(a), mpf(b)
    if a > 0:
        a, b = -b, -a
    return mpmath.log((mpmath.erfc(-b / mpmath.sqrt(2)) - mpmath.erfc(-a / mpmath.sqrt(2))) / 2)


xs = [-6, -3.3, -1, -0.5, -0.46875, -0.3, -1e-8, 0, 1e-300, 1e-5, 0.2, 0.46875, 0.47, 0.9, 1.7, 3, 3.99, 4, 4.01, 5.5]
far = [6, 8.25, 12, 20, 26, 100, 1e4]
zs = [-1e6, -1e3, -60, -38.5, -20, -9, -5.01, -4.99, -2, -1, -0.99, -0.1, 0, 0.3, 1, 3, 6, 8.5]
ps = [1e-300, 1e-100, 1e-20, 1e-12, 1e-5, 0.01, 0.07, 0.0751, 0.3, 0.4999, 0.61, 0.9, 0.925, 0.99, 1 - 1e-6, 1 - 2**-53]
masses = [(-1, 1), (0, 1), (-0.5, 0.25), (2, 3), (-3, -2), (5, 6), (30, 31), (-1e3, -999), (8, 8.001), (-40, 40), (-1e-9, 1e-9)]
normals = [(x, m, s, lo, hi) for m, s in [(0.5, 1), (0.1, 0.02), (1, 0.3), (3, 0.2)] for lo, hi in [(0, 1), (-2, 0.4)] for x in (lo, (lo + hi) / 3, hi)]


def written(name, tolerance, cases):
    made = {"source": SOURCE, "made": "test/golden/special.py", "tolerance": tolerance, "cases": cases}
    (HERE / name).write_text(json.dumps(made, indent=1) + "\n")


def table(function, arguments):
    return [[a, float(function(a))] for a in arguments]


written("special.golden.json", 2e-14, {
    "erf": table(mpmath.erf, xs),
    "erfc": table(mpmath.erfc, xs + far[:5]),
    "erfcx": table(erfcx, xs + far),
    "logNormalCdf": table(log_cdf, zs),
    "normalCdf": table(mpmath.ncdf, [-38, -20, -8, -1, 0, 0.5, 2, 8]),
    "normalQuantile": table(quantile, ps),
})
written("truncnorm.golden.json", 1e-12, {
    "logNormalMass": [[a, b, float(log_mass(a, b))] for a, b in masses],
    "logTruncatedNormal": [
        [x, m, s, lo, hi, float(mpmath.log(mpmath.npdf(x, m, s)) - log_mass((mpf(lo) - mpf(m)) / mpf(s), (mpf(hi) - mpf(m)) / mpf(s)))]
        for x, m, s, lo, hi in normals
    ],
})
