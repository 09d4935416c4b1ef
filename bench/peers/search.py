"""Other optimisers with their defaults, as partners that speak JSON lines: they ask for values, the harness has them.

    python search.py PEER

Out  {"name": "optuna 5.0.0 TPE"}                                     once
In   {"params": [...], "seed": 3, "trials": 200, "batch": 1,
      "objectives": 1, "constraints": 0}                              a new search
Out  {"points": [{name: value}, ...], "ms": 1.2}                      what to try next; time since the last answer's work
In   {"told": [{"values": [0.4], "constraints": []} or null, ...]}    null = the trial crashed
Out  {"points": ...} and so on, until the trials are used up; then a new search may follow

A parameter is {"name", "kind": "float" | "int" | "categorical", "low", "high", "log", "step", "choices", "when"}; `when`
gives the values of earlier parameters under which it exists. Optimisers that know no conditions get all parameters.
"""

import json
import math
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def exists(param, values):
    return all(values.get(parent) in choices for parent, choices in param.get("when", {}).items())


class Optuna:
    """Optuna's samplers, by define-by-run suggestions."""

    def __init__(self, kind):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.optuna = optuna
        self.kind = kind
        self.name = f"optuna {optuna.__version__} {kind}"

    def start(self, search):
        samplers = self.optuna.samplers
        constrained = {"constraints_func": lambda trial: trial.user_attrs["constraints"]} if search["constraints"] else {}
        make = {
            "TPE": lambda: samplers.TPESampler(seed=search["seed"], **constrained),
            "GP": lambda: samplers.GPSampler(seed=search["seed"], **constrained),
            "NSGAII": lambda: samplers.NSGAIISampler(seed=search["seed"], **constrained),
            "CMA": lambda: samplers.CmaEsSampler(seed=search["seed"]),
        }[self.kind]
        self.params = search["params"]
        self.study = self.optuna.create_study(directions=["minimize"] * search["objectives"], sampler=make())
        self.open = []

    def suggest(self, trial, param):
        name = param["name"]
        if param["kind"] == "categorical":
            return trial.suggest_categorical(name, param["choices"])
        log = param.get("log", False)
        if param["kind"] == "int":
            return trial.suggest_int(name, param["low"], param["high"], log=log)
        return trial.suggest_float(name, param["low"], param["high"], log=log, step=param.get("step"))

    def ask(self, count):
        points = []
        for _ in range(count):
            trial, values = self.study.ask(), {}
            for param in self.params:
                if exists(param, values):
                    values[param["name"]] = self.suggest(trial, param)
            self.open.append(trial)
            points.append(values)
        return points

    def tell(self, told):
        for trial, result in zip(self.open, told):
            if result is None:
                # A constraint function is asked about failed trials too.
                trial.set_user_attr("constraints", [1.0])
                self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
            else:
                trial.set_user_attr("constraints", result["constraints"])
                self.study.tell(trial, result["values"])
        self.open = []


class Rustuna:
    """Optuna's TPE in Rust."""

    def __init__(self):
        import importlib.metadata

        import rustuna

        self.rustuna = rustuna
        self.name = f"rustuna {importlib.metadata.version('rustuna')} TPE"

    def start(self, search):
        if search["objectives"] > 1:
            directions = {"directions": ["minimize"] * search["objectives"]}
        else:
            directions = {"direction": "minimize"}
        self.params = search["params"]
        self.study = self.rustuna.create_study(sampler=self.rustuna.samplers.TPESampler(seed=search["seed"]), **directions)
        self.open = []

    suggest = Optuna.suggest
    ask = Optuna.ask

    def tell(self, told):
        for trial, result in zip(self.open, told):
            if result is None:
                self.study.tell(trial.number, state=self.rustuna.trial.TrialState.FAIL)
            else:
                if result["constraints"]:
                    trial.set_constraints({f"c{i}": value for i, value in enumerate(result["constraints"])})
                values = result["values"]
                self.study.tell(trial.number, values if len(values) > 1 else values[0])
        self.open = []


class Nevergrad:
    """NGOpt: chooses among Nevergrad's own algorithms by dimension, budget and number of workers."""

    def __init__(self):
        import importlib.metadata

        import nevergrad

        self.ng = nevergrad
        self.name = f"nevergrad {importlib.metadata.version('nevergrad')} NGOpt"

    def start(self, search):
        space = self.ng.p.Dict(**{param["name"]: self.parameter(param) for param in search["params"]})
        space.random_state.seed(search["seed"])
        self.params = search["params"]
        self.optimizer = self.ng.optimizers.NGOpt(parametrization=space, budget=search["trials"], num_workers=search["batch"])
        self.open = []

    def parameter(self, param):
        if param["kind"] == "categorical":
            return self.ng.p.Choice(param["choices"])
        bounds = {"lower": param["low"], "upper": param["high"]}
        made = self.ng.p.Log(**bounds) if param.get("log") else self.ng.p.Scalar(**bounds)
        return made.set_integer_casting() if param["kind"] == "int" else made

    def ask(self, count):
        self.open = [self.optimizer.ask() for _ in range(count)]
        return [{param["name"]: self.rounded(param, candidate.value[param["name"]]) for param in self.params} for candidate in self.open]

    def rounded(self, param, value):
        step = param.get("step")
        return value if step is None else param["low"] + step * round((value - param["low"]) / step)

    def tell(self, told):
        for candidate, result in zip(self.open, told):
            if result is None:
                self.optimizer.tell(candidate, math.inf)
            elif result["constraints"]:
                violations = [max(0.0, value) for value in result["constraints"]]
                self.optimizer.tell(candidate, result["values"][0], constraint_violation=violations)
            else:
                values = result["values"]
                self.optimizer.tell(candidate, values if len(values) > 1 else values[0])


