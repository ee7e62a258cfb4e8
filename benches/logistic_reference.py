#!/usr/bin/env python3
"""Fits scikit-learn's logistic regression to rows that a formula makes, and writes its weights for the tests.

    pip install scikit-learn==1.9.0
    python3 benches/logistic_reference.py testdata/forecast/logistic.csv

4,000 rows of eight fields with ten levels each, one column of zeros and ones for each level. The test in
src/engine/forecast/wins/logistic.rs makes the same rows and holds every weight against the file, to 1e-6.
"""

import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

ROWS, FIELDS, LEVELS = 4000, 8, 10


def mixed(number):
    """SplitMix64's mixing of a number into 64 bits."""
    mask = (1 << 64) - 1
    number = (number * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & mask
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & mask
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & mask
    return number ^ (number >> 31)


def rows():
    """Field f of row r is mixed(9 r + f) modulo 10; the row is won when mixed(9 r + 8) modulo 100 is below a sum."""
    levels = [[mixed(9 * row + field) % LEVELS for field in range(FIELDS)] for row in range(ROWS)]
    bound = lambda of: 10 + sum(level * (field % 3) for field, level in enumerate(of))
    won = [mixed(9 * row + 8) % 100 < bound(of) for row, of in enumerate(levels)]
    return levels, won


if __name__ == "__main__":
    levels, won = rows()
    table = np.zeros((ROWS, FIELDS * LEVELS))
    for row, of in enumerate(levels):
        for field, level in enumerate(of):
            table[row, field * LEVELS + level] = 1.0
    model = LogisticRegression(C=1.0, tol=1e-12, solver="newton-cholesky", max_iter=1000).fit(table, won)
    with open(sys.argv[1], "w") as file:
        file.write("weight\n")
        for weight in [model.intercept_[0], *model.coef_[0]]:
            file.write(f"{float(weight)!r}\n")
    print(f"scikit-learn {sklearn.__version__}: {sum(won)} of {ROWS} won, intercept {model.intercept_[0]:.12f}")
