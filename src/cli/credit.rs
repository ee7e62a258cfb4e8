//! From batches of deals to credits: what the readers deliver, shared out as the engine says, summed on a board.
//!
//! The file is longer than most: measure, grouping and board of one report, each used by the next alone.

use hashbrown::HashMap;

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::own_column;
use crate::cli::reading::{Accounts, Company, Reading, counted, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::{Batch, DataError, Source, WonDeals, columns_of};
use crate::engine::attainment::{Board, Dimension, Slots};
use crate::engine::crediting::{Share, check_whole, credits};
use crate::engine::error::EngineError;
use crate::engine::people::{Found, People, index};
use crate::model::table::{ColumnKind, table};
use crate::money::{Amount, Currency, Exact};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The name, also of the quota measure.
    pub name: String,
    /// Whether it is money, which is converted to the report's currency.
    pub money: bool,
    /// Whether it is a column of the file's own, which is a plain number and is never converted.
    own: bool,
    kind: CountedKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum CountedKind {
    Margin,
    Count,
    Column(String),
}

impl Counted {
    /// From the name of a measure; what is none of the known ones is a column of the deals.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let (kind, money, own) = match name {
            "bookings" | "amount" => (CountedKind::Column("amount".to_owned()), true, false),
            "margin" => (CountedKind::Margin, true, false),
            "count" => (CountedKind::Count, false, false),
            column => {
                let spec = table("deals").and_then(|deals| deals.column(column));
                let money = spec.is_some_and(|spec| spec.kind == ColumnKind::Money);
                (CountedKind::Column(column.to_owned()), money, spec.is_none())
            }
        };
        let name = if name == "amount" { "bookings" } else { name };
        Self { name: name.to_owned(), money, own, kind }
    }

    /// The columns of the deals that it needs.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        match &self.kind {
            CountedKind::Margin => vec!["amount", "cost"],
            CountedKind::Count => Vec::new(),
            CountedKind::Column(column) => vec![column],
        }
    }

    /// Refuses a measure whose columns the deals do not have.
    pub fn check(&self, known: &[String]) -> Result<(), Failure> {
        let columns = self.columns();
        let Some(missing) = columns.iter().find(|column| !known.iter().any(|name| name == *column)) else {
            return Ok(());
        };
        let message =
            format!("`--measure {}` needs a column `{missing}`, which the deals do not have", self.name);
        let words =
            ["bookings", "margin", "units", "count"].into_iter().chain(known.iter().map(String::as_str));
        let hint = match &self.kind {
            CountedKind::Margin => {
                format!("margin is amount − cost: name the header with `--column {missing}=HEADER`")
            }
            _ => did_you_mean(&self.name, words.filter(|word| *word != self.name)),
        };
        Err(Failure::new(Outcome::Usage, message).hint(hint))
    }

    /// The value of each deal, scale 4; a deal without one is an error that names its row.
    pub fn values(&self, deals: &WonDeals, file: &str) -> Result<Vec<Amount>, DataError> {
        let all = |column: &str| -> Result<Vec<i128>, DataError> {
            deals.all_numbers(column).map_err(|error| error.in_file(file))?.map_err(|position| {
                let row = deals.rows().get(position).copied().unwrap_or(0);
                let reason = format!("the deal has none, so its {} is not known", self.name);
                DataError::row_refused(file, row, column, &reason)
            })
        };
        let values = match &self.kind {
            CountedKind::Count => vec![Amount::from_raw(10_000); deals.len()],
            CountedKind::Column(column) => all(column)?.into_iter().map(Amount::from_raw).collect(),
            CountedKind::Margin => {
                let pairs = all("amount")?.into_iter().zip(all("cost")?);
                let margins =
                    pairs.map(|(amount, cost)| Amount::from_raw(amount).checked_sub(Amount::from_raw(cost)));
                let too_large = || DataError::row_refused(file, 0, "cost", "the margin is too large");
                margins.map(|margin| margin.ok_or_else(too_large)).collect::<Result<_, _>>()?
            }
        };
        Ok(values)
    }
}

