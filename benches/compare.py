#!/usr/bin/env python3
"""Compare spm with DuckDB and Polars for Python: the same rows to the cent, and time and memory as ratios.

    pip install duckdb polars numpy
    cargo build --release
    python3 benches/compare.py --spm target/release/spm --deals 100000,1000000,10000000 --work DIR [--runs 3]

Writes the data of generate.py into DIR once, runs each work in spm and in both engines in turn (spm, DuckDB, Polars,
spm, …), checks that the rows are equal, and prints the median of wall seconds, CPU seconds and peak memory with the
ratio of spm to each engine. From Parquet and from CSV: `attainment`, `commissions` (a line for each deal and rep),
`payouts` (the same calculation as one sum for each rep and quarter) and `metrics`; `import` is CSV to Parquet.
Exit code 1 when rows differ.
"""
import argparse, csv, os, pathlib, resource, statistics, subprocess, sys
from decimal import ROUND_HALF_UP, Decimal

HERE = pathlib.Path(__file__).resolve().parent
PERIOD = "2025..2026"
WORKS = ["attainment", "commissions", "payouts", "metrics", "import"]
METRICS = ["won", "lost", "win_rate", "average_deal", "average_cycle_days", "discount"]


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
    if work in ("commissions", "payouts"):
        reps = f"--reps={data}/reps.{ending}"
        kind = ["lines"] if work == "commissions" else []
        return [spm, "commissions", *kind, *tables, reps, "--plans", str(HERE / "plan.toml"), "--period", PERIOD,
                "--raw-text", "-o", out]
    if work == "metrics":
        return [spm, "metrics", tables[0], "--by", "rep,quarter", "--metrics", ",".join(METRICS), "--raw-text", "-o", out]
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
        rows = csv.DictReader(handle)
        if work == "attainment":
            for row in rows:
                if row["quota"]:
                    yield (row["rep_id"], row["quarter"], Decimal(row["credited"]), int(row["deals"]),
                           Decimal(row["quota"]))
        elif work == "payouts":
            for row in rows:
                if Decimal(row["credited"]) or Decimal(row["earned"]):
                    yield row["rep_id"], row["period"], Decimal(row["credited"]), Decimal(row["earned"])
        elif work == "metrics":
            for row in rows:
                # A rep without a decided deal in a quarter is shown by spm, and no group of the peers.
                if int(row["won"]) + int(row["lost"]):
                    yield row["rep_id"], row["quarter"], *(rounded(name, row[name]) for name in METRICS)
        else:
            sums = {}
            for row in rows:
                key = (row["rep_id"], row["period"], row["deal_id"], row["event_date"])
                amount, earned = sums.get(key, (Decimal(0), Decimal(0)))
                sums[key] = (amount + Decimal(row["credited"]), earned + Decimal(row["earned"]))
            for key, (amount, earned) in sums.items():
                yield (*key, amount, earned)


def rounded(name, text):
    """A metric to the decimals that the peers round to: they work with binary numbers, spm with exact ones."""
    if not text:
        return None
    if name in ("won", "lost"):
        return int(text)
    value = Decimal(text).quantize(Decimal(10) ** -(4 if name in ("win_rate", "discount") else 2), ROUND_HALF_UP)
    return float(value)


def rows_of_peer(work, path):
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle):
            if work == "attainment":
                yield (row["rep_id"], row["quarter"], Decimal(row["credited"]), int(row["deals"]), Decimal(row["quota"]))
            elif work == "payouts":
                yield row["rep_id"], row["quarter"], Decimal(row["credited"]), Decimal(row["commission"])
            elif work == "metrics":
                # Polars writes NaN for a discount of nothing.
                texts = ((name, row[name]) for name in METRICS)
                numbers = ((int if name in ("won", "lost") else float)(text) if text not in ("", "NaN") else None
                           for name, text in texts)
                yield row["rep_id"], row["quarter"], *numbers
            else:
                yield (row["rep_id"], row["quarter"], row["deal_id"], row["close_date"][:10], Decimal(row["amount"]),
                       Decimal(row["commission"]))


def near(work, mine, other):
    """Whether two rows say the same: metrics to the last decimal shown, everything else to the cent."""
    if work != "metrics" or mine[:2] != other[:2]:
        return mine == other
    pairs = zip(METRICS, mine[2:], other[2:])
    step = {"win_rate": 1.01e-4, "discount": 1.01e-4, "average_deal": 0.0101, "average_cycle_days": 0.0101}
    return all(a == b or (a is not None and b is not None and abs(a - b) < step.get(name, 0)) for name, a, b in pairs)


def same_rows(work, ours, theirs):
    def key(row):
        return tuple(str(part) for part in row[:4]) if work == "commissions" else row[:2]
    mine = sorted(rows_of_spm(work, ours), key=key)
    other = sorted(rows_of_peer(work, theirs), key=key)
    differ = [pair for pair in zip(mine, other) if not near(work, *pair)]
    if len(mine) == len(other) and not differ:
        return f"{len(mine)} rows equal"
    return f"DIFFERENT: {len(mine)} rows against {len(other)}; first differences {differ[:3]}"


def compare(a, deals):
    """Every work over so many deals; whether rows differ."""
    reps = a.reps or max(20, min(5_000, deals // 1000))
    data = a.work / f"{deals}x{reps}"
    if not (data / "deals.parquet").exists():
        subprocess.run([sys.executable, str(HERE / "generate.py"), "--deals", str(deals), "--reps", str(reps),
                        "--out", str(data)], check=True)
    works = [(work, ending) for work in WORKS[:-1] for ending in ("parquet", "csv")] + [("import", "csv")]
    wrong = False
    print(f"{deals:,} deals, {reps:,} reps, {a.threads} threads, {a.runs} runs")
    print(f"{'work':<24}{'engine':<9}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}   spm ÷ engine: wall, cpu, memory")
    for work, ending in works:
        if a.only and work not in a.only.split(","):
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
            print(f"{work + ' ' + ending:<24}{name:<9}{wall:>9.2f}{cpu:>9.2f}{peak:>9.0f}{ratios}", flush=True)
        if work != "import" and not a.no_rows:
            for name in ("duckdb", "polars"):
                verdict = same_rows(work, outs["spm"], outs[name])
                wrong |= verdict.startswith("DIFFERENT")
                print(f"{'':<24}{name}: {verdict}", flush=True)
        for out in outs.values():
            pathlib.Path(out).unlink(missing_ok=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spm", default="target/release/spm")
    parser.add_argument("--deals", default="1000000", help="how many, several with commas")
    parser.add_argument("--reps", type=int)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", help=f"some of: {','.join(WORKS)}")
    parser.add_argument("--no-rows", action="store_true", help="do not compare rows, only time")
    a = parser.parse_args()
    wrong = [compare(a, int(deals)) for deals in a.deals.split(",")]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
