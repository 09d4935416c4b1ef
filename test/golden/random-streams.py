"""Golden draws of src/math/random.test.ts: the generator written again from its description, in whole numbers of any size.

    python test/golden/random-streams.py          writes src/math/random.golden.json

sfc32 as in C. Doty-Humphrey's PractRand (three words of state and a counter), seeded by hashed keys.
"""

import json
import pathlib

M = 2**32 - 1


def mix(x):
    x = (x ^ x >> 16) * 0x21F0AAAD & M
    x = (x ^ x >> 15) * 0x735A2D97 & M
    return x ^ x >> 15


def child(parent, key):
    a, b, c, d = parent
    if isinstance(key, str):
        units = key.encode("utf-16-le")
        words = [0x53545200, len(units) // 2] + [units[i] | units[i + 1] << 8 for i in range(0, len(units), 2)]
    else:
        words = [0x4E554D00, key & M, key >> 32 & M]
    for word in words + [None]:
        if word is None:
            word = a ^ d
        a = mix(a ^ word)
        b = mix((b + a + 0x9E3779B9 & M) ^ (word * 0x85EBCA6B & M))
        c = mix((c + b + 0x7F4A7C15 & M) ^ (word * 0xC2B2AE35 & M))
        d = mix((d + c + 0x165667B1 & M) ^ (word * 0x27D4EB2F & M))
    return a, b, c, d


def words(key):
    a, b, c, d = key
    drawn = 0
    while True:
        t = (a + b + d) & M
        d = (d + 1) & M
        a = b ^ b >> 9
        b = (c + (c << 3)) & M
        c = (c << 21 | c >> 11) & M
        c = (c + t) & M
        drawn += 1
        if drawn > 12:
            yield t


def uniforms(key, count):
    stream = words(key)
    return [((next(stream) >> 5) * 2**26 + (next(stream) >> 6)) * 2.0**-53 or 2.0**-54 for _ in range(count)]


ROOT = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
PATHS = [[0], [1], [42], [-1], [2**40 + 5], [-(2**53) + 1], [42, 7], [42, "lr"], [42, "7"], [42, 7, "repair"], [3, "Ωß🎲"], [3, ""]]

cases = []
for path in PATHS:
    key = ROOT
    for step in path:
        key = child(key, step)
    cases.append({"path": path, "uniforms": uniforms(key, 5)})
target = pathlib.Path(__file__).resolve().parent / "../../src/math/random.golden.json"
target.write_text(
    json.dumps({"source": "sfc32 and its keys, written again in Python", "made": "test/golden/random-streams.py", "tolerance": 0, "cases": cases}, indent=0) + "\n"
)