/// The report's currency: of the flag, else of spm.toml; else that of the deals.
pub fn report_currency(flag: Option<&str>, settings: &Settings) -> Result<Option<Currency>, Failure> {
    match flag {
        Some(text) => Currency::parse(text).map(Some).map_err(|error| {
            Failure::new(Outcome::Usage, error.to_string()).at(format!("--currency {text}"))
        }),
        None => Ok(settings.currency.as_ref().map(|currency| currency.value)),
    }
}

/// What to group by, resolved against the tables.
#[derive(Debug)]
pub struct Grouping {
    /// The dimensions.
    pub by: Vec<Dimension>,
    /// For each `Dimension::Deal`, whether its column is one of the accounts.
    sources: Vec<(String, bool)>,
    accounts: Option<Accounts>,
}

impl Grouping {
    /// Finds each name: time units and rep first, then columns of reps, of deals, of accounts.
    pub fn resolve(
        names: &[String],
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        people: &People,
    ) -> Result<Self, Failure> {
        let mut grouping = Self { by: Vec::new(), sources: Vec::new(), accounts: None };
        for name in names {
            let dimension = grouping.dimension(name.trim(), tables, reading, people)?;
            if grouping.by.contains(&dimension) {
                return Err(Failure::new(Outcome::Usage, format!("`--by` names `{name}` twice")));
            }
            grouping.by.push(dimension);
        }
        let times = grouping.by.iter().filter(|dimension| matches!(dimension, Dimension::Time(_))).count();
        if times > 1 {
            return Err(Failure::new(Outcome::Usage, "`--by` takes one of month, quarter, half and year"));
        }
        Ok(grouping)
    }

    fn dimension(
        &mut self,
        name: &str,
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        people: &People,
    ) -> Result<Dimension, Failure> {
        let time =
            [("month", Unit::Month), ("quarter", Unit::Quarter), ("half", Unit::Half), ("year", Unit::Year)];
        if let Some((_, unit)) = time.iter().find(|(word, _)| *word == name) {
            return Ok(Dimension::Time(*unit));
        }
        match name {
            "rep" | "rep_id" => return Ok(Dimension::Rep),
            "manager" => return Ok(Dimension::Manager),
            _ => {}
        }
        let (owner, column) = match name.split_once('.') {
            Some((owner @ ("reps" | "deals" | "accounts"), column)) => (owner, column),
            _ => ("", name),
        };
        let reps = people.column_names();
        if matches!(owner, "" | "reps") && reps.iter().any(|known| known == column) {
            return Ok(Dimension::RepColumn(column.to_owned()));
        }
        let deals = columns_of(&tables.require("deals")?).map_err(|error| refused(&error))?;
        if matches!(owner, "" | "deals") && deals.iter().any(|known| known == column) {
            self.sources.push((column.to_owned(), false));
            return Ok(Dimension::Deal(column.to_owned()));
        }
        if self.accounts.is_none() {
            self.accounts = reading.accounts(tables)?;
        }
        let accounts = self.accounts.as_ref().map(Accounts::names).unwrap_or_default();
        if matches!(owner, "" | "accounts") && accounts.iter().any(|known| known == column) {
            self.sources.push((column.to_owned(), true));
            return Ok(Dimension::Deal(column.to_owned()));
        }
        if reps.is_empty()
            && table("reps").is_some_and(|reps| reps.column(column).is_some())
            && matches!(owner, "" | "reps")
        {
            return Err(Failure::new(
                Outcome::Usage,
                format!("`{column}` is a column of the reps, and there are none"),
            )
            .hint("give them with `--reps FILE`"));
        }
        let words = ["rep", "manager", "month", "quarter", "half", "year"];
        let known =
            words.iter().copied().chain(reps.iter().chain(&deals).chain(&accounts).map(String::as_str));
        Err(Failure::new(Outcome::Usage, format!("`--by {name}` is not a column of reps, deals or accounts"))
            .hint(did_you_mean(column, known)))
    }

    /// The unit of time that days are cut at; months when a trend is wanted, which lie within all larger ones.
    #[must_use]
    pub fn unit(&self, trend: bool) -> Option<Unit> {
        if trend {
            return Some(Unit::Month);
        }
        self.by.iter().find_map(|dimension| match dimension {
            Dimension::Time(unit) => Some(*unit),
            _ => None,
        })
    }

