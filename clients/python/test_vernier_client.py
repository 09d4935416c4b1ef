"""Tests of the client: run alone, with a pipe, and where a launcher has closed the pipe."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def run(script, env=None, pipe=None, cwd=None):
    """Runs a script that imports the client as `vernier`; answers its standard output."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VERNIER_")}
    environment = {**clean, "PYTHONPATH": HERE, **(env or {})}
    descriptors = ()
    if pipe is not None:
        environment["VERNIER_PIPE"] = str(pipe.fileno())
        descriptors = (pipe.fileno(),)
    return subprocess.run(
        [sys.executable, "-c", "import vernier_client as vernier\n" + textwrap.dedent(script)],
        env=environment,
        pass_fds=descriptors,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


class Study:
    """The other end of the pipe: answers each line as `answer` says, and keeps what it heard."""

    def __init__(self, answer):
        self.ours, self.theirs = socket.socketpair()
        self.heard = []
        self._answer = answer
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        with self.ours.makefile("rwb") as lines:
            for line in lines:
                message = json.loads(line)
                self.heard.append({key: value for key, value in message.items() if key != "id"})
                lines.write(json.dumps({"id": message["id"], **self._answer(message)}).encode() + b"\n")
                lines.flush()

    def run(self, script, **env):
        known = {"VERNIER_PROTOCOL": "1", "VERNIER_PARAMS": "{}", "VERNIER_OBJECTIVES": '{"loss": "minimize"}'}
        with self.theirs:
            done = run(script, {**known, **env}, self.theirs)
        self._thread.join(10)
        self.ours.close()
        return done


class Alone(unittest.TestCase):
    def check(self, script, expected):
        done = run(script)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.splitlines(), expected)

    def test_parameters_are_the_defaults(self):
        self.check("print(vernier.params({'lr': 0.1}), vernier.params(), vernier.is_alone())", ["{'lr': 0.1} {} True"])

    def test_reports_are_printed_and_never_pruned(self):
        script = "vernier.report(0.5, step=1, acc=2); print(vernier.should_prune()); vernier.report(0.25)"
        self.check(script, ['vernier {"step": 1, "acc": 2, "value": 0.5}', "False", 'vernier {"value": 0.25}'])

    def test_suggestions_are_defaults_or_middles(self):
        script = """
            print(vernier.suggest_float('a', 0, 4), vernier.suggest_float('b', 1e-4, 1, log=True), vernier.suggest_int('c', 1, 9, step=4))
            print(vernier.suggest_float('d', 0, 1, default=0.9), vernier.suggest_categorical('e', ['x', 'y']))
        """
        lines = run(script).stdout.splitlines()
        self.assertEqual([line for line in lines if not line.startswith("vernier:")], ["2.0 0.01 5", "0.9 x"])
        self.assertIn("vernier: a = 2.0 (run alone)", lines)

    def test_a_checkpoint_folder_beside_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            run("open(vernier.checkpoint_dir() + '/x', 'w').close()", cwd=folder)
            self.assertTrue(os.path.exists(os.path.join(folder, "checkpoint", "x")))

    def test_nothing_known_of_a_study(self):
        self.check("print(vernier.study(), vernier.trial_number(), vernier.until(), vernier.resume(), vernier.repeat())", ["None None None None 0"])


