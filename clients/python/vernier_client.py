"""Vernier's client for Python: one file, standard library only.

A program that Vernier runs asks for its parameters and tells how it is doing:

    import vernier_client as vernier

    params = vernier.params({"lr": 0.01, "layers": 2})    # these values where it is run alone
    for epoch in range(1, 11):
        loss = train_one_epoch(params)
        vernier.report(loss, step=epoch)
        if vernier.should_prune():
            break
    vernier.report(loss)

Run alone, the same program uses its defaults and prints what it would have reported. What is said over the wire is on
one page: docs/reference/trial-protocol.md.
"""

import contextlib
import json
import math
import os
import stat
import sys
import threading

__all__ = [
    "params",
    "report",
    "should_prune",
    "artifact_dir",
    "checkpoint_dir",
    "checkpoint",
    "saving",
    "resume",
    "until",
    "constraint",
    "attribute",
    "suggest_float",
    "suggest_int",
    "suggest_categorical",
    "trial_number",
    "repeat",
    "study",
    "is_alone",
]


class VernierError(RuntimeError):
    """Vernier refused what was asked."""


def is_alone():
    """True where the program was not started by Vernier."""
    return "VERNIER_PROTOCOL" not in os.environ


def study():
    """The study's name; None where run alone."""
    return os.environ.get("VERNIER_STUDY")


def trial_number():
    """The trial's number in its study; None where run alone."""
    return _whole("VERNIER_TRIAL_NUMBER")


def repeat():
    """0 in the search and where run alone; 1, 2, 3 ... where this trial runs another one again, to confirm its score.

    Let the seed, or the fold, depend on it: seed(repeat()).
    """
    return _whole("VERNIER_REPEAT") or 0


def params(defaults=None):
    """The parameters of this trial, a dict. Names that the study does not search keep their default."""
    known = dict(defaults or {})
    if is_alone():
        return known
    text = os.environ.get("VERNIER_PARAMS")
    if text is None:
        with open(os.environ["VERNIER_PARAMS_FILE"], encoding="utf-8") as file:
            text = file.read()
    known.update(json.loads(text))
    return known


def report(value=None, step=None, **metrics):
    """Reports how the trial is doing at a step (0, 1, 2 ...), or without one its final score.

    `value` stands for the first objective; everything else by name: report(loss=0.4, accuracy=0.9, step=3).
    """
    numbers = {name: _number(name, metric) for name, metric in metrics.items()}
    if value is not None:
        numbers[_first_objective()] = _number("value", value)
    if not numbers:
        raise TypeError("report() needs a value, or numbers by name")
    if step is None:
        _said(numbers)
        return
    answer = _said({"step": int(step), **numbers})
    _state["verdict"] = answer.get("verdict", "continue")
    _state["until"] = answer.get("until", _state["until"])


def should_prune():
    """True once a report was answered by the verdict to stop or to pause: save what you need, then end."""
    return _state["verdict"] != "continue"


def until():
    """The step at which this trial will next be judged; None = run to the end."""
    return _state["until"]


def resume():
    """(step, checkpoint) where the trial goes on from an earlier run or another trial, otherwise None."""
    step = _whole("VERNIER_RESUME_STEP")
    return None if step is None else (step, os.environ.get("VERNIER_RESUME_CHECKPOINT"))


def checkpoint_dir():
    """A folder of this trial, there again when the trial goes on. Run alone: `checkpoint` in the working folder."""
    folder = os.environ.get("VERNIER_CHECKPOINT_DIR", "checkpoint")
    os.makedirs(folder, exist_ok=True)
    return folder


def artifact_dir():
    """A folder of this trial for what people are to look at: pictures, sound, tables, texts. Run alone: `artifacts` in the working folder."""
    folder = os.environ.get("VERNIER_ARTIFACT_DIR", "artifacts")
    os.makedirs(folder, exist_ok=True)
    return folder


def checkpoint(reference, step=None):
    """Says where the trial's state is saved: a path, or any text that the program understands when it goes on.

    `step` is the step of that state; without it, it is that of the last report.
    """
    of = {} if step is None else {"checkpoint_step": int(step)}
    _said({"checkpoint": os.fspath(reference), **of})


