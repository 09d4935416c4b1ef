"""Golden importances of the tests in src/analysis/importance/: PED-ANOVA and fANOVA of Optuna, on studies with all kinds of
parameters, conditional ones, and several objectives.

    python test/golden/importance.py   writes src/analysis/importance/importance.golden.json      (needs optuna and scikit-learn)

Values are rounded to few digits before they are told, so that some are equal.
"""

import json
import math
import pathlib

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

optuna.logging.set_verbosity(optuna.logging.ERROR)

KINDS = {
    "rate": FloatDistribution(1e-5, 1.0, log=True),
    "share": FloatDistribution(-1.0, 2.0),
    "grid": FloatDistribution(0.0, 1.0, step=0.125),
    "depth": IntDistribution(1, 12),
    "wide": IntDistribution(0, 1000),
    "units": IntDistribution(4, 2000, log=True),
    "even": IntDistribution(2, 20, step=2),
    "loss": CategoricalDistribution(["mse", "mae", "huber", "log"]),
    "flag": CategoricalDistribution([True, False]),
    "fixed": FloatDistribution(3.0, 3.0),
}


def distribution(dist) -> dict:
    if isinstance(dist, CategoricalDistribution):
        return {"kind": "categorical", "choices": list(dist.choices)}
    kind = "int" if isinstance(dist, IntDistribution) else "float"
    step = None if kind == "float" and dist.step is None else dist.step
    return {"kind": kind, "low": dist.low, "high": dist.high, "log": dist.log, "step": step}


def drawn(rng, dist):
    if isinstance(dist, CategoricalDistribution):
        return dist.choices[rng.integers(len(dist.choices))]
    low, high = dist.low, dist.high
    value = math.exp(rng.uniform(math.log(low), math.log(high))) if dist.log else rng.uniform(low, high)
    if isinstance(dist, IntDistribution):
        return int(low + dist.step * round((value - low) / dist.step))
    return float(low + dist.step * round((value - low) / dist.step)) if dist.step else float(min(high, max(low, value)))


def kinds(p) -> float:
    best = 0.5 * (math.log10(p["rate"]) + 2) ** 2 + abs(p["depth"] - 7) / 4 + (1 if p["loss"] == "mae" else 0)
    return best + 0.3 * p["share"] ** 2 + p["grid"] * (p["flag"] is True) + math.log(p["units"]) / 10


def conditional(rng) -> tuple[dict, dict, float]:
    kind = drawn(rng, CategoricalDistribution(["adam", "sgd"]))
    dists = {"kind": CategoricalDistribution(["adam", "sgd"]), "rate": FloatDistribution(1e-4, 1.0, log=True)}
    if kind == "sgd":
        dists["momentum"] = FloatDistribution(0.0, 1.0)
        dists["nesterov"] = CategoricalDistribution([True, False])
    else:
        dists["beta"] = FloatDistribution(0.8, 0.999)
    params = {"kind": kind, **{name: drawn(rng, dist) for name, dist in dists.items() if name != "kind"}}
    value = (math.log10(params["rate"]) + 2) ** 2
    value += 3 * (params["momentum"] - 0.9) ** 2 if kind == "sgd" else 0.4 + params["beta"]
    return params, dists, value


def case(name: str, trials: int, seed: int, directions: list[str], draw) -> dict:
    rng = numpy.random.default_rng(seed)
    study = optuna.create_study(directions=directions)
    seen = {}
    for number in range(trials):
        params, dists, values = draw(rng, number)
        seen.update(dists)
        study.add_trial(optuna.trial.create_trial(params=params, distributions=dists, values=values))
    found = {"name": name, "directions": directions, "params": {key: distribution(dist) for key, dist in seen.items()}}
    found["trials"] = [[[internal(t, key) for key in seen], t.values] for t in study.trials]
    found["ped"] = optuna.importance.get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    if len(directions) > 1:
        sign = [1 if d == "minimize" else -1 for d in directions]
        found["each"] = [
            optuna.importance.get_param_importances(
                study, evaluator=PedAnovaImportanceEvaluator(), target=lambda t, i=i: sign[i] * t.values[i]
            )
            for i in range(len(directions))
        ]
    return found


def internal(trial, key):
    return trial.distributions[key].to_internal_repr(trial.params[key]) if key in trial.params else None


def of_kinds(digits):
    def draw(rng, number):
        params = {name: drawn(rng, dist) for name, dist in KINDS.items()}
        return params, KINDS, [round(kinds(params), digits)]

    return draw


def of_branches(rng, number):
    params, dists, value = conditional(rng)
    return params, dists, [round(value, 3)]


def of_several(rng, number):
    names = ["rate", "share", "depth", "loss"]
    params = {name: drawn(rng, KINDS[name]) for name in names}
    first = (math.log10(params["rate"]) + 2) ** 2 + params["share"] ** 2
    second = params["depth"] - (math.log10(params["rate"])) + (params["loss"] == "mse")
    return params, {name: KINDS[name] for name in names}, [round(first, 3), round(-second, 3)]


def of_three(rng, number):
    params, dists, values = of_several(rng, number)
    return params, dists, [*values, round(abs(params["share"] - 1), 3)]


def ishigami(rng, number):
    dists = {name: FloatDistribution(-math.pi, math.pi) for name in ("a", "b", "c")}
    p = {name: drawn(rng, dist) for name, dist in dists.items()}
    return p, dists, [math.sin(p["a"]) + 7 * math.sin(p["b"]) ** 2 + 0.1 * p["c"] ** 4 * math.sin(p["a"])]


def forest() -> dict:
    found = case("ishigami", 500, 8, ["minimize"], ishigami)
    study = optuna.create_study()
    for values, [value] in found["trials"]:
        dists = {name: FloatDistribution(-math.pi, math.pi) for name in found["params"]}
        study.add_trial(optuna.trial.create_trial(params=dict(zip(dists, values)), distributions=dists, value=value))
    runs = [FanovaImportanceEvaluator(seed=seed).evaluate(study) for seed in range(3)]
    return {**found, "fanova": {name: float(numpy.mean([run[name] for run in runs])) for name in found["params"]}}


target = pathlib.Path(__file__).resolve().parent / "../../src/analysis/importance/importance.golden.json"
cases = [
    case("kinds", 200, 1, ["minimize"], of_kinds(3)),
    case("kinds, few and equal values, maximised", 60, 2, ["maximize"], of_kinds(0)),
    case("four trials", 4, 3, ["minimize"], of_kinds(3)),
    case("branches", 150, 4, ["minimize"], of_branches),
    case("two objectives", 120, 5, ["minimize", "maximize"], of_several),
    case("three objectives", 60, 6, ["minimize", "maximize", "minimize"], of_three),
]
text = json.dumps({
    "source": f"optuna {optuna.__version__}", "made": "test/golden/importance.py", "tolerance": 1e-9,
    "cases": cases, "forest": forest(),
})
target.write_text(text.replace('{"name"', '\n{"name"') + "\n")
