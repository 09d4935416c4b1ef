"""What an optimiser itself costs: prints one JSON line with milliseconds.

overhead.py loop   LIBRARY SAMPLER TRIALS DIMENSIONS SEED     the whole loop, and its last tenth per trial
overhead.py loop2  LIBRARY SAMPLER TRIALS DIMENSIONS SEED     the same with a second objective, the distance from another point
overhead.py ask    LIBRARY SAMPLER TRIALS DIMENSIONS SEED N   ask + tell of N trials after TRIALS random ones
"""

import json
import statistics
import sys
import time


def library(name, sampler, seed, objectives):
    if name == "rustuna":
        import rustuna as lib

        version = "0.2.0"
        tell = lambda study, trial, value: study.tell(trial.number, value)
    else:
        import optuna as lib

        lib.logging.set_verbosity(lib.logging.ERROR)
        version = lib.__version__
        tell = lambda study, trial, value: study.tell(trial, value)
    kinds = {"tpe": "TPESampler", "random": "RandomSampler", "cma": "CmaEsSampler", "nsga2": "NSGAIISampler"}
    made = getattr(lib.samplers, kinds[sampler])(seed=seed)
    return lib.create_study(sampler=made, directions=["minimize"] * objectives), tell, f"{name} {version}"


def value_of(trial, dimensions, objectives):
    values = [trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(dimensions)]
    near = sum((x - 0.3) ** 2 for x in values)
    return near if objectives == 1 else [near, sum((x - 0.7) ** 2 for x in values)]


def one(study, tell, dimensions, objectives=1):
    began = time.perf_counter()
    trial = study.ask()
    tell(study, trial, value_of(trial, dimensions, objectives))
    return (time.perf_counter() - began) * 1e3


def main():
    what, name, sampler, trials, dimensions, seed = sys.argv[1:4] + [int(x) for x in sys.argv[4:7]]
    objectives = 2 if what == "loop2" else 1
    study, tell, label = library(name, sampler, seed, objectives)
    if what in ("loop", "loop2"):
        times = [one(study, tell, dimensions, objectives) for _ in range(trials)]
        last = times[-max(1, trials // 10) :]
        print(json.dumps({"name": label, "total": sum(times), "last": statistics.fmean(last)}))
        return
    import optuna

    flat = optuna.distributions.FloatDistribution(0.0, 1.0)
    # Values of a plain linear congruence: which they are does not matter to what a trial costs.
    state = seed
    for _ in range(trials):
        params = {}
        for i in range(dimensions):
            state = (state * 1103515245 + 12345) % 2**31
            params[f"x{i}"] = state / 2**31
        study.add_trial(
            optuna.trial.create_trial(
                params=params,
                distributions={key: flat for key in params},
                value=sum((x - 0.3) ** 2 for x in params.values()),
            )
        )
    times = [one(study, tell, dimensions) for _ in range(int(sys.argv[7]))]
    print(json.dumps({"name": label, "median": statistics.median(times)}))


main()
