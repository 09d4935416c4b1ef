"""What an optimiser itself costs: prints one JSON line with milliseconds.

overhead.py loop   LIBRARY SAMPLER TRIALS DIMENSIONS SEED     the whole loop, and its last tenth per trial
overhead.py ask    LIBRARY SAMPLER TRIALS DIMENSIONS SEED N   ask + tell of N trials after TRIALS random ones
"""

import json
import statistics
import sys
import time


def library(name, sampler, seed):
    if name == "rustuna":
        import rustuna as lib

        version = "0.2.0"
        tell = lambda study, trial, value: study.tell(trial.number, value)
    else:
        import optuna as lib

        lib.logging.set_verbosity(lib.logging.ERROR)
        version = lib.__version__
        tell = lambda study, trial, value: study.tell(trial, value)
    made = {"tpe": lib.samplers.TPESampler, "random": lib.samplers.RandomSampler}[sampler](seed=seed)
    return lib.create_study(sampler=made), tell, f"{name} {version}"


def value_of(trial, dimensions):
    return sum((trial.suggest_float(f"x{i}", 0.0, 1.0) - 0.3) ** 2 for i in range(dimensions))


def one(study, tell, dimensions):
    began = time.perf_counter()
    trial = study.ask()
    tell(study, trial, value_of(trial, dimensions))
    return (time.perf_counter() - began) * 1e3


def main():
    what, name, sampler, trials, dimensions, seed = sys.argv[1:4] + [int(x) for x in sys.argv[4:7]]
    study, tell, label = library(name, sampler, seed)
    if what == "loop":
        times = [one(study, tell, dimensions) for _ in range(trials)]
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