@unittest.skipIf(os.name == "nt", "only on Unix: a pipe is inherited")
class WithPipe(unittest.TestCase):
    def test_parameters_over_defaults(self):
        study = Study(lambda message: {})
        done = study.run("print(vernier.params({'lr': 0.1, 'extra': 1}))", VERNIER_PARAMS='{"lr": 0.5, "on": true}')
        self.assertEqual(done.stdout.strip(), "{'lr': 0.5, 'extra': 1, 'on': True}")

    def test_parameters_by_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "params.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write('{"name": "täxt"}')
            done = run("print(ascii(vernier.params()))", {"VERNIER_PROTOCOL": "1", "VERNIER_PARAMS_FILE": path})
        self.assertEqual(done.stdout.strip(), r"{'name': 't\xe4xt'}")

    def test_reports_are_answered(self):
        study = Study(lambda message: {"verdict": "stop" if message.get("step") == 2 else "continue", "until": 9})
        done = study.run(
            """
            for step in range(1, 9):
                vernier.report(1 / step, step=step, acc=float('nan'))
                print(step, vernier.until())
                if vernier.should_prune():
                    break
            """,
            VERNIER_UNTIL="3",
        )
        self.assertEqual(done.stdout.splitlines(), ["1 9", "2 9"])
        self.assertEqual([(said["step"], said["loss"]) for said in study.heard], [(1, 1.0), (2, 0.5)])

    def test_everything_else_that_can_be_said(self):
        study = Study(lambda message: {})
        done = study.run("vernier.constraint('c', 1); vernier.attribute('a', [1]); vernier.checkpoint('/x'); vernier.report(loss=2, size=3)")
        self.assertEqual(done.stderr, "")
        self.assertEqual(
            study.heard, [{"constraint": {"c": 1}}, {"attribute": {"a": [1]}}, {"checkpoint": "/x"}, {"loss": 2, "size": 3}]
        )

    def test_a_state_is_saved_whole_or_not_at_all(self):
        study = Study(lambda message: {})
        with tempfile.TemporaryDirectory() as folder:
            done = study.run(
                """
                with vernier.saving("a", step=3) as path:
                    open(path, "w").write("whole")
                try:
                    with vernier.saving("a", step=4) as path:
                        open(path, "w").write("ha")
                        raise KeyError
                except KeyError:
                    pass
                """,
                VERNIER_CHECKPOINT_DIR=folder,
            )
            self.assertEqual(done.stderr, "")
            self.assertEqual(os.listdir(folder), ["a"])
            with open(os.path.join(folder, "a"), encoding="utf-8") as file:
                self.assertEqual(file.read(), "whole")
            self.assertEqual(study.heard, [{"checkpoint": os.path.join(os.path.abspath(folder), "a"), "checkpoint_step": 3}])

    def test_artifacts(self):
        with tempfile.TemporaryDirectory() as folder:
            told = os.path.join(folder, "told")
            study = Study(lambda message: {})
            done = study.run("print(vernier.artifact_dir())", VERNIER_ARTIFACT_DIR=told)
            self.assertEqual(done.stdout, told + "\n")
            self.assertTrue(os.path.isdir(told))

    def test_suggestions(self):
        study = Study(lambda message: {"value": 4})
        done = study.run(
            """
            print(vernier.suggest_int('n', 1, 8, log=True), vernier.suggest_float('x', 0, 9, step=0.5))
            print(vernier.suggest_categorical('c', (1, 4)))
            """
        )
        self.assertEqual(done.stdout.split(), ["4", "4", "4"])
        self.assertEqual([said["suggest"]["type"] for said in study.heard], ["int", "float", "categorical"])
        self.assertEqual(study.heard[1]["suggest"]["step"], 0.5)

    def test_a_refused_suggestion_raises(self):
        study = Study(lambda message: {"error": "low is above high"})
        self.assertIn("VernierError: low is above high", study.run("vernier.suggest_float('x', 1, 0)").stderr)

    def test_a_repeat_is_numbered(self):
        for known, said in (({}, "0"), ({"VERNIER_REPEAT": "2"}, "2")):
            study = Study(lambda message: {})
            self.assertEqual(study.run("print(vernier.repeat())", **known).stdout.strip(), said)

    def test_a_study_that_is_gone_ends_the_program(self):
        ours, theirs = socket.socketpair()
        ours.close()
        with theirs:
            done = run("vernier.report(1, step=1)", {"VERNIER_PROTOCOL": "1"}, theirs)
        self.assertNotEqual(done.returncode, 0)

    def test_several_threads_get_their_own_answers(self):
        study = Study(lambda message: {"value": message["suggest"]["low"]})
        done = study.run(
            """
            import threading
            found = {}
            def ask(k):
                found[k] = vernier.suggest_int(str(k), k, 99)
            threads = [threading.Thread(target=ask, args=(k,)) for k in range(20)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(all(found[k] == k for k in range(20)))
            """
        )
        self.assertEqual(done.stdout.strip(), "True")


class WithoutPipe(unittest.TestCase):
    """Started by Vernier, but a launcher in between has closed the descriptor."""

    ENV = {"VERNIER_PROTOCOL": "1", "VERNIER_PIPE": "3", "VERNIER_OBJECTIVES": '{"loss": "minimize"}'}

    def test_reports_are_printed(self):
        self.assertEqual(run("vernier.report(1, step=2)", self.ENV).stdout, 'vernier {"step": 2, "loss": 1}\n')

    def test_suggestions_say_what_is_wrong(self):
        self.assertIn("A launcher in between may have closed it", run("vernier.suggest_float('x', 0, 1)", self.ENV).stderr)


class Arguments(unittest.TestCase):
    def test_what_is_no_number_is_refused(self):
        self.assertIn("loss is 'good'; expected a number", run("vernier.report(loss='good')").stderr)
        self.assertIn("needs a value", run("vernier.report()").stderr)

    def test_numbers_of_other_libraries_are_numbers(self):
        script = """
            class Scalar:
                def __float__(self):
                    return 0.5
            vernier.report(Scalar())
        """
        self.assertEqual(run(script).stdout, 'vernier {"value": 0.5}\n')


if __name__ == "__main__":
    unittest.main()
