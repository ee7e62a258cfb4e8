#!/usr/bin/env python3
"""Measure what ten elements cost beside one, and a line for each rep beside a line for each credit.

    pip install polars numpy
    cargo build --release
    python3 benches/ten.py --spm target/release/spm --work DIR [--deals 1000000] [--reps 5000] [--runs 3] [--threads 2]

Writes the data of generate.py into DIR once, with an overlay of 20 % for another rep on every twentieth deal beside
its splits, and runs in turn: the four tiers of plan.toml as lines, the same as one line for each rep, and the ten
elements of ten.toml with ramps, splits, overlays and the roll-up to managers, as lines. Prints medians of wall seconds, CPU
seconds and peak memory. Exit code 1 when the ten elements take ten times the one or longer, or when the lines for
reps take more than half the time of those for credits.
"""
import argparse, pathlib, statistics, subprocess, sys

from compare import HERE, PERIOD, measure


def with_overlays(data, reps):
    """The splits of generate.py, and overlays of reps drawn by the number of the deal alone."""
    import polars as pl
    target = data / "splits-with-overlays.parquet"
    if target.exists():
        return target
    splits = pl.read_parquet(data / "splits.parquet").with_columns(credit=pl.lit("direct"))
    deals = pl.read_parquet(data / "deals.parquet", columns=["deal_id"]).gather_every(20, offset=7)
    number = pl.col("deal_id").str.slice(1).cast(pl.Int64)
    rep = pl.format("R{}", ((number * 7919) % reps).cast(pl.String).str.zfill(6))
    overlays = deals.select("deal_id", rep_id=rep, percent=pl.lit(20), credit=pl.lit("overlay"))
    pl.concat([splits, overlays.cast(splits.schema)]).write_parquet(target, compression="zstd")
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spm", default="target/release/spm")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    data = chosen.work / f"{chosen.deals}x{chosen.reps}"
    if not (data / "deals.parquet").exists():
        generate = [sys.executable, HERE / "generate.py", "--deals", str(chosen.deals), "--reps", str(chosen.reps)]
        subprocess.run([*map(str, generate), "--out", str(data), "--format", "parquet"], check=True)
    tables = [f"--{name}={data}/{name}.parquet" for name in ("deals", "quotas", "reps")]
    plain, overlays = f"--splits={data}/splits.parquet", f"--splits={with_overlays(data, chosen.reps)}"

    def pay(kind, splits, plan):
        out = str(chosen.work / f"ten-{'-'.join(kind) or 'reps'}.csv")
        return [chosen.spm, "commissions", *kind, *tables, splits, "--plans", str(HERE / plan), "--period", PERIOD,
                "--raw-text", "-o", out]

    works = {
        "one element, lines": pay(["lines"], plain, "plan.toml"),
        "one element, reps": pay([], plain, "plan.toml"),
        "ten elements, lines": pay(["lines"], overlays, "ten.toml"),
        "ten elements, reps": pay([], overlays, "ten.toml"),
    }
    seen = {name: [] for name in works}
    for _ in range(chosen.runs):
        for name, command in works.items():
            seen[name].append(measure(command, chosen.threads))
    middle = {name: [statistics.median(run[at] for run in runs) for at in range(3)] for name, runs in seen.items()}
    for name, (wall, cpu, peak) in middle.items():
        print(f"{name:22} wall {wall:7.2f} s   cpu {cpu:7.2f} s   peak {peak:6.0f} MB")
    wall = {name: values[0] for name, values in middle.items()}
    ten = wall["ten elements, lines"] / wall["one element, lines"]
    half = wall["one element, reps"] / wall["one element, lines"]
    print(f"ten elements take {ten:.2f} times the one (target below 10)")
    print(f"one line for each rep takes {half:.2f} of the lines (target at most 0.5)")
    sys.exit(0 if ten < 10 and half <= 0.5 else 1)


if __name__ == "__main__":
    main()