class Hyperopt:
    """Hyperopt's TPE; conditions become nested choices."""

    def __init__(self):
        import importlib.metadata

        import hyperopt

        self.hyperopt = hyperopt
        self.name = f"hyperopt {importlib.metadata.version('hyperopt')} TPE"

    def start(self, search):
        from hyperopt.base import Domain

        self.params = search["params"]
        self.nodes = {}
        self.space = self.nested({})
        self.domain = Domain(lambda point: 0.0, self.space)
        self.trials = self.hyperopt.Trials()
        self.seed = search["seed"]
        self.asked = 0

    def nested(self, chosen):
        """Parameters that exist under these choices; a shared one is the same node in each branch."""
        made = {}
        for param in self.params:
            when = param.get("when", {})
            if param["name"] in chosen or set(when) != set(chosen) or not exists(param, chosen):
                continue
            below = [other for other in self.params if param["name"] in other.get("when", {})]
            if param["kind"] == "categorical" and below:
                branches = [[choice, self.nested({**chosen, param["name"]: choice})] for choice in param["choices"]]
                made[param["name"]] = self.node(param, lambda label: self.hyperopt.hp.choice(label, branches))
            else:
                made[param["name"]] = self.node(param, lambda label, param=param: self.leaf(label, param))
        return made

    def node(self, param, make):
        if param["name"] not in self.nodes:
            self.nodes[param["name"]] = make(param["name"])
        return self.nodes[param["name"]]

    def leaf(self, label, param):
        hp = self.hyperopt.hp
        if param["kind"] == "categorical":
            return hp.choice(label, param["choices"])
        low, high = param["low"], param["high"]
        if param.get("log"):
            logs = math.log(low), math.log(high)
            return hp.qloguniform(label, *logs, 1) if param["kind"] == "int" else hp.loguniform(label, *logs)
        if param["kind"] == "int":
            return hp.uniformint(label, low, high)
        step = param.get("step")
        return hp.uniform(label, low, high) if step is None else hp.quniform(label, low, high, step)

    def ask(self, count):
        from hyperopt.base import spec_from_misc

        ids = self.trials.new_trial_ids(count)
        self.trials.refresh()
        self.asked += 1
        self.docs = self.hyperopt.tpe.suggest(ids, self.domain, self.trials, 1000 * self.seed + self.asked)
        return [self.flat(self.hyperopt.space_eval(self.space, spec_from_misc(doc["misc"]))) for doc in self.docs]

    def flat(self, point):
        values = {}
        for name, value in point.items():
            if isinstance(value, (list, tuple)):
                values[name] = value[0]
                values.update(self.flat(value[1]))
            else:
                values[name] = value
        for param in self.params:
            if param["name"] in values and param["kind"] != "categorical":
                bounded = min(param["high"], max(param["low"], values[param["name"]]))
                values[param["name"]] = int(round(bounded)) if param["kind"] == "int" else float(bounded)
        return values

    def tell(self, told):
        for doc, result in zip(self.docs, told):
            doc["state"] = self.hyperopt.JOB_STATE_DONE
            doc["result"] = (
                {"status": self.hyperopt.STATUS_FAIL} if result is None else {"loss": result["values"][0], "status": self.hyperopt.STATUS_OK}
            )
        self.trials.insert_trial_docs(self.docs)
        self.trials.refresh()


PEERS = {
    "optuna-tpe": lambda: Optuna("TPE"),
    "optuna-nsga2": lambda: Optuna("NSGAII"),
    "optuna-cma": lambda: Optuna("CMA"),
    "optuna-gp": lambda: Optuna("GP"),
    "rustuna": Rustuna,
    "nevergrad": Nevergrad,
    "hyperopt": Hyperopt,
}


def plain(value):
    """numpy's numbers are no JSON."""
    return value.item() if hasattr(value, "item") else value


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    peer = PEERS[sys.argv[1]]()
    say({"name": peer.name})
    left = batch = 0
    for line in sys.stdin:
        message = json.loads(line)
        began = time.perf_counter()
        if "params" in message:
            peer.start(message)
            left, batch = message["trials"], message["batch"]
        else:
            peer.tell(message["told"])
            left -= len(message["told"])
        points = peer.ask(min(batch, left)) if left > 0 else []
        ms = 1000 * (time.perf_counter() - began)
        say({"points": [{name: plain(value) for name, value in point.items()} for point in points], "ms": ms})


main()
