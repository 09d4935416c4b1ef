"""Learns to read digits by gradient descent, and prints its loss after each epoch. Runs alone as well: python3 train.py"""

import csv
import gzip
import json
import math
import os
import random
from pathlib import Path

EPOCHS = 20


def digits():
    """Digits to learn from and to judge by; of each the pixels that are not white, as (place, grey) with grey from 0 to 1."""
    path = Path(__file__).parent / "../digits-typescript/data/digits.csv.gz"
    with gzip.open(path, "rt", encoding="ascii") as file:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(file))[1:601]]
    known = [([(k, grey / 16) for k, grey in enumerate(row[:64]) if grey > 0], row[64]) for row in rows]
    return known[:300], known[300:]


def chances(weights, pixels):
    """What the model believes: a probability for each of the ten digits."""
    scores = [sum(row[k] * grey for k, grey in pixels) for row in weights]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    return [power / sum(powers) for power in powers]


def losses(rate, momentum, decay, batch):
    """Trains, and gives the loss after each epoch: the mean cross-entropy of digits that are not learned from."""
    learned, judged = digits()
    weights = [[0.0] * 64 for _ in range(10)]
    speed = [[0.0] * 64 for _ in range(10)]
    chance = random.Random(7)
    for _ in range(EPOCHS):
        chance.shuffle(learned)
        for start in range(0, len(learned), batch):
            part = learned[start : start + batch]
            slope = [[decay * weight for weight in row] for row in weights]
            for pixels, digit in part:
                for d, p in enumerate(chances(weights, pixels)):
                    miss = (p - (d == digit)) / len(part)
                    for k, grey in pixels:
                        slope[d][k] += miss * grey
            for d in range(10):
                for k in range(64):
                    speed[d][k] = momentum * speed[d][k] - rate * slope[d][k]
                    weights[d][k] += speed[d][k]
        yield sum(-math.log(max(chances(weights, pixels)[digit], 1e-12)) for pixels, digit in judged) / len(judged)


if __name__ == "__main__":
    params = json.loads(os.environ.get("VERNIER_PARAMS", '{"rate": 0.1, "momentum": 0.9, "decay": 0.001, "batch": 30}'))
    for epoch, loss in enumerate(losses(**params), start=1):
        print("vernier " + json.dumps({"step": epoch, "loss": loss}), flush=True)
