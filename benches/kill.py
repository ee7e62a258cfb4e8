#!/usr/bin/env python3
"""Kills and starves `spm` at every system call that changes the disk, one after the other.

    benches/kill.py target/debug/spm [import|close|statements ...] [--quick] [--random N]

Each job is prepared once: a state in which its command has work to do. Then the command is run on copies of it under
strace, once for each open, write, copy, mkdir, rename, link, unlink, truncation and sync that it makes: killed there
(SIGKILL), or failed there (ENOSPC, EIO). After each run

  * everything that the job writes is as it was before, or as an undisturbed run leaves it: each unit whole (a table of
    an import, the folder of a closed period, the folder of statements),
  * what reads it finds nothing wrong (`verify` for the ledger; the imported tables are read again),
  * a run that was failed ended with 8 (or 0, where the call did not matter), never by a signal of its own,
  * the next run, undisturbed, gives the same bytes as one that was never disturbed, and leaves nothing else behind.

With `--random N` each job is also killed N times at moments drawn at random, with a fixed seed. At the end, output to
/dev/full has to end with 8. Needs strace and Python 3, nothing else. Ends with 1 when something is not so.
"""

import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

CALLS = (
    "openat write pwrite64 copy_file_range sendfile mkdir rename renameat renameat2 link linkat unlink unlinkat rmdir "
    "ftruncate fchmod fsync fdatasync"
).split()
# A file that cannot be opened, or whose rights cannot be set, to be read is another failure than one to be written.
KILLED_ONLY = {"openat"}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1772600000", "NO_COLOR": "1"}
HEADER = "deal_id,rep_id,amount,stage,close_date\n"


def files(folder, names):
    """What some files of a folder hold; nothing of one that is not there."""
    return {name: path.read_bytes() if (path := folder / name).is_file() else None for name in names}


def tree(folder):
    """What a folder holds, as one value: each file with its bytes; None where there is no folder."""
    if not folder.is_dir():
        return None
    return tuple((str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())


def deals(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(f"D{number},R{rep},{amount},Closed Won,{day}\n" for number, rep, amount, day in rows))


class Job:
    """A command on a prepared folder; `units` is what has to be old or new, each whole."""

    def __init__(self, program):
        self.program = program

    def spm(self, folder, words, prefix=()):
        command = [*prefix, *self.command(words)]
        return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)

    def command(self, words):
        return [self.program, "-q", "--threads", "1", "--as-of", "2026-03-05", *words]

    def must(self, folder, words):
        run = self.spm(folder, words)
        if run.returncode != 0:
            sys.exit(f"{run.args}: {run.returncode}\n{run.stderr}")

    def everything(self, folder):
        """Every name below the folder and its content: what the last run leaves has to be this and nothing else."""
        return dict(tree(folder))

    def wrong(self, folder):
        """What a reader finds wrong."""
        return []

    def again(self, folder):
        """The next run that writes."""
        self.must(folder, self.words)


class Import(Job):
    """Three tables of which two have changed, over tables that are there."""

    words = ["import"]

    def prepare(self, folder):
        text = 'currency = "USD"\n'
        for table in ("deals", "reps", "quotas"):
            text += f'[sources.{table}]\nfiles = "exports/{table}.csv"\n'
        (folder / "exports").mkdir(parents=True)
        (folder / "spm.toml").write_text(text)
        (folder / "exports/reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\n")
        (folder / "exports/quotas.csv").write_text("rep_id,period,amount\nR1,2026-01,1000\nR2,2026-01,2000\n")
        rows = [(n, 1 + n % 2, 100 + n, f"2026-0{1 + n % 2}-10") for n in range(3000)]
        deals(folder / "exports/deals.csv", rows)
        self.must(folder, self.words)
        deals(folder / "exports/deals.csv", [*rows, (9000, 1, 777, "2026-01-11")])
        (folder / "exports/reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\nR3,Cy\n")

    def units(self, folder):
        return files(folder / "data", ["deals.parquet", "reps.parquet", "quotas.parquet"])

    def wrong(self, folder):
        run = self.spm(folder, ["attainment", "--period", "2026-01", "-f", "csv"])
        sums = {line.split(",")[0]: line.split(",")[5] for line in run.stdout.splitlines()[1:]}
        # The odd numbers below 3000 are R2's in February; R1 has the even ones in January: 1500 x 100 + 0+2+…+2998.
        whole = sums.get("R1") in ("2398500.00", "2399277.00")
        return [] if run.returncode == 0 and whole else [f"attainment: {run.returncode} {run.stdout}{run.stderr}"]


