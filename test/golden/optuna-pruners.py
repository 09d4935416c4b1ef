"""Golden verdicts of the tests beside src/pruners/: Optuna's pruners on random curves, several trials at once, with NaN,
infinities, gaps and steps that come late.

    python test/golden/optuna-pruners.py                                                    (needs optuna, scipy)

writes src/pruners/percentile/percentile.golden.json, threshold.golden.json, patient.golden.json and wilcoxon.golden.json.
A verdict of null: Optuna has none, because NumPy interpolates between infinities to NaN.
"""

import json
import math
import pathlib
import warnings

import numpy
import optuna
from optuna.pruners import _percentile

optuna.logging.set_verbosity(optuna.logging.WARNING)
warnings.simplefilter("ignore")
PRUNERS = pathlib.Path(__file__).resolve().parent / "../../src/pruners"
TRIALS, LAST = 14, 9


def written(value: float) -> float | str:
    return value if math.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]


def bound_is_lost(study: optuna.Study, step: int, pruner: optuna.pruners.BasePruner) -> bool:
    """Is the percentile NaN although there are numbers?"""
    if not isinstance(pruner, optuna.pruners.PercentilePruner):
        return False
    complete = study.get_trials(states=(optuna.trial.TrialState.COMPLETE,))
    values = [t.intermediate_values[step] for t in complete if step in t.intermediate_values]
    if len(values) < pruner._n_min_trials or all(math.isnan(v) for v in values):
        return False
    bound = _percentile._get_percentile_intermediate_result_over_trials(
        complete, study.direction, step, pruner._percentile, pruner._n_min_trials
    )
    return math.isnan(bound)


def live(seed: int, direction: str, pruner: optuna.pruners.BasePruner, watched: optuna.pruners.BasePruner, level: float) -> list:
    """The events of a study: [trial, step, value, verdict]."""
    rng = numpy.random.default_rng(seed)
    study = optuna.create_study(direction=direction, pruner=pruner)
    running, events, started = {}, [], 0
    while started < TRIALS or running:
        if started < TRIALS and (len(running) < 3 or rng.random() < 0.1):
            running[study.ask().number] = {"step": 0, "level": level * rng.random(), "late": None}
            started += 1
            continue
        number = int(rng.choice(sorted(running)))
        state = running[number]
        if state["late"] is not None and rng.random() < 0.5:
            step, state["late"] = state["late"], None
        else:
            state["step"] += 1
            if rng.random() < 0.2:
                state["late"] = state["step"]
                state["step"] += 1
            step = state["step"]
        value = float(numpy.round(state["level"] + 1 / step + 0.2 * rng.normal(), 2))
        if direction == "maximize":
            value = -value
        luck = rng.random()
        if seed % 3 == 1 and luck < 0.2:
            value = math.nan
        if seed % 3 == 2 and luck < 0.15:
            value = math.inf if luck < 0.1 else -math.inf
        trial = optuna.trial.Trial(study, study.trials[number]._trial_id)
        trial.report(value, step)
        verdict = "stop" if trial.should_prune() else "continue"
        if bound_is_lost(study, study.trials[number].last_step, watched):
            verdict = None
        events.append([number, step, written(value), verdict])
        if verdict == "stop" or state["step"] >= LAST:
            del running[number]
            pruned = verdict == "stop"
            study.tell(number, None if pruned else 0.0, state=optuna.trial.TrialState.PRUNED if pruned else None)
    return events


def instances(seed: int, direction: str, pruner: optuna.pruners.BasePruner) -> list:
    """A study over instances in random order, several trials at once: [trial, step, value, verdict], and at an end [trial, value]."""
    rng = numpy.random.default_rng(seed)
    study = optuna.create_study(direction=direction, pruner=pruner)
    count = [8, 12, 25, 60][seed % 4]
    hard = rng.normal(size=count)
    running, events, started = {}, [], 0
    while started < TRIALS or running:
        if started < TRIALS and len(running) < 1 + seed % 3:
            running[study.ask().number] = {"left": rng.permutation(count).tolist(), "level": 0.7 * rng.normal(), "values": []}
            started += 1
            continue
        number = int(rng.choice(sorted(running)))
        state = running[number]
        step = state["left"].pop()
        value = float(numpy.round(state["level"] + hard[step] + 0.5 * rng.normal(), 1 if seed % 2 else 3))
        if seed % 5 == 4 and rng.random() < 0.02:
            value = [math.nan, math.inf][int(rng.random() < 0.5)]
        state["values"].append(value)
        trial = optuna.trial.Trial(study, study.trials[number]._trial_id)
        trial.report(value, step)
        stop = trial.should_prune()
        events.append([number, step, written(value), "stop" if stop else "continue"])
        if stop or not state["left"]:
            del running[number]
            score = float(numpy.mean([v for v in state["values"] if math.isfinite(v)]))
            events.append([number, None if stop else score])
            study.tell(number, None if stop else score, state=optuna.trial.TrialState.PRUNED if stop else None)
    return events


