//! What the engine does for every deal: reading an amount, cutting it into tiers, rounding it, sharing it, putting it
//! to its rep and paying it. Figures are nanoseconds for one of each, where `thrpt` says elements per second.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use spm_kernels::calendar::{Calendar, Day, Period, Span, Unit};
use spm_kernels::engine::commissions::{Cause, Rule, Run};
use spm_kernels::engine::crediting::{Share, credits};
use spm_kernels::engine::membership::{Membership, Terms};
use spm_kernels::engine::order::Order;
use spm_kernels::engine::people::People;
use spm_kernels::engine::quota::QuotaBook;
use spm_kernels::engine::shelf::{Batch, Groups, Stock};
use spm_kernels::engine::tiers::{Band, slices};
use spm_kernels::model::rows::{Place, QuotaHolder, QuotaRow, RepRow};
use spm_kernels::money::{Amount, Currency, ExchangeRate, Percent, Rounding, divide};
use spm_kernels::plan;

/// Deals of one batch, and reps of the company.
const DEALS: u32 = 100_000;
const REPS: u32 = 5_000;

const PLAN: &str = r#"
id = "p"
[[element]]
id = "commission"
quota = "bookings"
window = "quarter"
mode = "marginal"
tiers = [
  { from = 0.0, rate = 0.04 }, { from = 0.5, rate = 0.08 }, { from = 1.0, rate = 0.12 }, { from = 1.5, rate = 0.16 },
]
"#;

/// Numbers that look drawn and are the same each time.
fn drawn(number: u32, below: u32) -> u32 {
    (number.wrapping_mul(2_654_435_761) >> 8) % below
}

fn day(number: u32) -> i32 {
    Day::parse("2026-01-01").unwrap().number() + i32::try_from(drawn(number, 365)).unwrap()
}

/// A batch of deals, each wholly its owner's, in the order of groups of reps.
fn batch(groups: Groups, reps: u32) -> Batch {
    let owners: Vec<u32> = (0..DEALS).map(|deal| drawn(deal + 7, reps)).collect();
    let order = groups.arrange(&owners);
    let mut batch = Batch { files: vec!["deals.csv".to_owned()], ..Batch::default() };
    for deal in &order.rows {
        batch.deals.ids.push(&format!("006Hq{deal:010}"));
        batch.deals.accounts.push("Globex");
        batch.deals.days.push(day(*deal));
    }
    let amounts: Vec<i128> =
        order.rows.iter().map(|deal| i128::from(drawn(*deal, 9_000_000)) * 100).collect();
    let count = amounts.len();
    batch.deals.amounts.clone_from(&amounts);
    batch.deals.currencies = vec![0; count];
    batch.deals.files = vec![0; count];
    batch.deals.rows = order.rows.iter().map(|deal| u64::from(*deal)).collect();
    batch.deals.entries = vec![vec![0; count]];
    batch.currencies = vec![Currency::USD];
    batch.credits.deals = (0..DEALS).collect();
    batch.credits.reps = order.arranged(&owners);
    batch.credits.shares = vec![Percent::HUNDRED.raw(); count];
    batch.credits.causes = vec![Cause::OWNER; count];
    batch.credits.days = batch.deals.days.clone();
    batch.credits.values = vec![amounts];
    batch.credit_groups = order.done();
    batch
}