    /// The columns of the deals that it needs.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> =
            self.sources.iter().filter(|(_, account)| !account).map(|(column, _)| column.as_str()).collect();
        if self.sources.iter().any(|(_, account)| *account) {
            columns.push("account_id");
        }
        columns
    }

    /// For each deal, the values of the deal dimensions.
    pub fn groups(&self, deals: &WonDeals) -> Result<Vec<Vec<String>>, DataError> {
        let mut columns = Vec::new();
        for (column, account) in &self.sources {
            columns.push(match (account, &self.accounts) {
                (true, Some(accounts)) => {
                    let ids = deals.texts("account_id")?;
                    ids.iter().map(|id| accounts.value(column, id.unwrap_or_default()).to_owned()).collect()
                }
                _ => deals.as_text(column)?,
            });
        }
        Ok((0..deals.len())
            .map(|row| columns.iter().map(|column: &Vec<String>| column[row].clone()).collect())
            .collect())
    }
}

/// What was credited.
#[derive(Debug, Default)]
pub struct Credited {
    /// The sums.
    pub board: Board,
    /// Names of the groups of deal columns.
    pub groups: Vec<Vec<String>>,
    /// The report's currency, if any is known.
    pub currency: Option<Currency>,
    /// First and last event date.
    pub extent: Option<Span>,
    /// Won deals without an owner, and their value.
    pub unowned: (u64, i128),
    /// Owners who are not in the reps table, and their deals.
    pub unlisted: Vec<(String, u64)>,
    /// Overlay rows, which attainment does not count.
    pub overlays: u64,
}

impl Credited {
    /// What the rows do not show.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.unowned.0 > 0 {
            let value = Exact::from_raw(self.unowned.1);
            let deals =
                counted(self.unowned.0, "won deal without an owner is", "won deals without an owner are");
            let currency = self.currency.as_ref().map_or("", |currency| currency.as_str());
            warnings.push(format!("{deals} credited to nobody: {value} {currency}").trim_end().to_owned());
        }
        if !self.unlisted.is_empty() {
            let names: Vec<String> =
                self.unlisted.iter().take(5).map(|(owner, deals)| format!("`{owner}` ({deals})")).collect();
            let more = if self.unlisted.len() > 5 { " …" } else { "" };
            let count = u64::try_from(self.unlisted.len()).unwrap_or(u64::MAX);
            let owners = counted(count, "owner of won deals is", "owners of won deals are");
            warnings.push(format!("{owners} not in the reps table: {}{more}", names.join(", ")));
        }
        warnings
    }
}

/// What one batch adds.
struct Part {
    deals: Vec<(u32, u32, u32)>,
    credits: Vec<(u32, i128)>,
    groups: Vec<Vec<String>>,
    unknown: Vec<(String, u64)>,
    currencies: Vec<Currency>,
    unowned: (u64, i128),
    extent: Option<(i32, i32)>,
}

