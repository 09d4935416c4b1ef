"""Optuna's JSON as Optuna writes it: python optuna-json.py > src/storage/optuna/codec.golden.json (optuna 5.0.0)"""

import json
import random
import struct
import sys

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution, distribution_to_json

random.seed(1)
edges = [0.0, -0.0, 1.0, -1.0, 0.1, 1e-4, 9.999e-5, 1e-5, 1e15, 1e16, 123456789012345680.0, 1e22, 1e100, 5e-324]
edges += [1.7976931348623157e308, 2.2250738585072014e-308, 0.30000000000000004, 1e-7, 1.5e-6, 9007199254740993.0]
floats = edges + [-x for x in edges[4:8]]
while len(floats) < 400:
    x = struct.unpack("<d", random.randbytes(8))[0]
    if x == x and abs(x) != float("inf"):
        floats.append(x)

values = [
    None, True, False, "", "plain", 'quote" back\\ slash/', "é ö ß", "\u2028 \U0001f600 \x00 \x1f \x7f \x80", 0, -1,
    2**53 - 1, -(2**53) + 1, 1.5, 1e-5, float("nan"), float("inf"), float("-inf"), [], {}, [[], {}],
    {"b": 1, "a": [1.5, None, True, "x"]}, {"": {"ключ": float("nan")}}, [float("inf"), "NaN", "Infinity"],
]
distributions = [
    FloatDistribution(0, 1), FloatDistribution(1e-5, 1, log=True), FloatDistribution(0, 1, step=0.1),
    FloatDistribution(-1e16, 1e22), FloatDistribution(-3, -1.5), IntDistribution(1, 9), IntDistribution(1, 9, step=2),
    IntDistribution(1, 2**40, log=True), IntDistribution(-5, 2**53 - 1),
    CategoricalDistribution([None, True, 1, 1.5, "z", "ö\u2028"]), CategoricalDistribution(["one"]),
    CategoricalDistribution([float("nan"), float("inf"), False]),
]

json.dump(
    {
        "source": f"Python {sys.version.split()[0]} json and repr, optuna {optuna.__version__} distribution_to_json",
        "made": "test/golden/optuna-json.py",
        "tolerance": 0,
        "cases": {
            "floats": [repr(x) for x in floats],
            "values": [json.dumps(value) for value in values],
            "distributions": [distribution_to_json(distribution) for distribution in distributions],
        },
    },
    sys.stdout,
    indent=1,
)
print()
