"""Golden verdicts of src/pruners/wandb-hyperband.test.ts: the early termination of W&B's sweep engine on random runs.

    python test/golden/wandb-hyperband.py   writes src/pruners/wandb-hyperband.golden.json      (needs sweeps, MIT licence)
"""

import importlib.metadata
import json
import math
import pathlib

import numpy
from sweeps import RunState, SweepRun
from sweeps.hyperband_stopping import hyperband_stop_runs

RUNS = 16


def written(value: float) -> float | str:
    return value if math.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]


def live(seed: int, goal: str, options: dict) -> dict:
    """The events of a sweep: [run, row, value, verdict]; [run, state] is an end. Rows that skip numbers hold another metric."""
    rng = numpy.random.default_rng(seed)
    config = {
        "method": "random",
        "parameters": {"a": {"min": 0.0, "max": 1.0}},
        "metric": {"name": "loss", "goal": goal},
        "early_terminate": {"type": "hyperband", **options},
    }
    runs, levels, running, events, bounds = [], [], [], [], []
    while len(runs) < RUNS or running:
        if len(runs) < RUNS and len(running) < 4:
            running.append(len(runs))
            levels.append(rng.random())
            runs.append(SweepRun(name=str(len(runs)), state=RunState.running, history=[]))
            continue
        run = int(rng.choice(running))
        history = runs[run].history
        if rng.random() < 0.1:
            history.append({"other": 1.0})
        value = float(numpy.round(levels[run] + 2 / (len(history) + 2) + 0.15 * rng.normal(), 1 if seed % 2 else 3))
        value = -value if goal == "maximize" else value
        if rng.random() < 0.06:
            value = [math.nan, math.inf, -math.inf][int(rng.integers(3))]
        history.append({"loss": value})
        stop = any(stopped.name == str(run) for stopped in hyperband_stop_runs(runs, config))
        events.append([run, len(history), written(value), "stop" if stop else "continue"])
        if stop or len(history) >= 30 or rng.random() < 0.01:
            running.remove(run)
            state = "pruned" if stop else "complete" if len(history) >= 30 else "failed"
            runs[run].state = {"pruned": RunState.killed, "complete": RunState.finished, "failed": RunState.crashed}[state]
            events.append([run, state])

    for one in runs:
        one.state = RunState.running
    hyperband_stop_runs(runs, config)
    info = runs[0].early_terminate_info
    return {"direction": goal, "options": options, "bands": info["bands"][:8], "events": events}


OPTIONS = [
    {"min_iter": 3, "strict": False},
    {"min_iter": 3, "strict": True},
    {"max_iter": 81, "s": 3, "strict": False},
    {"max_iter": 18, "s": 2, "eta": 3, "strict": True},
    {"max_iter": 27, "s": 2, "eta": 2},
    {"min_iter": 2, "eta": 1.5, "strict": False},
    {"min_iter": 1, "eta": 2.5, "strict": True},
]
cases = [
    live(seed, goal, option) for seed, (option, goal) in enumerate((o, g) for o in OPTIONS for g in ("minimize", "maximize") for _ in range(2))
]
version = importlib.metadata.version("sweeps")
text = json.dumps({"source": f"sweeps {version} hyperband_stop_runs", "made": "test/golden/wandb-hyperband.py", "tolerance": 0, "cases": cases})
target = pathlib.Path(__file__).resolve().parent / "../../src/pruners/wandb-hyperband.golden.json"
target.write_text(text.replace(']], "', ']],\n"').replace("}, {", "},\n{") + "\n")