@contextlib.contextmanager
def saving(name="checkpoint", step=None):
    """Saves the trial's state, whole or not at all, and says where it is:

        with vernier.saving("model.pt", step=epoch) as path:
            torch.save(state, path)

    The file is written under another name, and has its own when the block ends without an error.
    """
    path = os.path.abspath(os.path.join(checkpoint_dir(), name))
    unfinished = path + ".new"
    try:
        yield unfinished
        with open(unfinished, "rb") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        if os.path.exists(unfinished):
            os.remove(unfinished)
        raise
    checkpoint(path, step)


def constraint(name, value):
    """A value that must be <= 0 for the trial to be feasible."""
    _said({"constraint": {name: _number(name, value)}})


def attribute(name, value):
    """Keeps a note with the trial: anything that JSON can hold."""
    _said({"attribute": {name: value}})


def suggest_float(name, low, high, *, step=None, log=False, default=None):
    """A real number in [low, high]. Run alone: `default`, or the middle."""
    middle = math.sqrt(low) * math.sqrt(high) if log else (low + high) / 2
    if step is not None:
        middle = low + step * round((middle - low) / step)
    asked = {"name": name, "type": "float", "low": low, "high": high, "log": log}
    return _suggested(asked if step is None else {**asked, "step": step}, middle if default is None else default)


def suggest_int(name, low, high, *, step=1, log=False, default=None):
    """A whole number in [low, high], both ends included. Run alone: `default`, or the middle."""
    middle = round(math.sqrt(low) * math.sqrt(high)) if log else (low + high) // 2
    middle = low + step * ((middle - low) // step)
    asked = {"name": name, "type": "int", "low": low, "high": high, "log": log, "step": step}
    return int(_suggested(asked, middle if default is None else default))


def suggest_categorical(name, choices, *, default=None):
    """One of several choices. Run alone: `default`, or the first one."""
    choices = list(choices)
    asked = {"name": name, "type": "categorical", "choices": choices}
    return _suggested(asked, choices[0] if default is None else default)


def _suggested(asked, default):
    if is_alone():
        print(f"vernier: {asked['name']} = {default!r} (run alone)", flush=True)
        return default
    if _pipe is None:
        raise VernierError(
            f"suggest_{asked['type']}({asked['name']!r}) needs the pipe of Vernier, which is not open in this process. "
            "A launcher in between may have closed it: ask before launching, or declare the parameter in the study."
        )
    answer = _said({"suggest": asked})
    if "error" in answer:
        raise VernierError(answer["error"])
    return answer["value"]


def _said(message):
    """Says one thing. The answer is empty where nobody answers: alone, or without the pipe."""
    if _pipe is not None:
        return _pipe.ask(message)
    # Nobody can answer here. Vernier reads the line all the same, and ends the program when it is to stop.
    print("vernier " + json.dumps(message), flush=True)
    return {}


def _number(name, value):
    # Also numbers of NumPy and PyTorch.
    try:
        return float(value) if not isinstance(value, int) else value
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {value!r}; expected a number") from None


def _first_objective():
    return next(iter(json.loads(os.environ.get("VERNIER_OBJECTIVES", '{"value": "minimize"}'))))


def _whole(name):
    text = os.environ.get(name)
    return None if text is None else int(text)


class _Pipe:
    """One line out, one line in."""

    def __init__(self, descriptor):
        self._file = open(descriptor, "r+b", buffering=0, closefd=False)
        self._lock = threading.Lock()
        self._kept = b""
        self._id = 0

    def ask(self, message):
        with self._lock:
            self._id += 1
            line = json.dumps({"id": self._id, **message}).encode() + b"\n"
            while line:
                line = line[self._file.write(line) :]
            while True:
                answer = json.loads(self._line())
                if answer.get("id") == self._id:
                    return answer

    def _line(self):
        while b"\n" not in self._kept:
            piece = self._file.read(65536)
            if not piece:
                sys.exit("vernier: the study has ended")
            self._kept += piece
        line, self._kept = self._kept.split(b"\n", 1)
        return line


def _opened_pipe():
    """The pipe to Vernier; None where there is none, or where a launcher in between closed it."""
    descriptor = _whole("VERNIER_PIPE")
    try:
        is_open = descriptor is not None and stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        is_open = False
    return _Pipe(descriptor) if is_open else None


_pipe = _opened_pipe()
_state = {"verdict": "continue", "until": _whole("VERNIER_UNTIL")}
