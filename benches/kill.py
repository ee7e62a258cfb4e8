#!/usr/bin/env python3
"""Kills and starves `spm commissions close` at every system call that changes the disk, one after the other.

    benches/kill.py target/debug/spm [--quick] [--random N]

A workspace with one closed period and one that is approved is made once. Then `close` is run on copies of it under
strace, once for each write, open for writing, mkdir, rename, unlink and sync that it makes: killed there (SIGKILL), or
failed there (ENOSPC, EIO). After each run

  * the ledger holds the old state whole or the new one: `verify` finds nothing wrong,
  * a run that was failed ended with 8 (or 0, where the call did not matter), never by a signal of its own,
  * the next close, undisturbed, gives the same bytes as one that was never disturbed.

With `--random N` it is killed N more times at moments drawn at random (with a fixed seed). Needs strace and Python 3. Ends with 1 when something is not so.
"""

import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

CALLS = ["openat", "write", "copy_file_range", "mkdir", "rename", "unlink", "fsync", "fdatasync"]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1772600000", "NO_COLOR": "1"}


def spm(program, folder, *words, prefix=()):
    command = [*prefix, program, "-q", "--threads", "1", "--as-of", "2026-03-05", *words]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


def must(run):
    if run.returncode != 0:
        sys.exit(f"{run.args}: {run.returncode}\n{run.stderr}")
    return run


def workspace(program, folder):
    (folder / "plans").mkdir(parents=True)
    (folder / "exports").mkdir()
    (folder / "spm.toml").write_text(
        'currency = "USD"\n[sources.deals]\nfiles = "exports/deals.csv"\n[sources.reps]\nfiles = "exports/reps.csv"\n'
    )
    (folder / "plans/p.toml").write_text('id = "p"\n[[element]]\nid = "base"\nrate = 0.1\n')
    (folder / "exports/reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\n")
    rows = [f"D{n},R{1 + n % 2},{100 + n},Closed Won,2026-0{1 + n % 2}-10" for n in range(200)]
    (folder / "exports/deals.csv").write_text("deal_id,rep_id,amount,stage,close_date\n" + "\n".join(rows) + "\n")
    for step, user in [("submit", "ana"), ("approve", "ben"), ("close", "ben")]:
        must(spm(program, folder, "commissions", step, "--period", "2026-01", "--user", user))
    (folder / "exports/deals.csv").write_text(
        "deal_id,rep_id,amount,stage,close_date\n" + "\n".join(rows + ["D900,R1,777,Closed Won,2026-01-11"]) + "\n"
    )
    for step, user in [("submit", "ana"), ("approve", "ben")]:
        must(spm(program, folder, "commissions", step, "--period", "2026-02", "--user", user))


def contents(folder):
    ledger = folder / "ledger"
    files = [path for path in sorted(ledger.rglob("*")) if path.is_file()]
    return {str(path.relative_to(ledger)): path.read_bytes() for path in files}


def close(program, folder, prefix=()):
    return spm(program, folder, "commissions", "close", "--period", "2026-02", "--user", "ben", prefix=prefix)


def counted(program, made, call):
    """How often an undisturbed close makes a call."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        log = pathlib.Path(place) / "log"
        must(close(program, folder, ("strace", "-f", "-qq", "-e", f"trace={call}", "-o", str(log))))
        return sum(1 for line in log.read_text().splitlines() if f" {call}(" in line or line.startswith(f"{call}("))


def disturbed(program, made, call, number, how):
    """One close that is killed or failed at a call: what is wrong after it, and what the ledger holds in the end."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        inject = f"inject={call}:{how}:when={number}"
        run = close(program, folder, ("strace", "-f", "-qq", "-e", f"trace={call}", "-e", inject, "-o", "/dev/null"))
        faults = []
        if not how.startswith("signal") and run.returncode not in (0, 8):
            faults.append(f"the run ended with {run.returncode}, not 8: {run.stderr}")
        return after(program, folder, faults)


def killed(program, made, seconds):
    """One close that is killed after so many seconds."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        words = ["commissions", "close", "--period", "2026-02", "--user", "ben", "--as-of", "2026-03-05"]
        run = subprocess.Popen(
            [program, "-q", "--threads", "1", *words], cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL
        )
        time.sleep(seconds)
        run.kill()
        run.wait()
        return after(program, folder, [])


def after(program, folder, faults):
    """The old state or the new one, whole; and the next run that writes makes it the new one."""
    checked = spm(program, folder, "commissions", "verify")
    if checked.returncode != 0:
        faults.append(f"verify ends with {checked.returncode}: {checked.stdout}{checked.stderr}")
    if not (folder / "ledger/2026-02").exists():
        must(close(program, folder))
    else:
        # The next run that writes clears away what this one left.
        must(spm(program, folder, "commissions", "submit", "--period", "2026-03", "--user", "ana", "--as-of", "2026-04-02"))
        (folder / "ledger/pending/2026-03.json").unlink()
    return faults, contents(folder)


def compared(expected, found, faults):
    names = sorted(name for name in expected if found.get(name) != expected[name])
    strange = sorted(name for name in found if name not in expected)
    if names or strange:
        faults.append(f"other bytes in {names}, besides {strange}")
    return faults


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    quick = "--quick" in sys.argv
    with tempfile.TemporaryDirectory() as place:
        made = pathlib.Path(place) / "acme"
        made.mkdir()
        workspace(program, made)
        undisturbed = pathlib.Path(place) / "undisturbed"
        shutil.copytree(made, undisturbed)
        must(close(program, undisturbed))
        expected = contents(undisturbed)
        points, wrong = 0, 0
        for call in CALLS:
            count = counted(program, made, call)
            for number in range(1, count + 1, 7 if quick else 1):
                # A file that cannot be opened to be read is another failure than one that cannot be written.
                hows = ["signal=KILL"] if call == "openat" else ["signal=KILL", "error=ENOSPC", "error=EIO"]
                for how in hows:
                    points += 1
                    faults, found = disturbed(program, made, call, number, how)
                    for fault in compared(expected, found, faults):
                        wrong += 1
                        print(f"{call} {number} of {count}, {how}: {fault}")
            print(f"{call}: {count} calls")
        draw = random.Random(2026)
        times = int(sys.argv[sys.argv.index("--random") + 1]) if "--random" in sys.argv else 0
        began = time.monotonic()
        shutil.copytree(made, pathlib.Path(place) / "timed")
        must(close(program, pathlib.Path(place) / "timed"))
        took = time.monotonic() - began
        for _ in range(times):
            points += 1
            seconds = draw.uniform(0, took)
            faults, found = killed(program, made, seconds)
            for fault in compared(expected, found, faults):
                wrong += 1
                print(f"killed after {seconds:.4f} s: {fault}")
        full = spm(program, made, "commissions", "-f", "csv", "-o", "/dev/full", "--period", "2026-01")
        if full.returncode != 8:
            wrong += 1
            print(f"/dev/full ends with {full.returncode}, not 8: {full.stderr}")
        print(f"{points} points, {wrong} wrong")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
