"""Golden data of the charts in src/analysis/charts/: what Optuna's own plots are made of.

    python test/golden/charts.py   writes src/analysis/charts/charts.golden.json      (needs optuna 5)

Values have one decimal, so that some are equal; some trials failed, were pruned, or break a constraint; one parameter is conditional.
"""

import json
import math
import pathlib

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState, create_trial
from optuna.visualization._edf import _get_edf_info
from optuna.visualization._hypervolume_history import _get_hypervolume_history_info
from optuna.visualization._optimization_history import _get_optimization_history_info_list
from optuna.visualization._pareto_front import _get_pareto_front_info
from optuna.visualization._rank import _get_order_with_same_order_averaging
from optuna._hypervolume import compute_hypervolume

optuna.logging.set_verbosity(optuna.logging.ERROR)
X = FloatDistribution(0.001, 1.0, log=True)
KIND = CategoricalDistribution(["a", "b"])
Y = FloatDistribution(0.0, 1.0)


def study_of(seed: int, directions: list[str], trials: int):
    rng = numpy.random.default_rng(seed)
    study = optuna.create_study(directions=directions)
    drafts = []
    for _ in range(trials):
        kind = rng.choice(["complete"] * 6 + ["infeasible"] * 2 + ["pruned", "failed"])
        values = [round(float(v), 1) for v in 4 * rng.random(len(directions))]
        params = {"x": float(10 ** (-3 * rng.random())), "kind": str(rng.choice(["a", "b"]))}
        if params["kind"] == "b":
            params["y"] = float(rng.random())
        distributions = {"x": X, "kind": KIND, "y": Y}
        constraint = 1.0 if kind == "infeasible" else -1.0
        state = {"pruned": TrialState.PRUNED, "failed": TrialState.FAIL}.get(kind, TrialState.COMPLETE)
        trial = create_trial(
            state=state,
            values=values if state == TrialState.COMPLETE else None,
            params=params,
            distributions={name: distributions[name] for name in params},
        )
        trial.set_constraint("c", constraint)
        study.add_trial(trial)
        drafts.append({"kind": str(kind), "values": values, "params": params})
    return study, drafts


def plain(number: float):
    return None if math.isnan(number) or math.isinf(number) else float(number)


def single(seed: int, direction: str, trials: int) -> dict:
    study, drafts = study_of(seed, [direction], trials)
    [history] = _get_optimization_history_info_list(study, None, "", False)
    edf = _get_edf_info(study)
    complete = [t for t in study.trials if t.state == TrialState.COMPLETE]
    raw = _get_order_with_same_order_averaging(numpy.array([t.value for t in complete]))
    return {
        "directions": [direction],
        "trials": drafts,
        "values": [plain(v) for v in history.values_info.values],
        "best": [plain(v) for v in history.best_values_info.values],
        "states": [s.name for s in history.values_info.states],
        "edf": {"x": edf.x_values.tolist(), "y": edf.lines[0].y_values.tolist()},
        "rank": {"numbers": [t.number for t in complete], "ranks": (raw / (len(complete) - 1)).tolist()},
    }


def several(seed: int, directions: list[str], reference: list[float], trials: int) -> dict:
    study, drafts = study_of(seed, directions, trials)
    volume = _get_hypervolume_history_info(study, numpy.array(reference))
    front = _get_pareto_front_info(study)
    signs = numpy.array([1 if d == "minimize" else -1 for d in directions])
    limit = signs * numpy.array(reference)
    best = numpy.array([t.values for t in study.best_trials]) * signs
    best = best[(best <= limit).all(axis=1)]
    return {
        "directions": directions,
        "trials": drafts,
        "reference": reference,
        "numbers": volume.trial_numbers,
        "volumes": [float(v) for v in volume.values],
        "total": float(compute_hypervolume(best, limit)),
        "front": [t.number for t, _ in front.best_trials_with_values],
        "dominated": [t.number for t, _ in front.non_best_trials_with_values],
        "infeasible": [t.number for t, _ in front.infeasible_trials_with_values],
    }


cases = {
    "single": [single(1, "minimize", 60), single(2, "maximize", 60), single(3, "minimize", 25)],
    "several": [
        several(4, ["minimize", "minimize"], [4.0, 4.0], 80),
        several(5, ["minimize", "maximize"], [3.0, 1.0], 80),
        several(6, ["minimize", "maximize", "minimize"], [4.0, 0.0, 3.5], 60),
    ],
}
target = pathlib.Path(__file__).resolve().parent / "../../src/analysis/charts/charts.golden.json"
text = json.dumps({"source": f"optuna {optuna.__version__}", "made": "test/golden/charts.py", "tolerance": 1e-9, "cases": cases})
target.resolve().write_text(text + "\n")
