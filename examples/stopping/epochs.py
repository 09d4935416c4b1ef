"""What stopping saved, and what it would have missed: trains those that were stopped to their end. Reads `vernier trials --json`."""

import json
import sys

from train import EPOCHS, losses

trials = json.load(sys.stdin)
stopped = [trial for trial in trials if trial["state"] == "pruned"]
ran, whole = sum(len(trial["reports"]) for trial in trials), EPOCHS * len(trials)
best = min(trial["values"]["loss"] for trial in trials if trial["state"] == "complete")
print(f"{ran} epochs instead of {whole}: {100 - round(100 * ran / whole)} % saved; {len(stopped)} trials were stopped.")
ends = [list(losses(**trial["params"]))[-1] for trial in stopped]
missed = [end for end in ends if end < best]
print(f"Trained to their end, {len(missed) or 'none'} of them would have beaten the winner's {best:.4f}", end="")
print(f": the best by {best - min(missed):.4f}." if missed else f"; the best has {min(ends):.4f}." if ends else ".")
