#!/usr/bin/env python3
"""The balance of territories beside HiGHS: cost, proven bound, gap, accounts moved, time and memory.

    python benches/territories.py --spm target/release/spm
    python benches/territories.py --spm target/release/spm --mip 300
    python benches/territories.py --spm target/release/spm --accounts 100000 --reps 1000

Needs numpy, and highspy (PyPI) for the comparison, which instances of up to 10,000 accounts have: the LP relaxation of the
same model, and with --mip SECONDS the best that its branch and bound finds in that time. The instance is drawn from a seed:
clusters of accounts, heavy-tailed potential, a legacy alignment by distance with 12 % exceptions, owners who have left,
ramping reps with half a territory, locked accounts and families. Every cost is worked out again here, in floats, from the
assignment that spm writes, and every territory is held against its tolerance.
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


class Instance:
    """The model of an instance: costs of units and reps, weights, shares, what is allowed."""

    def __init__(self, folder, keep):
        a = list(csv.DictReader(open(os.path.join(folder, 'accounts.csv'))))
        r = list(csv.DictReader(open(os.path.join(folder, 'reps.csv'))))
        self.reps = {x['rep_id']: j for j, x in enumerate(r)}
        get = lambda rows, key: np.array([float(x[key]) for x in rows])
        way = haversine(get(a, 'latitude')[:, None], get(a, 'longitude')[:, None], get(r, 'latitude')[None], get(r, 'longitude')[None])
        self.owner = np.array([self.reps.get(x['rep_id'], -1) for x in a])
        leaves = np.zeros(way.shape)
        leaves[self.owner >= 0] = 1
        leaves[np.nonzero(self.owner >= 0)[0], self.owner[self.owner >= 0]] = 0
        own = get(a, 'visits')[:, None] * (way + keep * leaves)
        head = {x['account_id']: i for i, x in enumerate(a)}
        self.accounts = head
        names, self.unit = np.unique([head[x['parent_id']] if x['parent_id'] else i for i, x in enumerate(a)], return_inverse=True)
        m, k = len(names), len(r)
        self.cost = np.zeros((m, k))
        np.add.at(self.cost, self.unit, own)
        self.weights = [np.bincount(self.unit, get(a, key), m) for key in ('potential', 'workload')]
        self.allowed = np.ones((m, k), bool)
        for i, x in enumerate(a):
            if x['locked'] == 'true' and self.owner[i] >= 0:
                self.allowed[self.unit[i]] = False
                self.allowed[self.unit[i], self.owner[i]] = True
        self.share = get(r, 'capacity') / get(r, 'capacity').sum()

    def judge(self, at, tolerance):
        """Of a rep for each account: cost in kilometres, share of accounts moved, territories out of tolerance."""
        of = np.full(len(self.cost), -1)
        of[self.unit] = at
        assert (of[self.unit] == at).all() and self.allowed[np.arange(len(of)), of].all(), 'a family or a lock is broken'
        has = self.owner >= 0
        out = 0
        for w in self.weights:
            part = np.bincount(of, w, len(self.share)) / w.sum() / self.share
            out += int((np.abs(part - 1) > tolerance + 1e-9).sum())
        return self.cost[np.arange(len(of)), of].sum(), (at[has] != self.owner[has]).mean(), out

    def highs(self, tolerance, seconds=0):
        """By HiGHS: the LP relaxation, or with seconds the best whole answer; value, bound, CPU seconds and assignment."""
        import highspy
        m, k = self.cost.shape
        I, J = np.nonzero(self.allowed)
        N = len(I)
        scale = [w.sum() / k for w in self.weights]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = N, m + 2 * k
        model.col_cost_, model.col_lower_, model.col_upper_ = self.cost[I, J], np.zeros(N), np.ones(N)
        edge = lambda part: [part * self.share * w.sum() / s for w, s in zip(self.weights, scale)]
        model.row_lower_ = np.concatenate([np.ones(m)] + edge(1 - tolerance))
        model.row_upper_ = np.concatenate([np.ones(m)] + edge(1 + tolerance))
        index, value = np.empty(3 * N, np.int32), np.empty(3 * N)
        index[0::3], index[1::3], index[2::3] = I, m + J, m + k + J
        value[0::3], value[1::3], value[2::3] = 1, self.weights[0][I] / scale[0], self.weights[1][I] / scale[1]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.arange(0, 3 * N + 1, 3, dtype=np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = index, value
        if seconds:
            model.integrality_ = [highspy.HighsVarType.kInteger] * N
        solver = highspy.Highs()
        solver.setOptionValue('output_flag', False)
        if seconds:
            solver.setOptionValue('time_limit', float(seconds))
        solver.passModel(model)
        begun = time.process_time()
        solver.run()
        used = time.process_time() - begun
        info = solver.getInfo()
        if not seconds:
            return info.objective_function_value, info.objective_function_value, used, None
        chosen = np.array(solver.getSolution().col_value) > .5
        of = np.full(m, -1)
        of[I[chosen]] = J[chosen]
        return info.objective_function_value, info.mip_dual_bound, used, of[self.unit]


def line(name, value, bound, moved, out, seconds, memory):
    number = lambda x, form: '' if x is None else format(x, form)
    gap = None if value is None else 100 * (value / bound - 1)
    print(f"{name:24} {number(value, ',.0f'):>12} {bound:>12,.0f} {number(gap, '.3f'):>7} {number(moved, '.1f'):>7} "
          f"{number(out, 'd'):>4} {seconds:>7.1f} {number(memory, 'd'):>6}", flush=True)


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--spm', default='target/release/spm')
    args.add_argument('--accounts', type=int, default=5000)
    args.add_argument('--reps', type=int, default=50)
    args.add_argument('--seed', type=int, default=7)
    args.add_argument('--tolerance', type=float, default=10)
    args.add_argument('--keep-km', type=int, default=50)
    args.add_argument('--mip', type=int, default=0, metavar='SECONDS')
    a = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance(a.accounts, a.reps, a.seed, folder)
        out = os.path.join(folder, 'scenario')
        command = [a.spm, '-q', 'territories', '--accounts', os.path.join(folder, 'accounts.csv'), '--reps',
                   os.path.join(folder, 'reps.csv'), '--as-of', '2026-11-20', 'balance', '--tolerance', str(a.tolerance),
                   '--keep-km', str(a.keep_km), '-o', out]
        begun = time.time()
        done = subprocess.run(command)
        seconds = time.time() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = json.load(open(os.path.join(out, 'scenario.json')))
        print(f"{a.accounts:,} accounts, {a.reps} reps, within {a.tolerance:g} %, {a.keep_km} km to keep an owner; exit code {done.returncode}, "
              f"{seconds:.1f} s by the clock")
        print(f"{'':24} {'cost km':>12} {'bound km':>12} {'gap %':>7} {'moved %':>7} {'out':>4} {'CPU s':>7} {'MB':>6}")
        cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
        if a.accounts > 10000:
            line('spm', found['cost_km'], found['bound_km'], None, found['violations'], cpu, memory)
            return
        model = Instance(folder, a.keep_km)
        rows = csv.DictReader(open(os.path.join(out, 'assignment.csv')))
        at = {model.accounts[x['account_id']]: model.reps[x['rep_id']] for x in rows}
        value, moved, broken = model.judge(np.array([at[i] for i in range(a.accounts)]), a.tolerance / 100)
        assert abs(value / found['cost_km'] - 1) < 1e-5, (value, found['cost_km'])
        line('spm', value, found['bound_km'], 100 * moved, broken, cpu, memory)
        try:
            _, bound, cpu, _ = model.highs(a.tolerance / 100)
        except ImportError:
            return print('highspy is not installed: no comparison')
        line('HiGHS, LP relaxation', None, bound, None, None, cpu, None)
        print(f"spm is at most {100 * (value / bound - 1):.3f} % above the best possible by the bound of the LP")
        if a.mip:
            value, bound, cpu, at = model.highs(a.tolerance / 100, a.mip)
            _, moved, broken = model.judge(at, a.tolerance / 100)
            line(f'HiGHS, {a.mip} s', value, bound, 100 * moved, broken, cpu, None)


if __name__ == '__main__':
    main()
