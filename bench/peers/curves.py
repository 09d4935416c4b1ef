"""Optuna's samplers with its pruners, as partners that speak JSON lines: the harness trains, they decide.

    python curves.py PEER

In   {"start": {"params": [...], "epochs": 52, "seed": 3}}   first
In   {"ask": true}                        Out  {"trial": 0, "params": {name: value}}
In   {"report": [trial, value, epoch]}    Out  {"prune": false}         value null = NaN; a trial that is pruned has ended
In   {"report": ..., "last": true}        the last epoch: nothing is pruned any more
In   {"tell": [trial, value]}             value null = failed

Every answer has "ms", the time that it took. A parameter is {"name", "kind": "float" | "int", "low", "high", "log"}.
"""

import json
import math
import sys
import time
import warnings

import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
PRUNED, FAILED = optuna.trial.TrialState.PRUNED, optuna.trial.TrialState.FAIL


def tpe(seed):
    return optuna.samplers.TPESampler(seed=seed)


# Defaults; Hyperband is told how long a full run is, which it would otherwise learn from the first one.
PEERS = {
    "optuna-tpe-hyperband": lambda seed, epochs: (tpe(seed), optuna.pruners.HyperbandPruner(max_resource=epochs)),
    "optuna-tpe-median": lambda seed, epochs: (tpe(seed), optuna.pruners.MedianPruner()),
    "optuna-random": lambda seed, epochs: (optuna.samplers.RandomSampler(seed=seed), optuna.pruners.NopPruner()),
}


class Search:
    def __init__(self, make):
        self.make = make
        self.running = {}

    def start(self, given):
        sampler, pruner = self.make(given["seed"], given["epochs"])
        self.params = given["params"]
        self.study = optuna.create_study(direction="minimize", sampler=sampler, pruner=pruner)
        return {}

    def ask(self):
        trial = self.study.ask()
        self.running[trial.number] = trial
        return {"trial": trial.number, "params": {param["name"]: self.suggest(trial, param) for param in self.params}}

    def suggest(self, trial, param):
        suggest = trial.suggest_int if param["kind"] == "int" else trial.suggest_float
        return suggest(param["name"], param["low"], param["high"], log=param.get("log", False))

    def report(self, number, value, epoch, last):
        trial = self.running[number]
        trial.report(math.nan if value is None else value, epoch)
        prune = not last and trial.should_prune()
        if prune:
            self.study.tell(self.running.pop(number), state=PRUNED)
        return {"prune": bool(prune)}

    def tell(self, number, value):
        trial = self.running.pop(number)
        if value is None:
            self.study.tell(trial, state=FAILED)
        else:
            self.study.tell(trial, value)
        return {}


def main():
    search = Search(PEERS[sys.argv[1]])
    for line in sys.stdin:
        message = json.loads(line)
        began = time.perf_counter()
        if "start" in message:
            answer = search.start(message["start"])
        elif "ask" in message:
            answer = search.ask()
        elif "report" in message:
            answer = search.report(*message["report"], last=message.get("last", False))
        else:
            answer = search.tell(*message["tell"])
        sys.stdout.write(json.dumps({**answer, "ms": 1000 * (time.perf_counter() - began)}) + "\n")
        sys.stdout.flush()


main()