def write(name: str, source: str, cases: list) -> None:
    text = json.dumps(
        {"source": f"optuna {optuna.__version__} {source}", "made": "test/golden/optuna-pruners.py", "tolerance": 0, "cases": cases}
    )
    (PRUNERS / name).write_text(text.replace(']], "', ']],\n"').replace("}, {", "},\n{") + "\n")


def curves(options: list, make, level: float = 1) -> list:
    cases = []
    for seed, (option, direction) in enumerate((o, d) for o in options for d in ("minimize", "maximize") for _ in range(3)):
        pruner, watched = make(option, direction)
        cases.append({"direction": direction, "options": option, "events": live(seed, direction, pruner, watched, level)})
    return cases


def alone(pruner):
    return pruner, pruner


def percentile(option: dict, _: str):
    return alone(optuna.pruners.PercentilePruner(**option))


def threshold(option: dict, direction: str):
    sign = -1 if direction == "maximize" else 1
    low, high = option.get("lower"), option.get("upper")
    bounds = {"lower": low, "upper": high} if sign == 1 else {"lower": None if high is None else -high, "upper": None if low is None else -low}
    rest = {key: value for key, value in option.items() if key not in ("lower", "upper")}
    return alone(optuna.pruners.ThresholdPruner(**bounds, **rest))


def patient(option: dict, _: str):
    rest = {key: value for key, value in option.items() if key != "wrapped"}
    inner = optuna.pruners.MedianPruner(n_startup_trials=1) if option["wrapped"] else None
    return optuna.pruners.PatientPruner(inner, **rest), inner


write(
    "percentile/percentile.golden.json",
    "PercentilePruner",
    curves(
        [
            {"percentile": 25.0},
            {"percentile": 25.0, "n_startup_trials": 1},
            {"percentile": 80.0, "n_startup_trials": 0, "n_warmup_steps": 3},
            {"percentile": 10.0, "n_startup_trials": 1, "n_warmup_steps": 2, "interval_steps": 3},
            {"percentile": 66.6, "n_startup_trials": 1, "n_min_trials": 3},
            {"percentile": 0.0, "n_startup_trials": 2},
            {"percentile": 100.0, "n_startup_trials": 1},
        ],
        percentile,
    ),
)
write(
    "threshold.golden.json",
    "ThresholdPruner",
    curves(
        [
            {"upper": 1.1},
            {"lower": 0.3},
            {"lower": 0.2, "upper": 1.3, "n_warmup_steps": 2},
            {"upper": 1.0, "n_warmup_steps": 1, "interval_steps": 3},
        ],
        threshold,
    ),
)
write(
    "patient.golden.json",
    "PatientPruner",
    curves(
        [
            {"wrapped": False, "patience": 2},
            {"wrapped": False, "patience": 0, "min_delta": 0.05},
            {"wrapped": False, "patience": 3, "min_delta": 0.2},
            {"wrapped": True, "patience": 1},
            {"wrapped": True, "patience": 2, "min_delta": 0.1},
        ],
        patient,
    ),
)
write(
    "wilcoxon.golden.json",
    "WilcoxonPruner",
    [
        {"direction": direction, "options": option, "events": instances(seed, direction, optuna.pruners.WilcoxonPruner(**option))}
        for seed, (option, direction) in enumerate(
            (o, d)
            for o in ({}, {"p_threshold": 0.3}, {"n_startup_steps": 6}, {"p_threshold": 0.02, "n_startup_steps": 0})
            for d in ("minimize", "maximize")
            for _ in range(3)
        )
    ],
)
