"""Goals on metrics, ramps and coverage beside the same numbers in SQL; `metrics_check.py` calls these.

The benchmark data has neither hires over years, nor activities, nor goals: `made` writes them into a folder, from the
numbers of the reps alone. All SQL follows the formulas that `spm metrics --formulas` prints and what the README says of
goals and quotas.
"""
import csv, io, math, subprocess, tempfile

MONTHS = "(SELECT range::DATE AS first, (range + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE AS last FROM range(DATE '2020-01-01', DATE '2030-01-01', INTERVAL 1 MONTH))"

# Goals of these are added over days and reps; all others hold as they stand.
SUMS = {"won", "lost", "open", "open_pipeline", "leads", "calls", "emails", "meetings", "demos", "spend"}
# Of these, what is there grows from day to day, so that it has a pace.
PACED = SUMS - {"open", "open_pipeline"}
LESS = {"lost", "discount", "average_cycle_days", "median_cycle_days", "calls_per_won", "meetings_per_won",
        "average_days_in_stage", "attrition", "median_days_to_first_deal", "median_days_to_full", "spend",
        "acquisition_cost", "payback_months"}


def made(connection, folder, out):
    """Reps with hires, leavers and territories, activities, and goals, for data as benches/generate.py writes it."""
    connection.execute(f"""
    CREATE OR REPLACE TABLE people AS
        WITH n AS (SELECT *, CAST(rep_id[2:] AS INT) AS n FROM read_parquet('{folder}/reps.parquet')),
        h AS (SELECT * EXCLUDE (hire_date), (DATE '2023-01-01' + CAST(n * 7919 % 1200 AS INT)) AS hire_date FROM n)
        SELECT rep_id, name, manager_id, team, region, region || '-' || (n % 5) AS territory, hire_date, DATE '1900-01-01' AS valid_from, DATE '2199-12-31' AS valid_to,
            CASE WHEN n % 11 = 5 THEN hire_date + CAST(60 + n * 104729 % 700 AS INT) END AS end_date, n FROM h
        UNION ALL SELECT 'S000001', 'Without a deal', NULL, 'T00001', 'EMEA', 'EMEA-1', DATE '2025-03-01', DATE '1900-01-01', DATE '2199-12-31', NULL, -1;
    COPY (SELECT * EXCLUDE (n, valid_from, valid_to) FROM people ORDER BY rep_id) TO '{out}/reps.csv';
    CREATE OR REPLACE TABLE activity AS
        SELECT rep_id, day::DATE AS date, kind, 1 + (n * 31 + epoch(day)::BIGINT // 86400 * 7 + length(kind)) % 19 AS "count"
        FROM people, range(DATE '2025-01-02', DATE '2026-12-20', INTERVAL 9 DAY) AS t(day), (VALUES ('call'), ('meeting'), ('email')) AS k(kind)
        WHERE n >= 0;
    COPY activity TO '{out}/activities.csv';
    """)
    made_goals(connection, out)


