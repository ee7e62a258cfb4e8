#!/usr/bin/env python3
"""The balance of territories: gap to the proven bound, cost, CPU time and memory, beside HiGHS on the small instance.

    python benches/territories.py --spm target/release/spm --accounts 5000 --reps 50
    python benches/territories.py --spm target/release/spm --accounts 100000 --reps 1000

Needs numpy; with highspy (PyPI) the LP relaxation of instances of up to 10,000 accounts is solved for comparison. The
instance is drawn from a seed: clusters of accounts, heavy-tailed potential, a legacy alignment by distance with 12 %
exceptions, owners who have left, new reps, ramping reps with half a territory, locked accounts and families.
"""
import argparse, csv, json, os, resource, subprocess, tempfile, time
import numpy as np

RADIUS = 6371.0088


def haversine(lat1, lon1, lat2, lon2):
    p1, p2 = np.radians(lat1), np.radians(lat2)
    a = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(a)))


def instance(n, k, seed, folder):
    rng = np.random.Generator(np.random.PCG64(seed))
    towns = max(40, n // 40)
    size = rng.pareto(1.1, towns) + 0.2
    town = rng.choice(towns, n, p=size / size.sum())
    tlat, tlon = rng.uniform(29, 47, towns), rng.uniform(-121, -72, towns)
    lat, lon = tlat[town] + rng.normal(0, 0.25, n), tlon[town] + rng.normal(0, 0.3, n)
    potential = np.round(20000 * np.exp(rng.normal(0, 1.5, n)), -2).clip(500, None)
    potential = np.round(np.minimum(potential, 0.25 * potential.sum() / k), -2)
    rank = np.argsort(np.argsort(-potential, kind='stable'), kind='stable') / n
    visits = np.where(rank < .05, 24, np.where(rank < .2, 12, np.where(rank < .5, 6, 2)))
    revenue = np.where(rng.random(n) < .55, np.round(potential * rng.beta(1.2, 3.5, n), -2), 0)
    home = rng.choice(n, k, replace=False)
    capacity = np.where(rng.random(k) < .1, .5, 1.0)
    near = np.empty((n, min(6, k)), int)
    for s in range(0, n, 4000):
        d = haversine(lat[s:s + 4000, None], lon[s:s + 4000, None], lat[home][None], lon[home][None])
        near[s:s + 4000] = np.argsort(d, axis=1, kind='stable')[:, :near.shape[1]]
    pick = np.where(rng.random(n) < .88, 0, rng.integers(0, near.shape[1], n))
    owner = near[np.arange(n), pick]
    gone, none, locked = rng.random(n) < .04, rng.random(n) < .04, rng.random(n) < .04
    parent = [''] * n
    order = rng.permutation(n)[:int(.08 * n)]
    for s in range(0, len(order) - 1, 3):
        for i in order[s + 1:s + 3]:
            parent[i] = 'A%06d' % order[s]
    # Families are locked by no one, so that none is torn.
    for i in order:
        locked[i] = False
    with open(os.path.join(folder, 'accounts.csv'), 'w', newline='') as f:
        w = csv.writer(f, lineterminator='\n')
        w.writerow('account_id rep_id potential revenue workload visits parent_id locked latitude longitude'.split())
        for i in range(n):
            rep = '' if none[i] else 'X%04d' % (owner[i] % 9) if gone[i] else 'R%04d' % owner[i]
            w.writerow(['A%06d' % i, rep, int(potential[i]), int(revenue[i]), int(visits[i] * 2), visits[i], parent[i],
                        'true' if locked[i] else 'false', '%.4f' % lat[i], '%.4f' % lon[i]])
    with open(os.path.join(folder, 'reps.csv'), 'w', newline='') as f:
        w = csv.writer(f, lineterminator='\n')
        w.writerow('rep_id capacity latitude longitude'.split())
        for j in range(k):
            w.writerow(['R%04d' % j, capacity[j], '%.4f' % lat[home[j]], '%.4f' % lon[home[j]]])


def lp(folder, tolerance, keep):
    """The value of the LP relaxation in kilometres, by HiGHS."""
    import highspy
    a = list(csv.DictReader(open(os.path.join(folder, 'accounts.csv'))))
    r = list(csv.DictReader(open(os.path.join(folder, 'reps.csv'))))
    of = {x['rep_id']: j for j, x in enumerate(r)}
    get = lambda rows, key: np.array([float(x[key]) for x in rows])
    cost = haversine(get(a, 'latitude')[:, None], get(a, 'longitude')[:, None], get(r, 'latitude')[None], get(r, 'longitude')[None])
    owner = np.array([of.get(x['rep_id'], -1) for x in a])
    move = np.zeros(cost.shape)
    move[owner >= 0] = 1
    move[np.nonzero(owner >= 0)[0], owner[owner >= 0]] = 0
    cost = get(a, 'visits')[:, None] * (cost + keep * move)
    head = {x['account_id']: i for i, x in enumerate(a)}
    unit = np.array([head[x['parent_id']] if x['parent_id'] else i for i, x in enumerate(a)])
    names, unit = np.unique(unit, return_inverse=True)
    m, k = len(names), len(r)
    total = np.zeros((m, k))
    np.add.at(total, unit, cost)
    weights = [np.bincount(unit, get(a, key), m) for key in ('potential', 'workload')]
    allowed = np.ones((m, k), bool)
    for i, x in enumerate(a):
        if x['locked'] == 'true' and owner[i] >= 0:
            allowed[unit[i]] = False
            allowed[unit[i], owner[i]] = True
    I, J = np.nonzero(allowed)
    share = get(r, 'capacity') / get(r, 'capacity').sum()
    scale = [w.sum() / k for w in weights]
    model = highspy.HighsLp()
    N = len(I)
    model.num_col_, model.num_row_ = N, m + 2 * k
    model.col_cost_, model.col_lower_, model.col_upper_ = total[I, J], np.zeros(N), np.ones(N)
    edge = lambda part: [part * share * w.sum() / s for w, s in zip(weights, scale)]
    model.row_lower_ = np.concatenate([np.ones(m)] + edge(1 - tolerance))
    model.row_upper_ = np.concatenate([np.ones(m)] + edge(1 + tolerance))
    index, value = np.empty(3 * N, np.int32), np.empty(3 * N)
    index[0::3], index[1::3], index[2::3] = I, m + J, m + k + J
    value[0::3], value[1::3], value[2::3] = 1, weights[0][I] / scale[0], weights[1][I] / scale[1]
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 3 * N + 1, 3, dtype=np.int32)
    model.a_matrix_.index_, model.a_matrix_.value_ = index, value
    solver = highspy.Highs()
    solver.setOptionValue('output_flag', False)
    solver.passModel(model)
    begun = time.process_time()
    solver.run()
    return solver.getInfo().objective_function_value, time.process_time() - begun


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--spm', default='target/release/spm')
    args.add_argument('--accounts', type=int, default=5000)
    args.add_argument('--reps', type=int, default=50)
    args.add_argument('--seed', type=int, default=7)
    args.add_argument('--tolerance', type=float, default=10)
    args.add_argument('--keep-km', type=int, default=50)
    a = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance(a.accounts, a.reps, a.seed, folder)
        out = os.path.join(folder, 'scenario')
        command = [a.spm, 'territories', '--accounts', os.path.join(folder, 'accounts.csv'), '--reps', os.path.join(folder, 'reps.csv'),
                   '--as-of', '2026-11-20', 'balance', '--tolerance', str(a.tolerance), '--keep-km', str(a.keep_km), '-o', out]
        begun = time.time()
        done = subprocess.run(command)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = json.load(open(os.path.join(out, 'scenario.json')))
        print(json.dumps(dict(accounts=a.accounts, reps=a.reps, exit=done.returncode, cost_km=found['cost_km'], bound_km=found['bound_km'],
                              gap_percent=found['gap_percent'], violations=found['violations'], seconds=round(time.time() - begun, 2),
                              cpu_seconds=round(used.ru_utime + used.ru_stime, 2), megabytes=used.ru_maxrss // 1024)))
        if a.accounts <= 10000:
            try:
                value, seconds = lp(folder, a.tolerance / 100, a.keep_km)
                print(json.dumps(dict(highs_lp_km=round(value), highs_cpu_seconds=round(seconds, 2), spm_above_lp_percent=round(100 * (found['cost_km'] / value - 1), 3))))
            except ImportError:
                print('highspy is not installed: no comparison')


if __name__ == '__main__':
    main()