class Close(Job):
    """A period that is approved, after one that is closed and has changed since."""

    words = ["commissions", "close", "--period", "2026-02", "--user", "ben"]

    def prepare(self, folder):
        (folder / "plans").mkdir(parents=True)
        (folder / "exports").mkdir()
        text = '[sources.deals]\nfiles = "exports/deals.csv"\n[sources.reps]\nfiles = "exports/reps.csv"\n'
        (folder / "spm.toml").write_text('currency = "USD"\n' + text)
        (folder / "plans/p.toml").write_text('id = "p"\n[[element]]\nid = "base"\nrate = 0.1\n')
        (folder / "exports/reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\n")
        rows = [(n, 1 + n % 2, 100 + n, f"2026-0{1 + n % 2}-10") for n in range(200)]
        deals(folder / "exports/deals.csv", rows)
        for period, steps in [("2026-01", 3), ("2026-02", 2)]:
            for step, user in [("submit", "ana"), ("approve", "ben"), ("close", "ben")][:steps]:
                self.must(folder, ["commissions", step, "--period", period, "--user", user])
            deals(folder / "exports/deals.csv", [*rows, (900, 1, 777, "2026-01-11")])
            if steps == 2:
                # What is approved has to be what is there.
                for step, user in [("submit", "ana"), ("approve", "ben")]:
                    self.must(folder, ["commissions", step, "--period", period, "--user", user])

    def units(self, folder):
        return {period: tree(folder / "ledger" / period) for period in ("2026-01", "2026-02")}

    def wrong(self, folder):
        run = self.spm(folder, ["commissions", "verify"])
        return [] if run.returncode == 0 else [f"verify: {run.returncode} {run.stdout}{run.stderr}"]

    def again(self, folder):
        if not (folder / "ledger/2026-02").exists():
            return self.must(folder, self.words)
        # It is closed: the next run that writes clears away what this one left.
        words = ["commissions", "submit", "--period", "2026-03", "--user", "ana", "--as-of", "2026-04-02"]
        self.must(folder, words)
        (folder / "ledger/pending/2026-03.json").unlink()


class Statements(Job):
    """Statements of which one has changed, over a folder of them."""

    words = (
        "commissions statements --out out --changed -f html,xlsx,csv --plans plan.toml --deals deals.csv --reps reps.csv "
        "--period 2026-01"
    ).split()

    def prepare(self, folder):
        folder.mkdir()
        (folder / "plan.toml").write_text('id = "p"\ncurrency = "USD"\n[[element]]\nid = "base"\nrate = 0.1\n')
        (folder / "reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\nR3,Cy\n")
        for amount in (100, 555):
            rows = [(n, n, amount if n == 1 else 100 * n, "2026-01-10") for n in (1, 2, 3)]
            deals(folder / "deals.csv", rows)
            if amount == 100:
                self.must(folder, self.words)

    def units(self, folder):
        return {"out": tree(folder / "out")}


def counted(job, made, call):
    """How often an undisturbed run makes a call."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        log = pathlib.Path(place) / "log"
        run = job.spm(folder, job.words, ("strace", "-f", "-qq", "-e", f"trace={call}", "-o", str(log)))
        if "invalid system call" in run.stderr:
            return 0
        return sum(1 for line in log.read_text().splitlines() if f"{call}(" in line)


def disturbed(job, made, old, new, interrupt):
    """What is wrong after a run that `interrupt` kills or fails, and after the next."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        faults = interrupt(folder)
        found = job.units(folder)
        for name, unit in found.items():
            if unit not in (old[name], new[name][1]):
                faults.append(f"`{name}` is neither the old one nor the new one")
        faults += job.wrong(folder)
        job.again(folder)
        left, expected = job.everything(folder), new["everything"]
        differ = sorted(name for name in {*left, *expected} if left.get(name) != expected.get(name))
        if differ:
            faults.append(f"the next run leaves other bytes in {differ}")
        return faults


