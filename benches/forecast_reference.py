#!/usr/bin/env python3
"""Compares `spm forecast trend` with statsforecast on public monthly series, and the default with two automatic models.

    pip install statsforecast==2.1.1
    python3 benches/forecast_reference.py --spm target/release/spm --data DIR

DIR holds what the sets' own pages offer: monthly_series/Airline.csv and ShampooSales.csv (package sktime 1.2.0),
adventureworks/FactResellerSales.csv (Microsoft's sample), online_retail/monthly_totals_by_country.csv (UCI Online
Retail, summed by month and country). A set that is not there is left out.

Each month of a series becomes one won deal. Printed: for seasonal naive, Theta and damped trend the largest difference
to statsforecast, relative to the mean of the series, and how many series are within 1 %; then, over rolling origins,
MASE beside two automatic models, and how many months 80 % intervals held.
"""

import argparse
import collections
import csv
import json
import os
import subprocess
import tempfile
import warnings

import numpy as np
from statsforecast.models import AutoETS, AutoTheta, SeasonalNaive, Theta
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.stattools import acf

warnings.filterwarnings("ignore")
HORIZON, SEASON = 12, 12


def months_from(first, count):
    year, month = map(int, first.split("-"))
    return [f"{year + (month - 1 + k) // 12:04d}-{(month - 1 + k) % 12 + 1:02d}" for k in range(count)]


def monthly(rows):
    sums, seen = collections.defaultdict(lambda: collections.defaultdict(float)), set()
    for name, month, value in rows:
        sums[name][month] += value
        seen.add(month)
    first, last = min(seen), max(seen)
    labels = months_from(first, 1200)
    labels = labels[: labels.index(last) + 1]
    return labels, {name: [of.get(month, 0.0) for month in labels] for name, of in sorted(sums.items())}


def sets(folder):
    def rows(path):
        with open(os.path.join(folder, path), newline="") as file:
            return list(csv.reader(file))

    for name, path in [("airline", "monthly_series/Airline.csv"), ("shampoo", "monthly_series/ShampooSales.csv")]:
        if os.path.exists(os.path.join(folder, path)):
            yield name, *monthly((name, row[0], float(row[1])) for row in rows(path)[1:] if len(row) > 1)
    path = "adventureworks/FactResellerSales.csv"
    if os.path.exists(os.path.join(folder, path)):
        head, *body = rows(path)
        day, value = head.index("OrderDate"), head.index("SalesAmount")
        for name, column in [("adventureworks by territory", "SalesTerritoryKey"), ("by employee", "EmployeeKey")]:
            at = head.index(column)
            yield name, *monthly(("S" + row[at], row[day][:7], float(row[value])) for row in body)
    path = "online_retail/monthly_totals_by_country.csv"
    if os.path.exists(os.path.join(folder, path)):
        head, *body = rows(path)
        # December 2011 ends on the ninth.
        body = [row for row in body if row[0] != "2011-12"]
        yield "online retail by country", *monthly((row[1], row[0], float(row[4]) + float(row[5])) for row in body)


