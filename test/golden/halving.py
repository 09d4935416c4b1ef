"""Golden verdicts of the tests in src/pruners/halving/: Optuna's SuccessiveHalvingPruner on falling curves, several trials at once,
and the sizes of HyperbandPruner's brackets.

    python test/golden/halving.py   writes src/pruners/halving/halving.golden.json      (needs optuna)

The rules agree where every rung is reported, and eta trials have come to each: Optuna lets only the best of the first ones go
on, so the first eta trials run alone here, each better than the one before. Values have one decimal, so that some are equal.
"""

import json
import pathlib

import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)
TRIALS, LAST = 30, 30


def verdicts(seed: int, direction: str, eta: int, low: int) -> dict:
    rng = numpy.random.default_rng(seed)
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=low, reduction_factor=eta)
    study = optuna.create_study(direction=direction, pruner=pruner)
    sign = 1 if direction == "minimize" else -1
    running, events, started = {}, [], 0
    while started < TRIALS or running:
        lanes = 1 if started < eta or (running and min(running) < eta) else 4
        if started < TRIALS and len(running) < lanes:
            first = started < eta
            level, speed = (9 - started, 4) if first else (9 * rng.random(), 8 * rng.random())
            running[study.ask().number] = {"step": 0, "level": level, "speed": speed}
            started += 1
            continue
        number = int(rng.choice(sorted(running)))
        state = running[number]
        state["step"] += 1
        value = sign * round(float(state["level"] + state["speed"] / state["step"]), 1)
        trial = optuna.trial.Trial(study, study.trials[number]._trial_id)
        trial.report(value, state["step"])
        stop = trial.should_prune()
        events.append([number, state["step"], value, "stop" if stop else "continue"])
        if stop or state["step"] >= LAST:
            del running[number]
            study.tell(number, None if stop else 0.0, state=optuna.trial.TrialState.PRUNED if stop else None)
    return {"direction": direction, "eta": eta, "low": low, "events": events}


def sizes(low: int, high: int, eta: int) -> dict:
    pruner = optuna.pruners.HyperbandPruner(min_resource=low, max_resource=high, reduction_factor=eta)
    pruner._try_initialization(optuna.create_study(pruner=pruner))
    return {"low": low, "high": high, "eta": eta, "sizes": pruner._trial_allocation_budgets}


RULES = [(3, 1), (2, 1), (4, 2), (3, 2)]
# Powers of eta, as Optuna's number of brackets is a logarithm in floating point.
RANGES = [(1, 81, 3), (1, 100, 3), (1, 16, 4), (2, 50, 2), (1, 64, 2), (3, 3, 3), (1, 27, 3), (5, 1000, 4)]
target = pathlib.Path(__file__).resolve().parent / "../../src/pruners/halving/halving.golden.json"
text = json.dumps({
    "source": f"optuna {optuna.__version__}",
    "made": "test/golden/halving.py",
    "tolerance": 0,
    "verdicts": [verdicts(7 * i + j, d, *rule) for i, rule in enumerate(RULES) for j, d in enumerate(("minimize", "maximize"))],
    "brackets": [sizes(*each) for each in RANGES],
})
target.write_text(text.replace('{"direction"', '\n{"direction"').replace('{"low"', '\n{"low"') + "\n")
