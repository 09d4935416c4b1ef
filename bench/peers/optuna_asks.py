"""Optuna's TPE as a partner that speaks JSON lines: it asks for values, the harness has them.

In:  {"params": [...], "seed": 3}   a new study; then {"value": 0.4} for each proposal
Out: {"name": "optuna 5.0.0"} once; then {"point": [...]} for each trial, null where a parameter is inactive

A parameter is {"name", "kind": "float" | "int" | "categorical", "low", "high", "log", "step", "size", "when": [name, value]}.
"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, param):
    name = param["name"]
    if param["kind"] == "categorical":
        return trial.suggest_categorical(name, list(range(param["size"])))
    if param["kind"] == "int":
        return trial.suggest_int(name, param["low"], param["high"], log=param.get("log", False))
    return trial.suggest_float(name, param["low"], param["high"], log=param.get("log", False), step=param.get("step"))


def propose(trial, params):
    values = {}
    for param in params:
        when = param.get("when")
        if when is None or values.get(when[0]) == when[1]:
            values[param["name"]] = suggest(trial, param)
    return [values.get(param["name"]) for param in params]


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


say({"name": f"optuna {optuna.__version__}"})
study = trial = params = None
for line in sys.stdin:
    message = json.loads(line)
    if "params" in message:
        params = message["params"]
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=message["seed"]))
    else:
        study.tell(trial, message["value"])
    trial = study.ask()
    say({"point": propose(trial, params)})
