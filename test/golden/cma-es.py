"""Golden values of src/models/evolution: what PyPI's `cmaes` makes of the same points.

    python test/golden/cma-es.py          writes src/models/evolution/cma-es.golden.json

Needs cmaes and numpy. Points are those that `cmaes` draws itself, best first; after each generation stand the mean and the
step size, at the end the covariance.
"""

import importlib.metadata
import json
import pathlib

import numpy as np
from cmaes import CMA, CatCMAwM, CMAwM

OUT = pathlib.Path(__file__).resolve().parents[2] / "src" / "models" / "evolution" / "cma-es.golden.json"


def ellipsoid(x):
    d = len(x)
    return float(sum(10 ** (3 * i / max(1, d - 1)) * (v - 0.3) ** 2 for i, v in enumerate(x)))


def rugged(x):
    return float(sum(v * v + 3 * np.sin(9 * v) ** 2 for v in x))


def triangle(matrix):
    return [float(matrix[i, j]) for i in range(len(matrix)) for j in range(i + 1)]


def normal(d, size, sigma, generations, function, seed, adapt=False):
    cma = CMA(mean=np.full(d, 0.5), sigma=sigma, population_size=size, seed=seed, lr_adapt=adapt)
    steps = []
    for _ in range(generations):
        told = sorted(((x, function(x)) for x in (cma.ask() for _ in range(size))), key=lambda told: told[1])
        points = [[float(v) for v in x] for x, _ in told]
        cma.tell(told)
        steps.append({"points": points, "mean": [float(v) for v in cma.mean], "sigma": float(cma._sigma)})
    return {"size": size, "sigma": sigma, "adaptRates": adapt, "steps": steps, "covariance": triangle(cma._C)}


def margin(seed):
    """Two reals and two whole numbers, one of which ends at a bound of its range."""
    d, size = 4, 8
    bounds = np.array([[-5.0, 5.0], [-5.0, 5.0], [-5.0, 5.0], [0.0, 3.0]])
    cma = CMAwM(np.array([1.0, 1.0, 1.0, 1.0]), 1.3, bounds, np.array([0.0, 0.0, 1.0, 1.0]), seed=seed, population_size=size)
    steps = []
    for _ in range(25):
        asked = [cma.ask() for _ in range(size)]
        told = sorted(((raw, ellipsoid(x - [0, 0, 1, 2.7])) for x, raw in asked), key=lambda told: told[1])
        points = [[float(v) for v in x] for x, _ in told]
        cma.tell(told)
        steps.append(
            {"points": points, "mean": [float(v) for v in cma.mean], "sigma": float(cma._cma._sigma), "scales": [float(v) for v in cma._A]}
        )
    return {"size": size, "sigma": 1.3, "margin": 1 / (d * size), "steps": steps}


def choices(seed):
    counts, size = [3, 2, 5], 10
    cat = CatCMAwM(c_space=counts, population_size=size, seed=seed)
    steps = []
    for _ in range(20):
        asked = [cat.ask() for _ in range(size)]
        told = sorted(((s, float((s.c.argmax(axis=1) != [2, 0, 3]).sum())) for s in asked), key=lambda told: told[1])
        points = [[int(v) for v in s.c.argmax(axis=1)] for s, _ in told]
        cat.tell(told)
        steps.append({"choices": points, "chances": [float(cat._q[i, c]) for i, k in enumerate(counts) for c in range(k)]})
    return {"counts": counts, "weights": [float(w) for w in cat._weights], "steps": steps}


golden = {
    "source": f"cmaes {importlib.metadata.version('cmaes')}, numpy {np.__version__}",
    "made": "test/golden/cma-es.py",
    "tolerance": 1e-8,
    "cases": {
        "ellipsoid in 4": normal(4, 8, 0.3, 12, ellipsoid, 1),
        "odd generations": normal(3, 7, 0.3, 8, ellipsoid, 2),
        "one dimension": normal(1, 4, 0.2, 6, ellipsoid, 3),
        "rates adapted": normal(3, 7, 0.5, 15, rugged, 4, True),
    },
    "margin": margin(5),
    "choices": choices(6),
}
OUT.write_text(json.dumps(golden).replace('{"points"', '\n{"points"').replace('{"choices": [[', '\n{"choices": [[') + "\n")
