"""Golden points of src/math/sobol.test.ts, and the packed tables of sobol.ts and sobol-directions.ts.

    python test/golden/sobol.py           writes src/math/sobol.golden.json
    python test/golden/sobol.py --pack    prints the packed direction numbers, 100 characters a line

Needs scipy, whose package holds the direction numbers new-joe-kuo-6.21201 of S. Joe and F. Y. Kuo.
"""

import json
import pathlib
import sys

import numpy
import scipy
from scipy.stats import qmc

HERE = pathlib.Path(__file__).resolve().parent
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def packed(dimensions: int) -> str:
    """Dimension by dimension (the first, van der Corput's, apart): the polynomial's inner coefficients
    (degree - 1 bits), then (m_i - 1) / 2 in i - 1 bits for i = 2 ... degree; most significant bit first."""
    table = numpy.load(pathlib.Path(scipy.__file__).parent / "stats" / "_sobol_direction_numbers.npz")
    bits = ""
    for polynomial, initial in zip(table["poly"][1:dimensions], table["vinit"][1:dimensions]):
        degree = int(polynomial).bit_length() - 1
        if degree > 1:
            bits += format(int(polynomial) >> 1 & (1 << degree - 1) - 1, f"0{degree - 1}b")
        for i in range(2, degree + 1):
            bits += format(int(initial[i - 1]) >> 1, f"0{i - 1}b")
    bits += "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))


def cases() -> list:
    points = qmc.Sobol(d=1024, scramble=False, bits=32).random(2**12)
    wanted = [0, 1, 2, 3, 5, 12, 31, 63, 64, 99, 127, 255, 336, 500, 777, 1022, 1023]
    return [
        {"index": index, "dimension": dimension, "point": points[index, dimension]}
        for index in [0, 1, 2, 3, 4, 7, 8, 21, 100, 1000, 2047, 4095]
        for dimension in wanted
    ]


if "--pack" in sys.argv:
    text = packed(1024)
    print("\n".join(text[i : i + 100] for i in range(0, len(text), 100)))
else:
    (HERE / "../../src/math/sobol.golden.json").write_text(
        json.dumps(
            {
                "source": f"scipy {scipy.__version__} stats.qmc.Sobol(scramble=False, bits=32)",
                "made": "test/golden/sobol.py",
                "tolerance": 0,
                "cases": cases(),
            },
            indent=0,
        )
        + "\n"
    )
