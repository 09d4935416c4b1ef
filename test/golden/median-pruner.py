"""Golden verdicts of src/pruners/percentile/percentile.test.ts: Optuna's MedianPruner on random curves, several trials at once.

    python test/golden/median-pruner.py   writes src/pruners/percentile/median.golden.json      (needs optuna)
"""

import json
import pathlib

import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)


def case(seed: int, direction: str, options: dict) -> dict:
    rng = numpy.random.default_rng(seed)
    study = optuna.create_study(direction=direction, pruner=optuna.pruners.MedianPruner(**options))
    running, events, started = {}, [], 0
    while started < 14 or running:
        if started < 14 and (len(running) < 3 or rng.random() < 0.1):
            running[study.ask().number] = {"step": 0, "level": rng.random()}
            started += 1
            continue
        number = int(rng.choice(sorted(running)))
        state = running[number]
        state["step"] += int(rng.integers(1, 3)) if rng.random() < 0.2 else 1
        value = float(numpy.round(state["level"] + 1 / state["step"] + 0.2 * rng.normal(), 2))
        # No infinities: numpy's percentile makes NaN of a median that has one above it.
        value = float("nan") if seed % 3 == 2 and rng.random() < 0.25 else value
        trial = optuna.trial.Trial(study, study.trials[number]._trial_id)
        trial.report(float(value), state["step"])
        stop = trial.should_prune()
        events.append([number, state["step"], value if numpy.isfinite(value) else str(value), "stop" if stop else "continue"])
        if stop or state["step"] >= 9:
            del running[number]
            study.tell(number, None if stop else 0.0, state=optuna.trial.TrialState.PRUNED if stop else None)
    return {"direction": direction, "options": options, "events": [[n, s, v if isinstance(v, str) else float(v), r] for n, s, v, r in events]}


OPTIONS = [
    {},
    {"n_startup_trials": 1},
    {"n_startup_trials": 0, "n_warmup_steps": 3},
    {"n_startup_trials": 1, "n_warmup_steps": 2, "interval_steps": 3},
    {"n_startup_trials": 1, "n_min_trials": 3},
]
target = pathlib.Path(__file__).resolve().parent / "../../src/pruners/percentile/median.golden.json"
cases = [
    case(seed, direction, options)
    for seed, (direction, options) in enumerate((d, o) for o in OPTIONS for d in ("minimize", "maximize") for _ in range(3))
]
text = json.dumps({"source": f"optuna {optuna.__version__} MedianPruner", "made": "test/golden/median-pruner.py", "tolerance": 0, "cases": cases})
target.write_text(text.replace(']], "', ']],\n"').replace('}, {', '},\n{') + "\n")
