"""The objective function of the executor contract, in Python with the client."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "clients", "python"))
import vernier_client as vernier

params = vernier.params()
does = params["does"]
if does == "echo":
    vernier.attribute("params", params)
    vernier.report(1)
elif does == "report":
    for step in range(1, 6):
        vernier.report(1 / step, step=step, twice=2 / step)
        if vernier.should_prune():
            sys.exit()
    vernier.report(0.2)
elif does == "odd":
    vernier.report(float("nan"), step=1)
    vernier.report(float("inf"), step=2)
    vernier.report(0)
elif does == "throw":
    raise ValueError("no such luck")
elif does == "say":
    vernier.constraint("size", -1)
    vernier.attribute("note", {"deep": [1, None]})
    vernier.checkpoint("/tmp/there")
    vernier.report(0)
elif does == "suggest":
    x = vernier.suggest_float("x", 0, 1)
    n = vernier.suggest_int("n", 1, 8, log=True)
    c = vernier.suggest_categorical("c", ["a", None, True])
    vernier.attribute("got", [x, n, c])
    vernier.report(x)
elif does == "resume":
    resume = vernier.resume()
    vernier.attribute("resume", [vernier.until(), *(resume or (None, None))])
    vernier.report(0)
elif does == "wait":
    time.sleep(60)
    vernier.report(0)
