#!/usr/bin/env python3
"""Measure how time and memory grow with the number of deals: 1, 3 and 10 times as many, up to 100 million.

    pip install duckdb polars numpy
    cargo build --release
    python3 benches/scale.py --spm target/release/spm --work DIR [--deals 10000000] [--times 1,3,10] [--csv]

Writes the data of generate.py into DIR once, and copies of its deals and splits with other ids, one file each. Runs
attainment, commissions as sums and as lines (both to Parquet) over so many files, and with `--csv` the import of the
same deals from CSV, and prints seconds, seconds for ten million deals, and the peak of memory. Exit code 1 when
ten million deals of the most files take over 1.2 times as long as those of the fewest, or memory passes 8,000 MB.
"""
import argparse, multiprocessing, pathlib, subprocess, sys

from compare import HERE, PERIOD, measure


def copies(data, count, csv):
    """Writes the files of so many copies: the first one is the data itself."""
    import duckdb
    files = [data / "deals.parquet"]
    for number in range(1, count):
        for table in ("deals", "splits"):
            target = data / f"{table}-{number}.parquet"
            if not target.exists():
                named = f"* REPLACE ('{number}' || deal_id AS deal_id)"
                rows = f"SELECT {named} FROM read_parquet('{data}/{table}.parquet')"
                duckdb.sql(f"COPY ({rows}) TO '{target}' (COMPRESSION zstd)")
        files.append(data / f"deals-{number}.parquet")
    if csv:
        for file in files:
            target = file.with_suffix(".csv")
            if not target.exists():
                duckdb.sql(f"COPY (SELECT * FROM read_parquet('{file}')) TO '{target}' (HEADER)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spm", default="target/release/spm")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--deals", type=int, default=10_000_000)
    parser.add_argument("--reps", type=int, default=5_000)
    parser.add_argument("--times", default="1,3,10")
    parser.add_argument("--csv", action="store_true", help="the import from CSV too: 1.3 GB for ten million deals")
    parser.add_argument("--only", help="some of: attainment, sums, lines, import")
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    data = a.work / f"{a.deals}x{a.reps}"
    if not (data / "deals.parquet").exists():
        subprocess.run([sys.executable, HERE / "generate.py", "--deals", str(a.deals), "--reps", str(a.reps),
                        "--out", str(data)], check=True)
    times = [int(times) for times in a.times.split(",")]
    # In a process of its own: what it takes of memory would be counted for the children that follow.
    maker = multiprocessing.Process(target=copies, args=(data, max(times), a.csv))
    maker.start()
    maker.join()
    files = [data / "deals.parquet"] + [data / f"deals-{number}.parquet" for number in range(1, max(times))]
    out = str(a.work / "scale-out.parquet")
    failed = False
    works = ["attainment", "sums", "lines"] + (["import"] if a.csv else [])
    for work in works:
        if a.only and work not in a.only.split(","):
            continue
        first = None
        for count in times:
            deals = [f"--deals={file}" for file in files[:count]]
            splits = [f"--splits={str(file).replace('deals', 'splits')}" for file in files[:count]]
            tables = [*deals, *splits, f"--quotas={data}/quotas.parquet"]
            plan = [f"--reps={data}/reps.parquet", "--plans", str(HERE / "plan.toml"), "--period", PERIOD]
            command = {
                "attainment": ["attainment", *tables, "--by", "rep,quarter", "--period", PERIOD, "-o", out],
                "sums": ["commissions", *tables, *plan, "-o", out],
                "lines": ["commissions", "lines", *tables, *plan, "-o", out],
                "import": ["import", "deals", *(str(file.with_suffix(".csv")) for file in files[:count]), "--to", out],
            }[work]
            wall, cpu, peak = measure([a.spm, *command], a.threads)
            pathlib.Path(out).unlink(missing_ok=True)
            ten_million = cpu / (a.deals * count) * 10_000_000
            first = first or ten_million
            failed |= ten_million > 1.2 * first or peak > 8_000
            print(f"{work:<12}{a.deals * count:>12,} deals  wall {wall:8.2f} s  cpu {cpu:8.2f} s  cpu for ten million "
                  f"{ten_million:6.2f} s ({ten_million / first:.2f})  peak {peak:6.0f} MB", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