def made_goals(connection, out):
    """Goals of every shape for the reps, teams and territories of `people`: years, halves, quarters and months, rows for
    some days, sums and rates, more and less; some have none."""
    goal = "INSERT INTO goal SELECT rep_id, NULL, NULL,"
    of_groups = "FROM (SELECT DISTINCT {0}, dense_rank() OVER (ORDER BY {0}) AS n FROM people WHERE {0} IS NOT NULL)"
    connection.execute(f"""
    CREATE OR REPLACE TABLE goal (rep_id VARCHAR, team VARCHAR, territory VARCHAR, period VARCHAR, amount DECIMAL(18,4), measure VARCHAR,
        "from" DATE, "to" DATE);
    {goal} '2026', 100 + n % 90, 'won', NULL, NULL FROM people WHERE n % 3 <> 1;
    {goal} '2026-Q' || q, 0.2 + (n + q) % 7 * 0.05, 'win_rate', NULL, NULL FROM people, (VALUES (1), (2), (4)) AS t(q) WHERE n % 5 <> q;
    {goal} '2026', 0.05 + n % 4 * 0.0125, 'discount', NULL, DATE '2026-05-17' FROM people WHERE n % 2 = 0;
    {goal} '2026', 0.07, 'discount', DATE '2026-05-18', NULL FROM people WHERE n % 2 = 0;
    {goal} '2026-' || printf('%02d', m), 25 + n % 11, 'calls', NULL, NULL FROM people, range(1, 13) AS t(m) WHERE n % 7 <> m % 7;
    {goal} '2026-Q2', 300, 'meetings', DATE '2026-04-11', DATE '2026-06-20' FROM people WHERE n % 4 = 1;
    {goal} '2026-H2', 250.5, 'meetings', NULL, NULL FROM people WHERE n % 4 <> 2;
    {goal} '2026-H1', 20000 + n, 'average_deal', NULL, NULL FROM people WHERE n % 6 = 0;
    {goal} '2026', 240, 'lost', NULL, NULL FROM people WHERE n % 10 = 3;
    {goal} '2026', 120000, 'open_pipeline', NULL, NULL FROM people WHERE n % 10 = 4;
    {goal} '2026', 30, 'median_cycle_days', NULL, NULL FROM people WHERE n % 10 = 6;
    INSERT INTO goal SELECT NULL, team, NULL, '2026', 1600, 'calls', NULL, NULL {of_groups.format("team")} WHERE n % 4 = 0;
    INSERT INTO goal SELECT NULL, team, NULL, '2026-H1', 0.3, 'win_rate', NULL, NULL {of_groups.format("team")} WHERE n % 4 = 1;
    INSERT INTO goal SELECT NULL, team, NULL, '2026', 1500, 'emails', NULL, NULL {of_groups.format("team")} WHERE n % 3 = 0;
    INSERT INTO goal SELECT NULL, NULL, territory, '2026', 500, 'won', NULL, NULL {of_groups.format("territory")} WHERE n % 4 = 2;
    CREATE OR REPLACE TABLE goal AS SELECT DISTINCT * FROM goal;
    COPY goal TO '{out}/goals.csv';
    """)