def ours(spm, labels, series, method):
    """What spm says of all series at once, and its 80 % intervals: a month is one won deal on its 15th, no deal where nothing was sold."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        table = csv.writer(file)
        table.writerow(["deal_id", "rep_id", "region", "amount", "stage", "close_date"])
        for name, values in series.items():
            for month, value in zip(labels, values):
                table.writerow([f"{name}-{month}", "R", name, f"{value:.4f}", "Won", f"{month}-15"])
        file.flush()
        ahead = months_from(labels[-1], HORIZON + 1)[1:]
        last = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}.get(labels[-1][5:], "31")
        command = [spm, "forecast", "trend", "--deals", file.name, "--by", "region", "--as-of", f"{labels[-1]}-{last}"]
        command += ["--period", f"{ahead[0]}..{ahead[-1]}", "--method", method, "-f", "ndjson", "-q"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said, bands = collections.defaultdict(list), collections.defaultdict(list)
    for line in out.splitlines():
        row = json.loads(line)
        said[row["region"]].append(float(row["forecast"]))
        bands[row["region"]].append([float(row[bound] or "nan") for bound in ("low", "high")])
    return ({name: np.array(values) for name, values in of.items()} for of in (said, bands))


def bounded(values, known):
    return np.clip(values, min(0.0, known.min()), 2 * max(known.max(), 0.0))


def season_of(known):
    """The season that the Theta method takes out: tested, multiplicative where everything is above zero."""
    if len(known) < 2 * SEASON:
        return None
    r = acf(known, nlags=SEASON, fft=False)[1:]
    if abs(r[-1]) / np.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / len(known)) <= 1.6448536269514722:
        return None
    kind = "multiplicative" if known.min() > 0 else "additive"
    season = seasonal_decompose(known, model=kind, period=SEASON).seasonal
    if kind == "multiplicative" and season.min() < 0.01:
        kind = "additive"
        season = seasonal_decompose(known, model=kind, period=SEASON).seasonal
    return kind, season


def damped(known):
    """Damped trend of statsforecast on the series without its season."""
    season = season_of(known)
    plain = known
    if season:
        plain = known / season[1] if season[0] == "multiplicative" else known - season[1]
    model = AutoETS(season_length=1, model="AAN", damped=True).fit(plain)
    values = model.predict(h=HORIZON)["mean"]
    if season:
        again = np.array([season[1][(len(known) + step) % SEASON] for step in range(HORIZON)])
        values = values * again if season[0] == "multiplicative" else values + again
    return bounded(values, known)


def compare(spm, folder):
    print(f"{'set':28} {'series':>6} {'naive':>9} {'theta':>9} {'damped':>9}   within 1 % of the mean of the series")
    total = collections.Counter()
    for name, labels, series in sets(folder):
        said = {method: next(ours(spm, labels, series, method)) for method in ("seasonal-naive", "theta", "damped")}
        usable = {key: np.array(values) for key, values in series.items() if len(values) >= SEASON and any(values)}
        worst, close = collections.Counter(), collections.Counter()
        for key, known in usable.items():
            theirs = {
                "seasonal-naive": bounded(SeasonalNaive(SEASON).forecast(known, h=HORIZON)["mean"], known),
                "theta": bounded(Theta(SEASON).forecast(known, h=HORIZON)["mean"], known),
                "damped": damped(known),
            }
            for method, values in theirs.items():
                off = np.abs(said[method][key] - values).max() / np.abs(known).mean()
                worst[method] = max(worst[method], off)
                close[method] += off <= 0.01
        parts = "".join(f" {worst[method]:9.1e}" for method in said)
        print(f"{name:28} {len(usable):6}{parts}   " + ", ".join(f"{method} {close[method]}" for method in said))
        total += close
        total["series"] += len(usable)
    print(", ".join(f"{key} {count}" for key, count in total.items()))


def rolling(spm, folder):
    scores, held = collections.defaultdict(list), collections.defaultdict(list)
    for name, labels, every in sets(folder):
        series = {key: of for key, of in every.items() if len(of) >= 30 and sum(x == 0 for x in of) <= 0.4 * len(of)}
        for back in range(3, 19, 3):
            cut = len(labels) - back
            if not series or cut < SEASON:
                continue
            known = {key: values[:cut] for key, values in series.items()}
            said, bands = ours(spm, labels[:cut], known, "combination")
            for key, values in known.items():
                past, came = np.array(values), np.array(series[key][cut : cut + HORIZON])
                lag = SEASON if len(past) > SEASON else 1
                low, high = bands[key][: len(came)].T
                held[name].extend(((low - 0.01 <= came) & (came <= high + 0.01))[~np.isnan(low)])
                scale = np.abs(past[lag:] - past[:-lag]).mean() or 1.0
                others = {
                    "spm, combination": said[key],
                    "AutoETS": AutoETS(SEASON).forecast(past, h=HORIZON)["mean"],
                    "AutoTheta": AutoTheta(SEASON).forecast(past, h=HORIZON)["mean"],
                    "seasonal naive": SeasonalNaive(SEASON).forecast(past, h=HORIZON)["mean"],
                }
                for method, values in others.items():
                    scores[method].append(np.abs(bounded(values, past)[: len(came)] - came).mean() / scale)
    # Series that are short or mostly zero too: every set as it is.
    for name, labels, every in sets(folder):
        if len(labels) >= 30:
            continue
        for back in range(1, 5):
            cut = len(labels) - back
            known = {key: values[:cut] for key, values in every.items() if any(values[:cut])}
            said, bands = ours(spm, labels[:cut], known, "combination")
            for key in known:
                came = np.array(every[key][cut : cut + HORIZON])
                low, high = bands[key][: len(came)].T
                held[name].extend(((low - 0.01 <= came) & (came <= high + 0.01))[~np.isnan(low)])
    for name, of in held.items():
        print(f"{name:28} 80 % intervals held {np.mean(of):.3f} of {len(of)} months")
    print(f"{'all sets':28} 80 % intervals held {np.mean(sum(held.values(), [])):.3f}")
    for method, of in scores.items():
        print(f"{method:18} MASE {np.mean(of):.3f} over {len(of)} origins of series")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spm", default="target/release/spm")
    parser.add_argument("--data", required=True)
    asked = parser.parse_args()
    compare(asked.spm, asked.data)
    rolling(asked.spm, asked.data)