/// The run of one rep with all the deals of a batch.
fn run() -> Run {
    let calendar = Calendar::default();
    let people = People::new(vec![RepRow { rep_id: "R1".to_owned(), ..RepRow::default() }]).unwrap();
    let plans = vec![plan::parse(PLAN, "plan.toml", Currency::USD).unwrap()];
    let terms = Terms { id: "p".to_owned(), effective: plans[0].effective.span(), takes: people.all_rows() };
    let membership = Membership::new(&people, &[terms], Span::ALL).unwrap();
    let year = calendar.period_of(Unit::Year, Day::parse("2026-01-01").unwrap());
    let row = |period: &Period| QuotaRow {
        holder: QuotaHolder::Rep("R1".to_owned()),
        span: period.span,
        amount: Amount::from_cents(750_000_000_00),
        measure: "bookings".to_owned(),
        currency: None,
        rate: ExchangeRate::ONE,
        from: None,
        to: None,
        place: Place::default(),
    };
    let quotas = calendar.periods_in(Unit::Quarter, year.span).iter().map(row).collect();
    let groups = Groups::new(1);
    let mut stock = Stock::new(groups);
    stock.add(batch(groups, 1));
    let shelf = stock.finish(1);
    let order = Order::new(1, &shelf.deals, &shelf.credits, 1);
    let periods = calendar.periods_in(Unit::Quarter, year.span);
    Run {
        people,
        membership,
        rules: vec![Rule { plan: 0, element: 0, measure: 0, money: true, pays_on: None, rank: None }],
        quotas: vec![QuotaBook::new(quotas)],
        leaves: vec![Vec::new()],
        calendar,
        currencies: shelf.currencies,
        payouts: vec![(0..periods.len()).collect()],
        plans,
        deals: shelf.deals,
        credits: shelf.credits,
        periods,
        order,
        ..Run::default()
    }
}

fn money(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("money");
    group.bench_function("read 27652.51", |bencher| bencher.iter(|| Amount::parse(black_box("27652.51"))));
    let (product, scale) = (5_190_624_999_590_000_000_000_i128, 1_000_000_000_000_000_000_i128);
    group.bench_function("round to cents", |bencher| {
        bencher.iter(|| divide(black_box(product), black_box(scale), Rounding::HalfUp));
    });
    let share = |rep, percent| Share { rep, role: 0, percent: Percent::parse(percent).unwrap() };
    let shares = [share(0, "33.333333"), share(1, "33.333333"), share(2, "33.333334")];
    let mut parts = Vec::new();
    group.bench_function("share among three", |bencher| {
        bencher.iter(|| credits(black_box(Amount::from_cents(1_000_01)), &shares, &mut parts));
    });
    group.finish();
}

fn tiers(criterion: &mut Criterion) {
    let band = |from: i128, rate| Band { from: from * 100_000_000_000_000, rate };
    let bands = [band(0, 40_000), band(50_000, 80_000), band(100_000, 120_000), band(150_000, 160_000)];
    let unit = 100_000_000_000_000;
    let mut group = criterion.benchmark_group("tiers");
    for (name, before, amount) in [("within one", 60_000, 2_000), ("over three boundaries", 40_000, 120_000)]
    {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut sum = 0;
                slices(&bands, black_box(before * unit), black_box(amount * unit), |slice| sum += slice.part);
                sum
            });
        });
    }
    group.finish();
}

fn rep(criterion: &mut Criterion) {
    let calendar = Calendar::default();
    let date = Day::parse("2026-05-17").unwrap();
    criterion.bench_function("days of a quarter", |bencher| {
        bencher.iter(|| calendar.span_of(Unit::Quarter, black_box(date)));
    });
    let mut group = criterion.benchmark_group("a hundred thousand deals");
    group.throughput(Throughput::Elements(u64::from(DEALS))).sample_size(20);
    let groups = Groups::new(usize::try_from(REPS).unwrap());
    group.bench_function("put together by rep and day", |bencher| {
        let made = || batch(groups, REPS);
        bencher.iter_batched(
            made,
            |batch| {
                let mut stock = Stock::new(groups);
                stock.add(batch);
                stock.finish(1)
            },
            BatchSize::LargeInput,
        );
    });
    let mut stock = Stock::new(groups);
    stock.add(batch(groups, REPS));
    let shelf = stock.finish(1);
    group.bench_function("order by day and id", |bencher| {
        bencher.iter(|| Order::new(usize::try_from(REPS).unwrap(), &shelf.deals, &shelf.credits, 1));
    });
    let run = run();
    group.bench_function("pay in four tiers", |bencher| {
        bencher.iter(|| {
            let mut sum = 0;
            run.lines(0, &mut |line| sum += line.earned.raw()).unwrap();
            sum
        });
    });
    group.finish();
}

criterion_group!(kernels, money, tiers, rep);
criterion_main!(kernels);
