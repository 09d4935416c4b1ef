"""Golden values of Gaussian process regression, by scikit-learn, of those with main effects, by numpy, and of the half-rank
warp, straight from its definition.

Run: python test/golden/gp.py > src/models/gp/gp.golden.json
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.stats import norm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

rng = np.random.default_rng(7)


def process(n, d, m):
    x = rng.random((n, d))
    y = np.sin(3 * x).sum(axis=1) + 0.05 * rng.standard_normal(n)
    y = (y - y.mean()) / y.std()
    scales = np.exp(rng.uniform(-1.5, 0.5, d))
    signal, noise = np.exp(rng.uniform(-0.5, 0.5)), np.exp(rng.uniform(-6, -2))
    kernel = ConstantKernel(signal) * Matern(scales, nu=2.5) + WhiteKernel(noise)
    model = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(x, y)
    value, gradient = model.log_marginal_likelihood(kernel.theta, eval_gradient=True)
    points = rng.random((m, d))
    mean, sd = model.predict(points, return_std=True)
    return {
        "x": x.ravel().tolist(), "y": y.tolist(), "n": n, "d": d,
        "theta": [*np.log(scales), np.log(signal), np.log(noise)],
        "likelihood": value + n / 2 * np.log(2 * np.pi),
        # scikit-learn's order: signal, length scales, noise
        "gradient": [*gradient[1 : d + 1], gradient[0], gradient[d + 1]],
        "points": points.ravel().tolist(), "mean": mean.tolist(),
        # the kernel's white part counts as the function's own there
        "sd": np.sqrt(np.maximum(sd**2 - noise, 0)).tolist(),
    }


def with_effects(n, d, m):
    """Main effects beside a Matern kernel: the textbook's formulae, by dense matrices."""
    x, points = rng.random((n, d)), rng.random((m, d))
    y = rng.standard_normal(n)
    scales, reach = np.exp(rng.uniform(-1.5, 0.5, d)), np.exp(rng.uniform(-1.5, 0.0))
    signal, noise, variance = np.exp(rng.uniform(-1, 1, 3) + [0, -3, 0])

    def kernel(a, b):
        apart = np.abs(a[:, None, :] - b[None, :, :]) / scales
        r = np.sqrt(5 * (apart**2).sum(axis=2))
        alone = np.clip(1 - apart / reach, 0, None) ** 4 * (4 * apart / reach + 1)
        return signal * (1 + r + r**2 / 3) * np.exp(-r) + variance * alone.mean(axis=2)

    k, cross = kernel(x, x) + noise * np.eye(n), kernel(points, x)
    explained = np.einsum("ij,ji->i", cross, np.linalg.solve(k, cross.T))
    return {
        "x": x.ravel().tolist(), "y": y.tolist(), "n": n, "d": d,
        "theta": [*np.log(scales), np.log(signal), np.log(noise), -60, -60, -60, np.log(variance), np.log(reach)],
        "likelihood": -0.5 * y @ np.linalg.solve(k, y) - 0.5 * np.linalg.slogdet(k)[1],
        "points": points.ravel().tolist(), "mean": (cross @ np.linalg.solve(k, y)).tolist(),
        "sd": np.sqrt(signal + variance - explained).tolist(),
    }


def half_rank(y):
    """Vizier's definition, for labels to be maximised."""
    labels = -np.asarray(y, float)
    median = np.median(labels)
    unique = np.unique(labels)
    good = labels[labels >= median]
    spread = np.sqrt(((good - median) ** 2).mean())
    index = np.searchsorted(unique, median)
    depth = index + (0.5 if unique[index] == median else 0)
    out = labels.copy()
    for i, label in enumerate(labels):
        if label < median:
            rank = np.searchsorted(unique, label) + 1
            out[i] = median + spread * norm.ppf(0.5 * (rank - 0.5) / depth)
    out = -out
    return ((out - out.mean()) / out.std()).tolist()


processes = [process(6, 1, 5), process(25, 3, 8), process(60, 7, 8)]
samples = [rng.standard_normal(9), rng.standard_cauchy(12), np.array([3.0, 1, 1, 2, 5, 5, 9, 1e12]), np.exp(rng.standard_normal(7))]
json.dump(
    {
        "source": f"scikit-learn {sklearn.__version__} GaussianProcessRegressor; numpy {np.__version__}, scipy {scipy.__version__}, Python {sys.version.split()[0]}",
        "made": "test/golden/gp.py",
        "tolerance": 1e-7,
        "processes": processes,
        "effects": [with_effects(5, 1, 4), with_effects(40, 4, 6)],
        "warps": [{"losses": s.tolist(), "warped": half_rank(s)} for s in samples],
    },
    sys.stdout,
)
