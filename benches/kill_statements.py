#!/usr/bin/env python3
"""Kills and starves `spm commissions statements` at every system call that changes the disk, one after the other.

    benches/kill_statements.py target/debug/spm [--quick]

A folder of statements is written once; then a deal changes, and statements are written again into copies of it under
strace, once for each write, open, mkdir, rename, link, unlink and sync: killed there (SIGKILL), or failed there (ENOSPC,
EIO). After each run

  * the folder holds the old statements or the new ones, whole, and the manifest with the hash of each,
  * a run that was failed ended with 8 (or 0, where the call did not matter), never by a signal of its own,
  * the next run gives the same bytes as one that was never disturbed, and leaves nothing else beside the folder.

Needs strace and Python 3; nothing else. Ends with 1 when something is not so.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

CALLS = ["openat", "write", "mkdir", "rename", "renameat2", "linkat", "unlink", "unlinkat", "rmdir", "fsync"]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "NO_COLOR": "1"}
TABLES = "--plans plan.toml --deals deals.csv --reps reps.csv --period 2026-01".split()


def statements(program, folder, prefix=()):
    words = ["-q", "--threads", "1", "--as-of", "2026-02-05", "commissions", "statements", "--out", "out", "--changed"]
    command = [*prefix, program, *words, "-f", "html,csv", *TABLES]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


def must(run):
    if run.returncode != 0:
        sys.exit(f"{run.args}: {run.returncode}\n{run.stderr}")


def workspace(folder, amount):
    (folder / "plan.toml").write_text('id = "p"\ncurrency = "USD"\n[[element]]\nid = "base"\nrate = 0.1\n')
    (folder / "reps.csv").write_text("rep_id,name\nR1,Ana\nR2,Ben\nR3,Cy\n")
    rows = [f"D{n},R{n},{amount if n == 1 else 100 * n},Closed Won,2026-01-10" for n in (1, 2, 3)]
    (folder / "deals.csv").write_text("deal_id,rep_id,amount,stage,close_date\n" + "\n".join(rows) + "\n")


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def counted(program, made, call):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        log = pathlib.Path(place) / "log"
        must(statements(program, folder, ("strace", "-f", "-qq", "-e", f"trace={call}", "-o", str(log))))
        return sum(1 for line in log.read_text().splitlines() if f"{call}(" in line)


def disturbed(program, made, call, number, how, old, new):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "acme"
        shutil.copytree(made, folder)
        inject = f"inject={call}:{how}:when={number}"
        run = statements(program, folder, ("strace", "-f", "-qq", "-e", f"trace={call}", "-e", inject, "-o", "/dev/null"))
        faults = []
        found = contents(folder)
        if found != old and found != new:
            differ = sorted(name for name in {*found, *old} if found.get(name) not in (old.get(name), new.get(name)))
            faults.append(f"neither the old nor the new statements: {differ or 'a mixture'}")
        if not how.startswith("signal") and run.returncode not in (0, 8):
            faults.append(f"the run ended with {run.returncode}, not 8: {run.stderr}")
        must(statements(program, folder))
        if contents(folder) != new:
            faults.append("the next run gives other bytes")
        names = sorted(path.name for path in folder.iterdir())
        if names != ["deals.csv", "out", "plan.toml", "reps.csv"]:
            faults.append(f"left behind: {names}")
        return faults


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    step = 7 if "--quick" in sys.argv else 1
    with tempfile.TemporaryDirectory() as place:
        made = pathlib.Path(place) / "acme"
        made.mkdir()
        workspace(made, 100)
        must(statements(program, made))
        old = contents(made)
        workspace(made, 555)
        undisturbed = pathlib.Path(place) / "undisturbed"
        shutil.copytree(made, undisturbed)
        must(statements(program, undisturbed))
        new = contents(undisturbed)
        assert old != new
        points, wrong = 0, 0
        for call in CALLS:
            count = counted(program, made, call)
            # A file that cannot be opened to be read is another failure than one that cannot be written.
            hows = ["signal=KILL"] if call == "openat" else ["signal=KILL", "error=ENOSPC", "error=EIO"]
            for number in range(1, count + 1, step):
                for how in hows:
                    points += 1
                    for fault in disturbed(program, made, call, number, how, old, new):
                        wrong += 1
                        print(f"{call} {number} of {count}, {how}: {fault}", flush=True)
            print(f"{call}: {count} calls", flush=True)
        print(f"{points} points, {wrong} wrong")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