def ask(spm, command, args):
    done = subprocess.run([spm, "-q", command, *args, "-f", "csv"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def beside(what, text, value, step):
    """Whether a cell of spm is this number: to `step`, which is the last digit that is printed."""
    if value is None or isinstance(value, float) and math.isnan(value):
        same = text == ""
    else:
        same = text != "" and abs(float(text) - float(value)) <= 0.5000001 * step + 1e-9 * abs(float(value))
    if not same:
        print("differs", what, text or "nothing", value)
    return same


def goals(connection, spm, args, by, values, held, first, last, as_of):
    """`--goals` by some columns. `values` is a query of key, bucket, metric, value; `held` says of each row in `goal_row`
    (holder, metric, span, days held, amount) whose it is: a query of key, kind (own or rep), holder."""
    unit = next((name for name in by if name in ("month", "quarter")), None)
    buckets = {
        None: f"SELECT '' AS bucket, DATE '{first}' AS first, DATE '{last}' AS last",
        "month": f"SELECT strftime(first, '%Y-%m') AS bucket, first, last FROM {MONTHS} WHERE first BETWEEN DATE '{first}' AND DATE '{last}'",
        "quarter": f"""SELECT year(first) || '-Q' || quarter(first) AS bucket, min(first) AS first, max(last) AS last FROM {MONTHS}
            WHERE first BETWEEN DATE '{first}' AND DATE '{last}' GROUP BY ALL""",
    }[unit]
    expected = connection.execute(f"""
        WITH bucket AS ({buckets}),
        common AS (SELECT g.*, bucket, greatest(g.held_from, b.first) AS common_from, least(g.held_to, b.last) AS common_to,
                b.first AS first, b.last AS last FROM goal_row g JOIN bucket b ON g.span_from <= b.last AND g.span_to >= b.first),
        spread AS (SELECT c.holder, c.kind, c.measure, c.bucket, c.n, sum(greatest(least(m.last, c.last) - greatest(m.first, c.first) + 1, 0)
                / (m.last - m.first + 1)) / count(*) AS share FROM common c JOIN {MONTHS} m ON m.first >= span_from AND m.last <= span_to GROUP BY ALL),
        part AS (SELECT c.holder, c.kind, c.measure, c.bucket, c.last, greatest(common_to - common_from + 1, 0) AS days, amount::DOUBLE AS amount,
                CASE WHEN dated THEN greatest(common_to - common_from + 1, 0) / (span_to - span_from + 1) ELSE share END AS share
            FROM common c JOIN spread USING (n, bucket)),
        one AS (SELECT holder, kind, measure, bucket, any_value(last) AS last, CASE WHEN measure IN {tuple(sorted(SUMS))} THEN sum(amount * share)
                ELSE sum(amount * days) / nullif(sum(days), 0) END AS goal FROM part GROUP BY holder, kind, measure, bucket),
        held AS ({held}),
        together AS (SELECT h.key, bucket, measure,
                max(goal) FILTER (h.how = 'own') AS own,
                CASE WHEN measure IN {tuple(sorted(SUMS))} THEN sum(goal) FILTER (h.how = 'rep') ELSE avg(goal) FILTER (h.how = 'rep') END AS of_reps,
                CASE WHEN measure IN {tuple(sorted(SUMS))} THEN sum(goal) FILTER (h.how = 'team') ELSE avg(goal) FILTER (h.how = 'team') END AS of_teams
            FROM one JOIN held h ON h.holder = one.holder AND h.kind = one.kind AND one.last BETWEEN h.valid_from AND h.valid_to WHERE goal IS NOT NULL GROUP BY h.key, bucket, measure)
        SELECT key, bucket, measure, coalesce(own, of_reps, of_teams) AS goal, value,
            b.first, b.last,
            (SELECT count(*) FROM range(b.first, b.last + INTERVAL 1 DAY, INTERVAL 1 DAY) t(d) WHERE isodow(d) < 6) AS days,
            (SELECT count(*) FROM range(b.first, least(b.last, DATE '{as_of}') + INTERVAL 1 DAY, INTERVAL 1 DAY) t(d) WHERE isodow(d) < 6) AS passed
        FROM together JOIN bucket b USING (bucket) LEFT JOIN ({values}) v USING (key, bucket, measure)
    """).fetchall()
    column = {"rep": "rep_id", "quarter": "quarter", "month": "month"}
    own = next((column.get(name, name) for name in by if name not in ("month", "quarter", "all")), None)
    rows = ask(spm, "metrics", [*args, "--goals", "--by", ",".join(by)])
    found = {(row[own] if own else "", row[unit] if unit else "", row["metric"]): row for row in rows}
    compared = wrong = 0
    for key, bucket, measure, goal, value, first_day, last_day, days, passed in expected:
        if value is None and measure in SUMS:
            value = 0
        row = found.pop((key, bucket, measure), None)
        compared += 1
        if row is None:
            wrong += 1
            print("missing", by, key, bucket, measure, goal, value)
            continue
        less = measure in LESS
        numbers = {"goal": (goal, 1e-4), "value": (value, 1e-4), "attainment": (None, 1e-6), "gap": (None, 1e-4)}
        if value is not None:
            part, whole = (goal, float(value)) if less else (float(value), goal)
            reached = part / whole if whole > 0 else None
            numbers["attainment"] = (reached, 1e-6)
            numbers["gap"] = (float(value) - goal if less else goal - float(value), 1e-4)
        if "pace" in row:
            share = passed / days if passed else None
            paced = measure in PACED and numbers["attainment"][0] is not None and share
            reached = numbers["attainment"][0]
            numbers["pace"] = ((reached * share if less else reached / share) if paced else None, 1e-6)
            left = days - passed
            needed = numbers["gap"][0]
            needed = needed / left if share and measure in PACED and not less and left and needed and needed > 0 else None
            numbers["needed_per_day"] = (needed, 1e-4)
        for name, (number, step) in numbers.items():
            compared += 1
            wrong += not beside((by, key, bucket, measure, name), row[name], number, step)
    for key in found:
        wrong += 1
        print("not expected", by, key)
    return compared, wrong


def goal_rows(connection, source):
    """The rows of a goals file with the days of their periods and the days that they hold."""
    connection.execute(f"""CREATE OR REPLACE TABLE goal_row AS
        WITH g AS (SELECT coalesce(rep_id, team, territory) AS holder,
                CASE WHEN rep_id IS NOT NULL THEN 'rep' WHEN team IS NOT NULL THEN 'team' ELSE 'territory' END AS kind,
                measure, amount::DECIMAL(18,4) AS amount, period::VARCHAR AS period, "from", "to", left(period::VARCHAR, 4)::INT AS y FROM {source}),
        p AS (SELECT *, CASE WHEN length(period) = 4 THEN 1 WHEN period[6] = 'Q' THEN period[7]::INT * 3 - 2
                WHEN period[6] = 'H' THEN period[7]::INT * 6 - 5 ELSE period[6:7]::INT END AS month,
            CASE WHEN length(period) = 4 THEN 12 WHEN period[6] = 'Q' THEN 3 WHEN period[6] = 'H' THEN 6 ELSE 1 END AS months FROM g),
        s AS (SELECT *, make_date(y, month, 1) AS span_from, (make_date(y, month, 1) + to_months(months) - INTERVAL 1 DAY)::DATE AS span_to FROM p)
        SELECT row_number() OVER () AS n, holder, kind, measure, amount, span_from, span_to, "from" IS NOT NULL OR "to" IS NOT NULL AS dated,
            greatest(coalesce("from", span_from), span_from) AS held_from, least(coalesce("to", span_to), span_to) AS held_to FROM s""")


def ramp(connection, spm, args, by, first, last, as_of, months):
    """`median_days_to_first_deal` and `median_days_to_full`, by Kaplan and Meier, with a ramp of so many months.

    `ramped_rep` (rep_id, key, hired, ended, seller) and `won_deal` (rep_id, closed, amount) are there."""
    expected = connection.execute(f"""
        WITH seen AS (SELECT *, least(coalesce(ended, DATE '2100-01-01'), DATE '{as_of}') AS seen_to FROM ramped_rep WHERE seller),
        month_of_rep AS (SELECT r.rep_id, m.first, m.last, r.hired, coalesce(sum(d.amount), 0) AS amount
            FROM seen r JOIN {MONTHS} m ON (r.hired IS NULL OR m.first >= r.hired) AND m.last <= seen_to
            LEFT JOIN won_deal d ON d.rep_id = r.rep_id AND d.closed BETWEEN m.first AND m.last GROUP BY ALL),
        whole AS (SELECT * FROM {MONTHS} WHERE last <= least(DATE '{last}', DATE '{as_of}') ORDER BY last DESC LIMIT 12),
        full_month AS (SELECT sum(amount) AS amount, count(*) AS months FROM month_of_rep JOIN whole USING (first)
            WHERE hired IS NULL OR first >= hired + INTERVAL {months} MONTH),
        cohort AS (SELECT * FROM seen WHERE hired BETWEEN DATE '{first}' AND least(DATE '{last}', DATE '{as_of}')),
        three AS (SELECT a.rep_id, c.last, a.amount + b.amount + c.amount AS amount FROM month_of_rep a
            JOIN month_of_rep b ON b.rep_id = a.rep_id AND b.first = a.last + 1
            JOIN month_of_rep c ON c.rep_id = a.rep_id AND c.first = b.last + 1),
        full_day AS (SELECT rep_id, min(last) AS day FROM three, full_month f WHERE three.amount * f.months >= 3 * f.amount GROUP BY ALL),
        first_deal AS (SELECT rep_id, min(closed) AS day FROM won_deal JOIN cohort USING (rep_id) WHERE closed BETWEEN hired AND seen_to GROUP BY ALL),
        waited AS (
            SELECT 'median_days_to_full' AS metric, key, coalesce(day, seen_to) - hired AS days, day IS NOT NULL AS came
                FROM cohort LEFT JOIN full_day USING (rep_id) WHERE (SELECT amount FROM full_month) > 0
            UNION ALL SELECT 'median_days_to_first_deal', key, coalesce(day, seen_to) - hired, day IS NOT NULL
                FROM cohort LEFT JOIN first_deal USING (rep_id)),
        counts AS (SELECT metric, key, days, count(*) FILTER (came) AS came, count(*) AS ended FROM waited GROUP BY metric, key, days),
        by_day AS (SELECT *, sum(ended) OVER (PARTITION BY metric, key ORDER BY days DESC) AS watched FROM counts),
        waiting AS (SELECT *, product(1 - came / watched) OVER (PARTITION BY metric, key ORDER BY days) AS part FROM by_day)
        SELECT metric, key, min(days) FILTER (came > 0 AND part <= 0.5 + 1e-12)  FROM waiting GROUP BY ALL
    """).fetchall()
    column = {"rep": "rep_id", "all": None}.get(by, by)
    rows = ask(spm, "metrics", [*args, "--by", by, "--metrics", "median_days_to_first_deal,median_days_to_full"])
    found = {row[column] if column else "all": row for row in rows}
    compared = wrong = 0
    for metric, key, days in expected:
        compared += 1
        if key not in found:
            wrong += 1
            print("missing", by, key, metric, days)
        else:
            wrong += not beside((by, key, metric), found[key][metric], days, 1)
    return compared, wrong


def goals_by(connection, spm, args, by, as_of):
    """The goals of 2026 by some columns, over the relations `d` (deals), `a` (activities) and `people`, whose rows hold on
    the days from `valid_from` to `valid_to`."""
    first, last = "2026-01-01", "2026-12-31"
    key = {"rep": "rep_id", "all": "''"}.get(by[0], by[0])
    unit = {"quarter": "year({0}) || '-Q' || quarter({0})", "month": "strftime({0}, '%Y-%m')"}.get(by[-1], "''")
    days = f"BETWEEN DATE '{first}' AND DATE '{last}'"
    values = f"""
        UNPIVOT (SELECT {key} AS key, {unit.format('closed')} AS bucket,
            (count(*) FILTER (won))::DOUBLE AS won, (count(*) FILTER (lost))::DOUBLE AS lost,
            (sum(amount) FILTER (open))::DOUBLE AS open_pipeline,
            count(*) FILTER (won) / nullif(count(*) FILTER (won OR lost), 0) AS win_rate,
            1 - (sum(amount) FILTER (won AND list_amount IS NOT NULL))::DOUBLE / (sum(list_amount) FILTER (won))::DOUBLE AS discount,
            (sum(amount) FILTER (won))::DOUBLE / nullif(count(*) FILTER (won), 0) AS average_deal,
            quantile_cont(closed - created, 0.5) FILTER (won) AS median_cycle_days
            FROM d WHERE closed {days} GROUP BY ALL) ON COLUMNS(* EXCLUDE (key, bucket)) INTO NAME measure VALUE value
        UNION ALL BY NAME
        SELECT {key} AS key, {unit.format('date')} AS bucket, kind || 's' AS measure, sum("count")::DOUBLE AS value FROM a WHERE date {days} GROUP BY ALL"""
    always = "DATE '1900-01-01' AS valid_from, DATE '2199-12-31' AS valid_to"
    held = {
        "rep": f"SELECT DISTINCT rep_id AS key, 'rep' AS kind, rep_id AS holder, 'own' AS how, {always} FROM people",
        "all": f"""SELECT DISTINCT '' AS key, 'rep' AS kind, rep_id AS holder, 'rep' AS how, {always} FROM people
            UNION ALL SELECT DISTINCT '', 'team', team, 'team', {always} FROM people""",
    }.get(by[0], f"""SELECT {key} AS key, 'rep' AS kind, rep_id AS holder, 'rep' AS how, valid_from, valid_to FROM people
        UNION ALL SELECT DISTINCT {key}, '{by[0]}', {key}, 'own', {always} FROM people""")
    part = goals(connection, spm, args, by, values, held, first, last, as_of)
    print("goals by", ",".join(by), part)
    return part


def bench(connection, spm, folder):
    """Goals by rep, team, territory, region and for the whole, by month and quarter too; ramps; coverage."""
    totals = list(coverage(connection, spm, folder))
    with tempfile.TemporaryDirectory() as out:
        made(connection, folder, out)
        goal_rows(connection, "goal")
        as_of = "2026-08-12"
        tables = ["--deals", f"{folder}/deals.parquet", "--reps", f"{out}/reps.csv", "--as-of", as_of]
        args = [*tables, "--activities", f"{out}/activities.csv", "--quotas", f"{out}/goals.csv", "--period", "2026"]
        connection.execute(f"""
            CREATE OR REPLACE TABLE d AS SELECT rep_id, team, region, territory, amount::DECIMAL(18,2) AS amount, list_amount::DECIMAL(18,2) AS list_amount,
                created_date AS created, close_date AS closed, stage = 'Closed Won' AS won, stage = 'Closed Lost' AS lost,
                stage NOT IN ('Closed Won', 'Closed Lost') AS open FROM read_parquet('{folder}/deals.parquet') JOIN people USING (rep_id);
            CREATE OR REPLACE TABLE a AS SELECT * FROM activity JOIN people USING (rep_id);
            CREATE OR REPLACE TABLE won_deal AS SELECT rep_id, closed, amount FROM d WHERE won""")
        for by in (["rep"], ["rep", "quarter"], ["team"], ["team", "month"], ["territory"], ["region", "quarter"], ["all"]):
            part = goals_by(connection, spm, args, by, as_of)
            totals = [totals[0] + part[0], totals[1] + part[1]]
        for by, key in (("rep", "rep_id"), ("team", "team"), ("territory", "territory"), ("region", "region"), ("all", "'all'")):
            for period, first, last in (("2025", "2025-01-01", "2025-12-31"), ("2025-07..2026-06", "2025-07-01", "2026-06-30")):
                for months in (6, 3):
                    connection.execute(f"""CREATE OR REPLACE TABLE ramped_rep AS SELECT rep_id, {key} AS key, hire_date AS hired, end_date AS ended,
                        rep_id NOT IN (SELECT manager_id FROM people WHERE manager_id IS NOT NULL) AS seller FROM people""")
                    part = ramp(connection, spm, [*tables, "--period", period, "--ramp-months", str(months)], by, first, last, as_of, months)
                    print("ramps by", by, period, months, part)
                    totals = [totals[0] + part[0], totals[1] + part[1]]
    return totals


def coverage(connection, spm, folder):
    """`coverage` and `reps_at_quota` by rep and quarter and by quarter: open pipeline ÷ (quota − direct credit), while that is
    above zero. Shares are rounded to cents, and what is left of a deal goes to its largest share (of equals the first rep)."""
    connection.execute(f"""CREATE OR REPLACE TABLE stood AS
        WITH deal AS (SELECT deal_id, rep_id, amount::DECIMAL(18,2) AS amount, stage, year(close_date) || '-Q' || quarter(close_date) AS quarter
            FROM read_parquet('{folder}/deals.parquet')),
        split AS (SELECT deal_id, s.rep_id, quarter, amount, sum(percent)::DECIMAL(18,4) AS percent,
                round(any_value(amount) * sum(percent)::DECIMAL(9,4) / 100, 2) AS part
            FROM read_parquet('{folder}/splits.parquet') s JOIN deal USING (deal_id) WHERE stage = 'Closed Won' GROUP BY ALL),
        shared AS (SELECT rep_id, quarter, part + CASE WHEN row_number() OVER (PARTITION BY deal_id ORDER BY percent DESC, rep_id) = 1
                THEN amount - sum(part) OVER (PARTITION BY deal_id) ELSE 0 END AS credited FROM split),
        credit AS (SELECT rep_id, quarter, credited FROM shared
            UNION ALL SELECT rep_id, quarter, amount FROM deal WHERE stage = 'Closed Won' AND deal_id NOT IN (SELECT deal_id FROM split)),
        c AS (SELECT rep_id, quarter, sum(credited) AS credited FROM credit GROUP BY ALL),
        o AS (SELECT rep_id, quarter, sum(amount) AS open FROM deal WHERE stage NOT IN ('Closed Won', 'Closed Lost') GROUP BY ALL),
        q AS (SELECT rep_id, left(period, 4) || '-Q' || ((right(period, 2)::INT + 2) // 3) AS quarter, sum(amount) AS quota
            FROM read_parquet('{folder}/quotas.parquet') GROUP BY ALL)
        SELECT rep_id, quarter, coalesce(credited, 0)::DOUBLE AS credited, coalesce(open, 0)::DOUBLE AS open, quota
        FROM q LEFT JOIN c USING (rep_id, quarter) LEFT JOIN o USING (rep_id, quarter)""")
    tables = [part for name in ("deals", "splits", "quotas", "reps") for part in (f"--{name}", f"{folder}/{name}.parquet")]
    compared = wrong = 0
    for by in ("rep_id", "''"):
        expected = connection.execute(f"""SELECT {by}, quarter, CASE WHEN sum(quota) > sum(credited) THEN sum(open) / (sum(quota) - sum(credited)) END,
            avg((credited >= quota)::INT) FILTER (quota > 0) FROM stood GROUP BY ALL""").fetchall()
        columns = "rep,quarter" if by == "rep_id" else "quarter"
        rows = ask(spm, "metrics", [*tables, "--metrics", "coverage,reps_at_quota", "--period", "2025..2026", "--by", columns])
        found = {(row.get("rep_id", ""), row["quarter"]): row for row in rows}
        for rep, quarter, cover, reached in expected:
            compared += 2
            wrong += not beside((rep, quarter, "coverage"), found[rep, quarter]["coverage"], cover, 1e-4)
            wrong += not beside((rep, quarter, "reps_at_quota"), found[rep, quarter]["reps_at_quota"], reached, 1e-6)
    print("coverage", (compared, wrong))
    return compared, wrong


def acme(connection, spm, folder, as_of):
    """The same on the sample company, whose reps move between teams; over the tables that `metrics_check.acme` makes."""
    totals = [0, 0]
    connection.execute(f"""
        CREATE OR REPLACE TABLE people AS SELECT rep.*, dense_rank() OVER (ORDER BY rep_id) AS n FROM rep;
        CREATE OR REPLACE TABLE won_deal AS SELECT rep_id, closed, amount FROM d WHERE won;
        CREATE OR REPLACE TABLE whole AS FROM d;
        CREATE OR REPLACE TABLE d AS SELECT whole.* EXCLUDE (region), p.region, team, territory FROM whole
            JOIN people p ON p.rep_id = whole.rep_id AND closed BETWEEN valid_from AND valid_to;
        CREATE OR REPLACE TABLE a AS SELECT x.*, region, team, territory FROM read_csv('{folder}/exports/activities.csv') x
            JOIN people p ON p.rep_id = x.rep_id AND x.date BETWEEN valid_from AND valid_to""")
    with tempfile.TemporaryDirectory() as out:
        made_goals(connection, out)
        goal_rows(connection, "goal")
        for day in (as_of, "2026-08-12"):
            args = ["--workspace", folder, "--as-of", day, "--quotas", f"{out}/goals.csv", "--period", "2026"]
            for by in (["rep"], ["rep", "quarter"], ["rep", "month"], ["team"], ["team", "month"], ["region", "quarter"], ["all"]):
                part = goals_by(connection, spm, args, by, day)
                totals = [totals[0] + part[0], totals[1] + part[1]]
    for by, key in (("rep", "rep_id"), ("team", "team"), ("region", "region"), ("all", "'all'")):
        connection.execute(f"""CREATE OR REPLACE TABLE ramped_rep AS SELECT DISTINCT rep_id, {key} AS key, hired, ended, seller FROM people
            WHERE hired BETWEEN valid_from AND valid_to""")
        for period, first, last in (("2025", "2025-01-01", "2025-12-31"), ("2025-07..2026-06", "2025-07-01", "2026-06-30"),
                                    ("2026", "2026-01-01", "2026-12-31")):
            for months in (6, 3):
                args = ["--workspace", folder, "--as-of", as_of, "--period", period, "--ramp-months", str(months)]
                part = ramp(connection, spm, args, by, first, last, as_of, months)
                print("ramps by", by, period, months, part)
                totals = [totals[0] + part[0], totals[1] + part[1]]
    return totals
