#!/usr/bin/env python3
"""Reads the workbooks of spm back with another program, and holds every cell against the JSON of the same run.

    benches/workbook_check.py target/debug/spm [--libreoffice]

The sample company's statements and commission lines of a month are written as xlsx and as JSON, beside deals whose ids and
names are traps: numbers that lose their zeros, dates, formulas, sixteen digits. With openpyxl, each cell of each sheet is

  * a number where the JSON has an amount, a share, a rate or a count, and the same number,
  * a date where it has a date, and the same date,
  * text where it has an id, a label or words, letter by letter the same, and never a formula,

and with `--libreoffice` each workbook is opened by LibreOffice Calc, saved as CSV sheet by sheet, and compared again.
Needs openpyxl; ends with 1 when something differs.
"""

import argparse
import csv
import datetime
import decimal
import json
import pathlib
import subprocess
import sys
import tempfile

import openpyxl

# What is no number in the tables of statements and lines; every other column is one, unless it is a date.
TEXTS = set(
    "period rep_id name plan version currency element window kind deal_id account reason file status why pay_currency year label "
    "owner email".split()
)
DATES = {"event_date"}
TABLES = {"Payouts": "payouts", "Quota and attainment": "standings", "Lines": "lines", "Year to date": "year_to_date"}

TRAPS = [  # deal_id, account
    ("00123", "=1+1"),
    ("1e5", "+49 30 1234"),
    ("2026-01-02", "@SUM(A1:A9)"),
    ("1234567890123456", "-cmd|' /C calc'!A0"),
    ("TRUE", "\t=HYPERLINK(\"http://example.invalid\")"),
    ("0x1F", "O'Brien & \"Söhne\" <b>"),
]


def run(program, folder, *words):
    command = [program, "-q", "--as-of", "2026-11-05", *words]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"{command}: {made.returncode}\n{made.stderr}")
    return made.stdout


def traps(folder):
    folder.mkdir()
    (folder / "plan.toml").write_text('id = "p"\ncurrency = "USD"\n[[element]]\nid = "base"\nrate = 0.0333\n')
    (folder / "reps.csv").write_text("rep_id,name\n007,=Bond\n")
    with open(folder / "deals.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["deal_id", "rep_id", "account", "amount", "stage", "close_date"])
        for number, (deal, account) in enumerate(TRAPS):
            rows.writerow([deal, "007", account, f"{number}1234.5678"[: 9 + number], "Closed Won", f"2026-10-{number + 1:02}"])


class Count:
    def __init__(self):
        self.cells, self.wrong = 0, 0

    def fault(self, where, what):
        self.wrong += 1
        print(f"{where}: {what}")

    def cell(self, where, name, value, cell):
        """One cell as openpyxl read it, against its value in the JSON."""
        self.cells += 1
        if cell.data_type == "f":
            return self.fault(where, f"{cell.value!r} is a formula")
        if value is None or value == "":
            if cell.value not in (None, ""):
                self.fault(where, f"{cell.value!r} where there is nothing")
        elif name in DATES:
            if not isinstance(cell.value, datetime.datetime) or cell.value.date().isoformat() != value:
                self.fault(where, f"{cell.value!r} is not the date {value}")
        elif name in TEXTS:
            # A tab that begins a text is shown as the sign for it.
            if cell.data_type != "s" or cell.value.strip() != visible(value).strip():
                self.fault(where, f"{cell.value!r} is not the text {value!r}")
        elif cell.data_type != "n" or decimal.Decimal(repr(cell.value)) != decimal.Decimal(str(value)):
            self.fault(where, f"{cell.value!r} ({cell.data_type}) is not the number {value}")


def visible(text):
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ") if text[:1] in "\t\r\n" else text


def compared(count, where, sheet, records):
    names = list(records[0]) if records else []
    rows = list(sheet.iter_rows(min_row=2))
    rows = [row for row in rows if any(cell.value not in (None, "") for cell in row)]
    rows = [row for row in rows if str(row[0].value) != "Total" and not any(c.value == "Total" for c in row[:2])]
    if len(rows) != len(records):
        return count.fault(where, f"{len(rows)} rows, not {len(records)}")
    for row, record in zip(rows, records):
        for cell, name in zip(row, names):
            count.cell(f"{where} {sheet.title}!{cell.coordinate}", name, record[name], cell)
        if len(row) < len(names):
            count.fault(where, f"{len(row)} columns, not {len(names)}")


def workbook(count, path, tables):
    """Every sheet of a workbook against the tables of its JSON, by the titles of the sheets."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count.fault(f"{path.name} {sheet.title}!{cell.coordinate}", f"{cell.value!r} is a formula")
    for title, records in tables.items():
        if records:
            if title not in book.sheetnames:
                count.fault(path.name, f"there is no sheet {title}")
            elif book[title].freeze_panes is None:
                count.fault(path.name, f"the header of {title} is not frozen")
            else:
                compared(count, path.name, book[title], records)
    return book.sheetnames


def number(text):
    """A number as LibreOffice writes it: a share is in percent."""
    return decimal.Decimal(text[:-1]) / 100 if text.endswith("%") else decimal.Decimal(text)


def opened(count, path, sheets, folder):
    """The same workbook as LibreOffice reads it: every cell that openpyxl has, as CSV without formats."""
    options = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1'
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", options]
    done = subprocess.run([*command, "--outdir", str(folder), str(path)], capture_output=True, text=True)
    book = openpyxl.load_workbook(path)
    for title in sheets:
        made = folder / f"{path.stem}-{title}.csv"
        if not made.exists():
            count.fault(path.name, f"LibreOffice gives no sheet {title}: {done.stderr}")
            continue
        with open(made, newline="", encoding="utf-8") as file:
            found = list(csv.reader(file))
        for row in book[title].iter_rows():
            for cell in row:
                count.cells += 1
                text = found[cell.row - 1][cell.column - 1] if cell.row <= len(found) else ""
                if cell.value is None:
                    same = text == ""
                elif cell.data_type == "n":
                    same = text != "" and number(text) == decimal.Decimal(repr(cell.value))
                elif cell.data_type == "d":
                    same = text == cell.value.date().isoformat()
                else:
                    same = text == str(cell.value)
                if not same:
                    count.fault(f"LibreOffice {path.name} {title}!{cell.coordinate}", f"{text!r} is not {cell.value!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--libreoffice", action="store_true", help="open each workbook with LibreOffice too")
    given = parser.parse_args()
    program = str(given.program.resolve())
    count = Count()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        traps(place / "traps")
        run(program, place, "init", "acme", "--sample")
        files = "--plans plan.toml --reps reps.csv --deals deals.csv".split()
        books = 0
        for folder, more in [(place / "acme", []), (place / "traps", files)]:
            asked = ["--period", "2026-10", *more]
            run(program, folder, "commissions", "statements", "--out", "out", "-f", "xlsx,json", *asked)
            run(program, folder, "commissions", "lines", "-o", "lines.xlsx", *asked)
            lines = json.loads(run(program, folder, "-f", "json", "commissions", "lines", *asked))
            made = [(folder / "lines.xlsx", {"Commission lines": lines})]
            for path in sorted((folder / "out").glob("*.xlsx")):
                statement = json.loads(path.with_suffix(".json").read_text())
                made.append((path, {title: statement[key] for title, key in TABLES.items()}))
            for path, tables in made:
                books += 1
                sheets = workbook(count, path, tables)
                if given.libreoffice:
                    opened(count, path, sheets, place)
    print(f"{books} workbooks, {count.cells} cells, {count.wrong} wrong")
    return 1 if count.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
