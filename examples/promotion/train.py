"""Fits a curve by gradient descent, saves its state after every epoch, and goes on from there when it is promoted."""

import json
import math
import os
import random
import socket
import sys

pipe = socket.socket(fileno=3).makefile("rw")


def ask(**message):
    """Sends a message with an id, which is answered: an epoch takes less time here than a signal to end."""
    print(json.dumps(message), file=pipe, flush=True)
    return json.loads(pipe.readline())


def save(state, path):
    """Whole or not at all: a temporary name first, then the real one."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


params = json.loads(os.environ["VERNIER_PARAMS"])
path = os.path.join(os.environ["VERNIER_CHECKPOINT_DIR"], "state.json")
saved = os.environ.get("VERNIER_RESUME_CHECKPOINT")
if saved is None:
    state = {"epoch": 0, "weights": [0.0] * 4, "speed": [0.0] * 4}
else:
    with open(saved, encoding="utf-8") as file:
        state = json.load(file)
    print(f"goes on after epoch {state['epoch']}")

chance = random.Random(7)
points = [(x / 50, math.sin(3 * x / 50) + chance.gauss(0, 0.1)) for x in range(-50, 51)]
for epoch in range(state["epoch"] + 1, 28):
    weights, speed = state["weights"], state["speed"]
    loss, slope = 0.0, [0.0] * 4
    for x, y in points:
        miss = sum(weight * x**power for power, weight in enumerate(weights)) - y
        loss += miss * miss / len(points)
        for power in range(4):
            slope[power] += 2 * miss * x**power / len(points)
    for power in range(4):
        speed[power] = max(-1e6, min(1e6, params["momentum"] * speed[power] - params["rate"] * slope[power]))
        weights[power] = max(-1e6, min(1e6, weights[power] + speed[power]))
    state["epoch"] = epoch
    save(state, path)
    if ask(id=epoch, step=epoch, loss=loss, checkpoint=path)["verdict"] != "continue":
        sys.exit()
