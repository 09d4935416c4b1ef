"""Golden values of src/math/{elementary,matern,cholesky,eigen}.test.ts and of logExpectedImprovement, in 60 to 700 digits.

    python test/golden/dense.py         writes the six files (needs mpmath), and prints the polynomial of src/math/elementary.ts

The bits of exp and log come from a twin in Python's own doubles: the same operations in the same order.
"""

import json
import math
import pathlib
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 60
HERE = pathlib.Path(__file__).resolve().parents[2] / "src" / "math"


def written(name, tolerance, cases):
    made = {"source": f"mpmath {mpmath.__version__}", "made": "test/golden/dense.py", "tolerance": tolerance, "cases": cases}
    (HERE / name).write_text(json.dumps(made, indent=1) + "\n")


# exp(r) = 1 + r + r²·(1/2 + r·p(r)) on |r| ≤ ln 2 / 2: p interpolated at the Chebyshev nodes
def exp_coefficients(size=9):
    half = mpmath.log(2) / 2 * mpf("1.0005")
    nodes = [half * mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * size)) for i in range(size)]
    values = [((mpmath.exp(r) - 1 - r) / r**2 - mpf(1) / 2) / r if r > 1e-9 or r < -1e-9 else mpf(1) / 6 for r in nodes]
    matrix = mpmath.matrix([[r**j for j in range(size)] for r in nodes])
    return [0.5] + [float(c) for c in mpmath.lu_solve(matrix, mpmath.matrix(values))]


Q = exp_coefficients()
print("Q0 to Q9:", *map(repr, Q))
HEAD, TAIL = 0.6931471803691238, 1.9082149292705877e-10
G = [0, 0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805, 0.15313837699209373, 0.14798198605116586]


def exp_twin(x):
    k = x * math.log2(math.e) + 6755399441055744.0 - 6755399441055744.0
    r = x - k * HEAD - k * TAIL
    s = r * r
    even = Q[0] + s * (Q[2] + s * (Q[4] + s * (Q[6] + s * Q[8])))
    odd = Q[1] + s * (Q[3] + s * (Q[5] + s * (Q[7] + s * Q[9])))
    return (1 + (r + s * (even + r * odd))) * 2.0 ** int(k)


def log_twin(x):
    m, k = math.frexp(x)
    m, k = 2 * m, k - 1
    if m > math.sqrt(2):
        m, k = m * 0.5, k + 1
    f = m - 1
    s = f / (2 + f)
    z = s * s
    w = z * z
    series = w * (G[2] + w * (G[4] + w * G[6])) + z * (G[1] + w * (G[3] + w * (G[5] + w * G[7])))
    half = 0.5 * f * f
    return k * HEAD - (half - (s * (half + series) + k * TAIL) - f)


def bits(x):
    return struct.pack(">d", x).hex()


xs = [0.0, 1e-300, -1e-20, 1e-9, -0.3465, 0.3466, 0.5, 1.0, -1.0, math.pi, -10.1, 100.5, -333.3, 700.0, -700.0, 709.0, -708.0]
ys = [5e-324, 1e-310, 1e-300, 1e-9, 0.1, 0.7071, 0.70711, 0.999999, 1.0, 1.0000001, 1.4142, 1.41422, 2.0, math.e, 10.0, 12345.678, 1e100, 1.7e308]
rng = random.Random(1)
xs += [rng.uniform(-708, 709) for _ in range(60)] + [rng.uniform(-3, 3) for _ in range(40)]
ys += [math.exp(rng.uniform(-700, 700)) for _ in range(60)] + [rng.uniform(0.3, 3) for _ in range(40)]
written("elementary.golden.json", 2.0**-52, {
    "exp": [[x, float(mpmath.exp(mpf(x))), bits(exp_twin(x))] for x in xs],
    "log": [[y, float(mpmath.log(mpf(y))), bits(log_twin(y))] for y in ys],
})


def matern(r2, variance):
    u = mpmath.sqrt(5 * mpf(r2))
    value = mpf(variance) * (1 + u + u * u / 3) * mpmath.exp(-u)
    slope = -mpf(5) / 6 * mpf(variance) * (1 + u) * mpmath.exp(-u)
    return [float(value), float(slope)]


squares = [0.0, 1e-300, 1e-16, 1e-8, 0.001, 0.1, 0.5, 1.0, 2.0, 3.7, 10.0, 100.0, 2500.0, 40000.0, 90000.0]
written("matern.golden.json", 4e-16, [[r2, v, *matern(r2, v)] for r2 in squares for v in (1.0, 0.037, 12.5)])


def symmetric(n, seed):
    rng = random.Random(seed)
    half = [[rng.gauss(0, 1) for _ in range(n)] for _ in range(n)]
    return [[half[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]


def floats(matrix):
    return [[float(matrix[i, j]) for j in range(matrix.cols)] for i in range(matrix.rows)]


def factored(n, seed):
    half = mpmath.matrix(symmetric(n, seed))
    a = mpmath.matrix([[float(x) for x in row] for row in floats(half * half + mpmath.eye(n) / 2)])
    b = mpmath.matrix([float(i + 1) / (i + 2) for i in range(n)])
    lower = mpmath.cholesky(a)
    return {
        "a": floats(a),
        "b": [float(x) for x in b],
        "l": floats(lower),
        "lower": [float(x) for x in mpmath.lu_solve(lower, b)],
        "transposed": [float(x) for x in mpmath.lu_solve(lower.T, b)],
        "inverse": floats(a**-1),
        "logDeterminant": float(mpmath.log(mpmath.det(a))),
    }


written("cholesky.golden.json", 1e-13, [factored(n, n) for n in (1, 2, 3, 5, 8, 13)])


def eigen(a):
    return {"a": [[float(x) for x in row] for row in a], "values": sorted(float(x) for x in mp.eigsy(mpmath.matrix(a), eigvals_only=True))}


def clement(n):
    return [[math.sqrt(max(i, j) * (n - max(i, j))) if abs(i - j) == 1 else 0 for j in range(n)] for i in range(n)]


def graded(n):
    return [[10.0 ** -(i + j) for j in range(n)] if i % 2 else [10.0 ** -(i + j) * (1 + (i == j)) for j in range(n)] for i in range(n)]


written("eigen.golden.json", 1e-14, [
    eigen(a)
    for a in (
        [[3.5]], [[0, 0], [0, 0]], [[1, 2], [2, 1]], [[2, 0, 0], [0, 2, 0], [0, 0, 2]], [[1] * 6] * 6,
        clement(9), graded(6), symmetric(4, 4), symmetric(12, 12), symmetric(20, 20),
    )
])


def improvement(z):
    mp.dps = 700 if z < -1e4 else 60
    z = mpf(z)
    area = mpmath.erfc(-z / mpmath.sqrt(2)) / 2
    h = mpmath.npdf(z) + z * area
    return [float(z), float(mpmath.log(h)), float(area / h)]


zs = [-1e150, -1e9, -1e6, -1e5, -1e3, -100, -45, -30.01, -30, -29.99, -25, -17, -12, -10, -5, -3, -1.5, -1.0001, -1, -0.999, -0.5, 0, 0.5, 3, 10, 50]
written("expected-improvement.golden.json", 1e-14, [improvement(z) for z in zs])