/// Reads the won deals of some days and sums their credits.
#[allow(
    clippy::too_many_arguments,
    reason = "each is one table or choice of the run; a struct would be used once"
)]
pub fn board(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    grouping: &Grouping,
    measure: &Counted,
    currency: Option<Currency>,
    slots: &Slots,
    days: Span,
) -> Result<Credited, Failure> {
    let source = tables.require("deals")?;
    let mut columns = vec!["deal_id", "rep_id", "stage", "close_date", "amount"];
    for column in measure.columns().into_iter().chain(grouping.columns()).chain(["currency"]) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    measure.check(&columns_of(&source).map_err(|error| refused(&error))?)?;
    let mut credited = Credited { currency, overlays: company.overlays, ..Credited::default() };
    credited.board = Board::new(slots, grouping.by.contains(&Dimension::Rep));
    let known = company.people.len();
    let mut strangers: HashMap<String, (u32, u64)> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut groups: HashMap<Vec<String>, u32> = HashMap::new();
    let mut currencies: Vec<Currency> = Vec::new();
    let failure = std::sync::Mutex::new(None);
    let context = Context { company, grouping, measure, currency, slots, failure: &failure };
    let won = reading.won();
    let read = reading.large(
        &source,
        &columns,
        Some(crate::data::Won { stages: won.as_deref(), days }),
        &|batch| context.part(batch, days),
        &mut |part: Part| {
            let new: Vec<u32> = part
                .unknown
                .iter()
                .map(|(owner, deals)| {
                    let next = u32::try_from(known + strangers.len()).expect("fewer than 2^32 owners");
                    let (number, count) = strangers.entry_ref(owner.as_str()).or_insert_with(|| {
                        names.push(owner.clone());
                        (next, 0)
                    });
                    *count += deals;
                    *number
                })
                .collect();
            let group_numbers: Vec<u32> = part
                .groups
                .into_iter()
                .map(|group| {
                    let next = u32::try_from(groups.len()).expect("fewer groups than deals");
                    *groups.entry(group).or_insert(next)
                })
                .collect();
            let mut credits = part.credits;
            if !new.is_empty() {
                for (rep, _) in &mut credits {
                    let at = index(*rep).checked_sub(known);
                    *rep = at.map_or(*rep, |at| new[at]);
                }
            }
            let mut start = 0;
            for (slot, group, end) in part.deals {
                let end = index(end);
                credited.board.add(slot, group_numbers[index(group)], &credits[start..end]);
                start = end;
            }
            credited.unowned.0 += part.unowned.0;
            credited.unowned.1 += part.unowned.1;
            for currency in part.currencies {
                if !currencies.contains(&currency) {
                    currencies.push(currency);
                }
            }
            credited.extent = widen(credited.extent, part.extent);
            Ok(())
        },
    );
    if let Some(error) = failure.into_inner().unwrap_or(None) {
        return Err(refused_by_engine(&error));
    }
    read?;
    company.split_deals.say(company, reading, &source)?;
    credited.board.finish();
    if credited.extent.is_none() {
        say_stages(&source, reading, won.as_deref())?;
    }
    for name in names {
        company.people.intern(&name);
        company.leaves.push(Vec::new());
    }
    if company.people.has_rows() {
        credited.unlisted = strangers.into_iter().map(|(owner, (_, deals))| (owner, deals)).collect();
        credited.unlisted.sort();
    }
    let mut named: Vec<(Vec<String>, u32)> = groups.into_iter().collect();
    named.sort_unstable_by_key(|(_, number)| *number);
    credited.groups = named.into_iter().map(|(group, _)| group).collect();
    if currency.is_none() {
        credited.currency = only_currency(&mut currencies, measure)?;
    }
    Ok(credited)
}

/// When no deal is won, says which stages there are: most often the names of the won ones are missing.
pub fn say_stages(source: &Source, reading: &mut Reading<'_>, won: Option<&[String]>) -> Result<(), Failure> {
    let mut stages: Vec<String> = Vec::new();
    let mut named: Vec<String> = won.map(<[String]>::to_vec).unwrap_or_default();
    reading.again(source, &["stage"], &|batch| Ok((distinct(&batch)?, batch.won)), &mut |(found, won)| {
        stages.extend(found);
        if named.is_empty() {
            named.extend(won.iter().cloned());
        }
        Ok(())
    })?;
    stages.sort();
    stages.dedup();
    if stages.iter().any(|stage| named.contains(stage)) {
        reading.note("no deal is won in these days");
        return Ok(());
    }
    let quoted = |names: &[String]| {
        let names: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    reading.warning(&format!(
        "no deal is won: the stages are {}, and won are {}; say which with `--won STAGE`, or `[stages]` in spm.toml",
        quoted(&stages),
        quoted(&named)
    ));
    Ok(())
}

fn distinct(batch: &Batch) -> Result<Vec<String>, DataError> {
    crate::data::distinct(&batch.frame, "stage")
}

/// The one currency of the deals; several cannot be added up without saying in which.
pub fn only_currency(currencies: &mut [Currency], measure: &Counted) -> Result<Option<Currency>, Failure> {
    currencies.sort_unstable_by_key(|currency| currency.as_str().to_owned());
    let names: Vec<&str> = currencies.iter().map(Currency::as_str).collect();
    match &*currencies {
        [_, _, ..] if measure.own => Err(Failure::new(
            Outcome::Input,
            format!(
                "`{}` is a column of the file's own and counts as a plain number, but the deals are in several \
                 currencies: {}",
                measure.name,
                names.join(", ")
            ),
        )
        .hint(own_column::hint(&measure.name))),
        [_, _, ..] if measure.money => {
            Err(Failure::new(
                Outcome::Usage,
                format!("the deals are in several currencies: {}", names.join(", ")),
            )
            .hint("say which to report in with `--currency USD`, and give `--exchange-rates FILE`"))
        }
        [first, ..] => Ok(Some(*first)),
        [] => Ok(None),
    }
}

/// The span with the days from the first to the last of a part in it.
#[must_use]
pub fn widen(extent: Option<Span>, part: Option<(i32, i32)>) -> Option<Span> {
    let Some((from, to)) = part else { return extent };
    let (from, to) = (Day::from_number(from)?, Day::from_number(to)?);
    Some(match extent {
        Some(extent) => Span { from: extent.from.min(from), to: extent.to.max(to) },
        None => Span { from, to },
    })
}

/// What the batches are credited by; shared by all threads.
struct Context<'a> {
    company: &'a Company,
    grouping: &'a Grouping,
    measure: &'a Counted,
    currency: Option<Currency>,
    slots: &'a Slots,
    failure: &'a std::sync::Mutex<Option<EngineError>>,
}

