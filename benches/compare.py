#!/usr/bin/env python3
"""Compare spm with DuckDB and Polars for Python: the same rows to the cent, and time and memory as ratios.

    pip install duckdb polars numpy
    cargo build --release
    python3 benches/compare.py --spm target/release/spm --deals 1000000 --work DIR [--runs 3] [--threads 2]

Writes the data of generate.py into DIR once, runs each work in spm and in both engines in turn (spm, DuckDB, Polars,
spm, …), checks that the rows are equal, and prints the median of wall seconds, CPU seconds and peak memory with the
ratio of spm to each engine. `attainment` and `commissions lines` are read from Parquet and from CSV; `import` is CSV to
Parquet. Exit code 1 when rows differ.
"""
import argparse, csv, os, pathlib, resource, statistics, subprocess, sys
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
PERIOD = "2025..2026"


def measure(command, threads, stdout=None):
    """Run a command; wall and CPU seconds, and the peak of its memory in MB."""
    environment = dict(os.environ, POLARS_MAX_THREADS=str(threads), SPM_THREADS=str(threads))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        import time
        start = time.perf_counter()
        target = open(stdout, "wb") if stdout else subprocess.DEVNULL
        done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE, env=environment)
        wall = time.perf_counter() - start
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024} {done.returncode}\n"
        os.write(write, line.encode() + done.stderr[-2000:])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        head, _, talk = pipe.read().partition(b"\n")
    os.waitpid(child, 0)
    wall, cpu, peak, code = head.split()
    if int(code) != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {int(code)}:\n{talk.decode()}")
    return float(wall), float(cpu), float(peak)


def spm_command(spm, work, data, ending, out):
    tables = [f"--{name}={data}/{name}.{ending}" for name in ("deals", "splits", "quotas")]
    if work == "attainment":
        return [spm, "attainment", *tables, "--by", "rep,quarter", "--period", PERIOD, "--raw-text", "-o", out]
    if work == "commissions":
        reps = f"--reps={data}/reps.{ending}"
        return [spm, "commissions", "lines", *tables, reps, "--plans", str(HERE / "plan.toml"), "--period", PERIOD,
                "--raw-text", "-o", out]
    return [spm, "import", "deals", f"{data}/deals.csv", "--to", out]


def peer_command(engine, work, data, ending, out):
    if work == "import":
        code = {
            "duckdb": f"import duckdb; duckdb.sql(\"COPY (SELECT * FROM read_csv('{data}/deals.csv')) TO '{out}' (COMPRESSION zstd)\")",
            "polars": f"import polars as pl; pl.scan_csv('{data}/deals.csv', try_parse_dates=True).sink_parquet('{out}', compression='zstd')",
        }[engine]
        return [sys.executable, "-c", code]
    return [sys.executable, str(HERE / "peers.py"), work, engine, str(data), "--input", ending, "--out", out]


def rows_of_spm(work, path):
    """The rows of spm in the shape of the peers, lines of one deal and rep added up."""
    with open(path, newline="") as handle:
        if work == "attainment":
            for row in csv.DictReader(handle):
                if row["quota"]:
                    share = Decimal(row["credited"]) / Decimal(row["quota"])
                    yield (row["rep_id"], row["quarter"], Decimal(row["credited"]), int(row["deals"]),
                           Decimal(row["quota"])), share
        else:
            sums = {}
            for row in csv.DictReader(handle):
                key = (row["rep_id"], row["period"], row["deal_id"], row["event_date"])
                amount, earned = sums.get(key, (Decimal(0), Decimal(0)))
                sums[key] = (amount + Decimal(row["credited"]), earned + Decimal(row["earned"]))
            for key, (amount, earned) in sums.items():
                yield (*key, amount, earned), None


def rows_of_peer(work, path):
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle):
            if work == "attainment":
                yield (row["rep_id"], row["quarter"], Decimal(row["credited"]), int(row["deals"]), Decimal(row["quota"]))
            else:
                yield (row["rep_id"], row["quarter"], row["deal_id"], row["close_date"][:10], Decimal(row["amount"]),
                       Decimal(row["commission"]))


def same_rows(work, ours, theirs):
    mine, other = sorted(row for row, _ in rows_of_spm(work, ours)), sorted(rows_of_peer(work, theirs))
    if mine == other:
        return f"{len(mine)} rows equal"
    difference = sorted(set(mine) ^ set(other))[:5]
    return f"DIFFERENT: {len(mine)} rows against {len(other)}; first differences {difference}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spm", default="target/release/spm")
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="one of: attainment, commissions, import")
    parser.add_argument("--no-rows", action="store_true", help="do not compare rows, only time")
    a = parser.parse_args()
    reps = a.reps or max(20, min(5_000, a.deals // 1000))
    data = a.work / f"{a.deals}x{reps}"
    if not (data / "deals.parquet").exists():
        subprocess.run([sys.executable, str(HERE / "generate.py"), "--deals", str(a.deals), "--reps", str(reps),
                        "--out", str(data)], check=True)
    works = [(work, ending) for work in ("attainment", "commissions") for ending in ("parquet", "csv")]
    works.append(("import", "csv"))
    wrong = False
    print(f"{'work':<24}{'engine':<9}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}   spm ÷ engine: wall, cpu, memory")
    for work, ending in works:
        if a.only and work != a.only:
            continue
        suffix = "parquet" if work == "import" else "csv"
        outs = {name: str(a.work / f"{work}-{name}.{suffix}") for name in ("spm", "duckdb", "polars")}
        figures = {name: [] for name in outs}
        for _ in range(a.runs):
            for name, out in outs.items():
                pathlib.Path(out).unlink(missing_ok=True)
                command = (spm_command(a.spm, work, data, ending, out) if name == "spm"
                           else peer_command(name, work, data, ending, out))
                figures[name].append(measure(command, a.threads))
        medians = {name: [statistics.median(run[i] for run in runs) for i in range(3)] for name, runs in figures.items()}
        for name, (wall, cpu, peak) in medians.items():
            ratios = "" if name == "spm" else "   " + ", ".join(
                f"{mine / theirs:.2f}" for mine, theirs in zip(medians["spm"], medians[name]))
            print(f"{work + ' ' + ending:<24}{name:<9}{wall:>9.2f}{cpu:>9.2f}{peak:>9.0f}{ratios}")
        if work != "import" and not a.no_rows:
            for name in ("duckdb", "polars"):
                verdict = same_rows(work, outs["spm"], outs[name])
                wrong |= verdict.startswith("DIFFERENT")
                print(f"{'':<24}{name}: {verdict}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