def injected(job, call, number, how):
    def interrupt(folder):
        trace = ("strace", "-f", "-qq", "-e", f"trace={call}", "-e", f"inject={call}:{how}:when={number}")
        run = job.spm(folder, job.words, (*trace, "-o", "/dev/null"))
        if how.startswith("signal") or run.returncode in (0, 8):
            return []
        return [f"the run ended with {run.returncode}, not 8: {run.stderr}"]

    return interrupt


def killed(job, seconds):
    def interrupt(folder):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(job.command(job.words), cwd=folder, env=ENVIRONMENT, **quiet)
        time.sleep(seconds)
        run.kill()
        run.wait()
        return []

    return interrupt


def run(job, step, times, draw):
    """Every point of a job: how many, and how many are wrong."""
    name = type(job).__name__.lower()
    with tempfile.TemporaryDirectory() as place:
        made, undisturbed = pathlib.Path(place) / "made", pathlib.Path(place) / "undisturbed"
        job.prepare(made)
        shutil.copytree(made, undisturbed)
        began = time.monotonic()
        job.must(undisturbed, job.words)
        took = time.monotonic() - began
        old = job.units(made)
        new = {unit: (True, content) for unit, content in job.units(undisturbed).items()}
        if all(old[unit] == content for unit, (_, content) in new.items()):
            sys.exit(f"{name}: the run changes nothing")
        # A run after it clears what it left; what stands then is what every disturbed run has to come to.
        job.again(undisturbed)
        new["everything"] = job.everything(undisturbed)
        points, wrong = 0, 0

        def tried(what, interrupt):
            nonlocal points, wrong
            points += 1
            for fault in disturbed(job, made, old, new, interrupt):
                wrong += 1
                print(f"{name}, {what}: {fault}", flush=True)

        for call in CALLS:
            count = counted(job, made, call)
            hows = ["signal=KILL"] if call in KILLED_ONLY else ["signal=KILL", "error=ENOSPC", "error=EIO"]
            for number in range(1, count + 1, step):
                for how in hows:
                    tried(f"{call} {number} of {count}, {how}", injected(job, call, number, how))
            if count:
                print(f"{name}: {count} calls of {call}", flush=True)
        for _ in range(times):
            seconds = draw.uniform(0, took)
            tried(f"killed after {seconds:.4f} s", killed(job, seconds))
        print(f"{name}: {points} points, {wrong} wrong", flush=True)
        return points, wrong


def full(job):
    """Output that does not fit ends with 8."""
    with tempfile.TemporaryDirectory() as place:
        made = pathlib.Path(place) / "made"
        job.prepare(made)
        found = 0
        for words in (["commissions", "--period", "2026-01"], ["commissions", "lines", "--period", "2026-01"], ["config"]):
            for target in (["-o", "/dev/full"], []):
                with open(os.devnull if target else "/dev/full", "w") as out:
                    command = job.command(["-f", "csv", *target, *words])
                    run = subprocess.run(command, cwd=made, env=ENVIRONMENT, stdout=out, stderr=subprocess.PIPE, text=True)
                if run.returncode != 8:
                    found += 1
                    print(f"{' '.join(words)} to /dev/full ends with {run.returncode}, not 8: {run.stderr}")
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    jobs = {"import": Import, "close": Close, "statements": Statements}
    parser.add_argument("jobs", nargs="*", help=f"which of {', '.join(jobs)}; all if absent")
    parser.add_argument("--quick", action="store_true", help="every seventh call")
    parser.add_argument("--random", type=int, default=0, metavar="N")
    given = parser.parse_args()
    program = str(given.program.resolve())
    draw = random.Random(2026)
    points, wrong = 0, full(Close(program))
    for name in given.jobs or jobs:
        more = run(jobs[name](program), 7 if given.quick else 1, given.random, draw)
        points, wrong = points + more[0], wrong + more[1]
    print(f"{points} points, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