impl Context<'_> {
    fn part(&self, batch: Batch, days: Span) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let batch = self.company.split_deals.looked_at(batch, &self.company.splits)?;
        let deals = WonDeals::of(batch.frame, &batch.won, days)?;
        match self.credit(&deals, &file)? {
            Ok(part) => Ok(part),
            Err(error) => {
                let message = error.to_string();
                if let Ok(mut failure) = self.failure.lock()
                    && failure.is_none()
                {
                    *failure = Some(error);
                }
                Err(DataError::row_refused(&file, 0, "", &message))
            }
        }
    }

    fn credit(&self, deals: &WonDeals, file: &str) -> Result<Result<Part, EngineError>, DataError> {
        let (ids, owners, days) = (deals.texts("deal_id")?, deals.texts("rep_id")?, deals.days()?);
        let values = self.measure.values(deals, file)?;
        let codes = deals.texts("currency")?;
        self.check_own(deals, &codes, file)?;
        let groups =
            if self.grouping.sources.is_empty() { Vec::new() } else { self.grouping.groups(deals)? };
        let known = self.company.people.len();
        let places = self.company.splits.places(deals.len(), |row| ids[row].unwrap_or_default());
        let mut part = Part {
            deals: Vec::with_capacity(deals.len()),
            credits: Vec::with_capacity(deals.len()),
            groups: Vec::new(),
            unknown: Vec::new(),
            currencies: Vec::new(),
            unowned: (0, 0),
            extent: days.iter().min().copied().zip(days.iter().max().copied()),
        };
        let mut strangers: HashMap<&str, u32> = HashMap::new();
        let mut group_numbers: HashMap<&[String], u32> = HashMap::new();
        let mut shares: Vec<Amount> = Vec::new();
        let mut exchange = Exchange { last: None };
        for row in 0..deals.len() {
            let Some(slot) = self.slots.of(days[row]) else { continue };
            let currency = exchange.currency(codes[row], &mut part.currencies);
            let convert = |amount: Amount| self.convert(amount, currency, days[row]);
            let split = self.company.splits.shares_at(places[row]);
            let added = if split.is_empty() {
                match convert(values[row]) {
                    Ok(value) => self.owner(owners[row], value, known, &mut strangers, &mut part),
                    Err(error) => Err(error),
                }
            } else {
                Self::share(
                    ids[row].unwrap_or_default(),
                    values[row],
                    split,
                    &mut shares,
                    &convert,
                    &mut part,
                )
            };
            match added {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => return Ok(Err(error)),
            }
            let group = match groups.get(row) {
                None => 0,
                Some(group) => {
                    let next = u32::try_from(group_numbers.len()).expect("fewer groups than deals");
                    *group_numbers.entry(group.as_slice()).or_insert(next)
                }
            };
            let end = u32::try_from(part.credits.len()).expect("a batch has fewer than 2^32 credits");
            part.deals.push((slot, group, end));
        }
        let mut named: Vec<(&[String], u32)> = group_numbers.into_iter().collect();
        named.sort_unstable_by_key(|(_, number)| *number);
        part.groups = named.into_iter().map(|(group, _)| group.to_vec()).collect();
        if part.groups.is_empty() {
            part.groups.push(Vec::new());
        }
        Ok(Ok(part))
    }

    /// Refuses to add up a column of the file's own over deals in other currencies than the report's.
    fn check_own(&self, deals: &WonDeals, codes: &[Option<&str>], file: &str) -> Result<(), DataError> {
        let (true, Some(wanted)) = (self.measure.own, self.currency) else { return Ok(()) };
        let rows = deals.rows();
        for (code, row) in codes.iter().zip(rows) {
            if let Some(deal) = code.and_then(|code| Currency::parse(code).ok()) {
                own_column::refuse_foreign((file, row), &self.measure.name, deal, ("the report", wanted))?;
            }
        }
        Ok(())
    }

    /// Credits the whole deal to its owner; `false` when it has none.
    fn owner<'b>(
        &self,
        owner: Option<&'b str>,
        value: i128,
        known: usize,
        strangers: &mut HashMap<&'b str, u32>,
        part: &mut Part,
    ) -> Result<bool, EngineError> {
        let Some(owner) = owner.filter(|owner| !owner.is_empty()) else {
            part.unowned.0 += 1;
            part.unowned.1 += value;
            return Ok(false);
        };
        let rep = match self.company.people.find(owner) {
            Found::Rep(rep) => rep,
            Found::Ambiguous(count) => {
                return Err(EngineError::AmbiguousName { name: owner.to_owned(), count });
            }
            Found::Unknown => {
                let next = u32::try_from(known + strangers.len()).expect("fewer than 2^32 owners");
                let number = *strangers.entry(owner).or_insert(next);
                let at = index(number) - known;
                if at == part.unknown.len() {
                    part.unknown.push((owner.to_owned(), 0));
                }
                part.unknown[at].1 += 1;
                number
            }
        };
        part.credits.push((rep, value));
        Ok(true)
    }

    fn share(
        deal_id: &str,
        value: Amount,
        split: &[Share],
        shares: &mut Vec<Amount>,
        convert: &dyn Fn(Amount) -> Result<i128, EngineError>,
        part: &mut Part,
    ) -> Result<bool, EngineError> {
        check_whole(deal_id, split)?;
        credits(value, split, shares)?;
        for (share, amount) in split.iter().zip(shares) {
            part.credits.push((share.rep, convert(*amount)?));
        }
        Ok(true)
    }

    fn convert(&self, amount: Amount, from: Option<Currency>, day: i32) -> Result<i128, EngineError> {
        match (from, self.currency) {
            (Some(from), Some(to)) if self.measure.money && from != to => {
                let day = Day::from_number(day).unwrap_or(Day::MIN);
                self.company.exchange.convert(amount, from, to, day).map(Exact::raw)
            }
            _ => Ok(amount.exact().raw()),
        }
    }
}

/// The currency of the deal before, which most often is that of the next one too.
struct Exchange<'a> {
    last: Option<(&'a str, Currency)>,
}

impl<'a> Exchange<'a> {
    fn currency(&mut self, code: Option<&'a str>, seen: &mut Vec<Currency>) -> Option<Currency> {
        let code = code?;
        if let Some((last, currency)) = self.last
            && last == code
        {
            return Some(currency);
        }
        let currency = Currency::parse(code).ok()?;
        if !seen.contains(&currency) {
            seen.push(currency);
        }
        self.last = Some((code, currency));
        Some(currency)
    }
}

/// All days that quotas and won deals cover, by whole months.
pub fn covered(deals: Option<Span>, quotas: Option<Span>, settings: &Settings) -> Result<Period, Failure> {
    let spans: Vec<Span> = deals.into_iter().chain(quotas).collect();
    let (Some(from), Some(to)) =
        (spans.iter().map(|span| span.from).min(), spans.iter().map(|span| span.to).max())
    else {
        return Err(Failure::new(
            Outcome::Input,
            "there is no won deal and no quota, so no period to report on",
        )
        .hint("name the won stages with `--won STAGE`, or a period with `--period 2026-Q3`"));
    };
    let calendar = &settings.calendar.value;
    let (first, last) = (calendar.period_of(Unit::Month, from), calendar.period_of(Unit::Month, to));
    if first == last {
        return Ok(first);
    }
    settings.period(&format!("{}..{}", first.label, last.label))
}
