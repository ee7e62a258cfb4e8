//! Who is who on which day: reps by id, e-mail or name, their dated rows, and the managers above them.
//! Which plan a rep is on is left to `membership`.

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::engine::error::EngineError;
use crate::model::ids::{Key, Numbers};
use crate::model::rows::RepRow;

/// The reps of a run. A rep is a number: the position at which it was first seen.
#[derive(Debug, Default)]
pub struct People {
    ids: Vec<String>,
    rows: Vec<Vec<RepRow>>,
    by_id: Numbers,
    by_email: HashMap<String, Vec<u32>>,
    by_name: HashMap<String, Vec<u32>>,
    listed: usize,
    repeated: u64,
}

/// What an owner's text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A rep.
    Rep(u32),
    /// A name that this many reps have.
    Ambiguous(usize),
    /// Nobody known.
    Unknown,
}

impl People {
    /// Builds the directory from the rows of the reps table, in any order; refuses rows of one rep that overlap.
    pub fn new(rows: Vec<RepRow>) -> Result<Self, EngineError> {
        let people = Self::of_rows(rows);
        people.overlaps().into_iter().next().map_or(Ok(people), Err)
    }

    /// The same, whatever the days of the rows.
    #[must_use]
    pub fn of_rows(mut rows: Vec<RepRow>) -> Self {
        rows.sort_by(|a, b| {
            (&a.rep_id, a.valid_from, a.place.row).cmp(&(&b.rep_id, b.valid_from, b.place.row))
        });
        let mut people = Self::default();
        for row in rows {
            let rep = people.intern(&row.rep_id);
            if people.rows[index(rep)].iter().any(|known| known.repeats(&row)) {
                people.repeated += 1;
                continue;
            }
            if !row.email.is_empty() {
                let named = people.by_email.entry(row.email.to_lowercase()).or_default();
                if !named.contains(&rep) {
                    named.push(rep);
                }
            }
            if !row.name.is_empty() {
                let named = people.by_name.entry(row.name.clone()).or_default();
                if !named.contains(&rep) {
                    named.push(rep);
                }
            }
            people.rows[index(rep)].push(row);
        }
        people.listed = people.ids.len();
        people
    }

    /// Every pair of rows of one rep that both hold on a day.
    #[must_use]
    pub fn overlaps(&self) -> Vec<EngineError> {
        let mut overlaps = Vec::new();
        for rows in &self.rows {
            for pair in rows.windows(2) {
                let (earlier, later) = (&pair[0], &pair[1]);
                let end = earlier.valid_to.unwrap_or(Day::MAX);
                let start = later.valid_from.unwrap_or(Day::MIN);
                if end >= start {
                    overlaps.push(EngineError::OverlappingRows {
                        rep_id: earlier.rep_id.clone(),
                        day: start,
                        file: later.place.file.clone(),
                        first: earlier.place.row,
                        second: later.place.row,
                    });
                }
            }
        }
        overlaps
    }

    /// The number of this rep id, which is added when it is new.
    pub fn intern(&mut self, rep_id: &str) -> u32 {
        let rep = self.by_id.number(rep_id);
        if index(rep) == self.ids.len() {
            self.ids.push(rep_id.to_owned());
            self.rows.push(Vec::new());
        }
        rep
    }

    /// Whom this text names: a rep id first, then an e-mail address, then a name.
    #[must_use]
    pub fn find(&self, owner: &str) -> Found {
        self.find_keyed(Key::of(owner), || owner)
    }

    /// The same for a text whose key is known.
    #[inline]
    #[must_use]
    pub fn find_keyed<'o>(&self, key: Key, owner: impl Fn() -> &'o str) -> Found {
        match self.by_id.get_keyed(key, &owner) {
            Some(rep) => Found::Rep(rep),
            None => self.find_otherwise(owner()),
        }
    }

    fn find_otherwise(&self, owner: &str) -> Found {
        if owner.contains('@')
            && let Some(named) = self.by_email.get(&owner.to_lowercase())
        {
            return only(named);
        }
        self.by_name.get(owner).map_or(Found::Unknown, |named| only(named))
    }

    /// Whom this text names; an unknown one becomes a rep without rows, an ambiguous one is refused.
    pub fn find_or_intern(&mut self, owner: &str) -> Result<u32, EngineError> {
        match self.find(owner) {
            Found::Rep(rep) => Ok(rep),
            Found::Unknown => Ok(self.intern(owner)),
            Found::Ambiguous(count) => Err(EngineError::AmbiguousName { name: owner.to_owned(), count }),
        }
    }

    /// How many reps there are, those without rows included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a reps table was given at all.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        self.listed > 0
    }

    /// How many rows of the table said what another row of the rep says, and were counted once.
    #[must_use]
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// The rep's id.
    #[must_use]
    pub fn id(&self, rep: u32) -> &str {
        &self.ids[index(rep)]
    }

    /// All ids, by rep number.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The dated rows of the rep, earliest first.
    #[must_use]
    pub fn rows(&self, rep: u32) -> &[RepRow] {
        &self.rows[index(rep)]
    }

    /// The row in force on this day.
    #[must_use]
    pub fn row_on(&self, rep: u32, day: Day) -> Option<&RepRow> {
        self.rows(rep).iter().find(|row| {
            row.valid_from.is_none_or(|from| from <= day) && row.valid_to.is_none_or(|to| day <= to)
        })
    }

    /// The row in force on this day, else the last one that began before it, else the first one.
    #[must_use]
    pub fn row_near(&self, rep: u32, day: Day) -> Option<&RepRow> {
        let rows = self.rows(rep);
        self.row_on(rep, day)
            .or_else(|| rows.iter().rev().find(|row| row.valid_from.is_none_or(|from| from <= day)))
            .or_else(|| rows.first())
    }

    /// The rep's name for people on this day; empty when unknown.
    #[must_use]
    pub fn name(&self, rep: u32, day: Day) -> &str {
        self.row_near(rep, day).map_or("", |row| row.name.as_str())
    }

    /// The name of a rep id on this day; empty when unknown.
    #[must_use]
    pub fn name_of(&self, rep_id: &str, day: Day) -> &str {
        self.by_id.get(rep_id).map_or("", |rep| self.name(rep, day))
    }

    /// First and last day of work: the earliest hire date and the end date of the last row.
    #[must_use]
    pub fn employment(&self, rep: u32) -> Span {
        let rows = self.rows(rep);
        let from = rows.iter().filter_map(|row| row.hire_date).min().unwrap_or(Day::MIN);
        let to = rows.last().and_then(|row| row.end_date).unwrap_or(Day::MAX);
        Span { from, to }
    }

    /// The first days of the stretches over which nobody's row changes, inside the span; its own first day first.
    #[must_use]
    pub fn era_starts(&self, span: Span) -> Vec<Day> {
        let mut starts = vec![span.from];
        for row in self.rows.iter().flatten() {
            starts.extend(row.valid_from);
            starts.extend(row.valid_to.map(Day::next));
        }
        starts.retain(|day| span.contains(*day));
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// For each rep and row, what a list by position in the table says of it.
    #[must_use]
    pub fn by_row(&self, said: &[bool]) -> Vec<Vec<bool>> {
        let says = |row: &RepRow| said.get(row.position).copied().unwrap_or(false);
        self.rows.iter().map(|rows| rows.iter().map(says).collect()).collect()
    }

    /// For each rep and row: yes.
    #[must_use]
    pub fn all_rows(&self) -> Vec<Vec<bool>> {
        self.rows.iter().map(|rows| vec![true; rows.len()]).collect()
    }

    /// Every id, e-mail and name by which a rep can be called, sorted.
    #[must_use]
    pub fn known_words(&self) -> Vec<String> {
        let mut words = self.ids.clone();
        words.extend(self.rows.iter().flatten().flat_map(|row| [row.email.clone(), row.name.clone()]));
        words.sort();
        words.dedup();
        words
    }

    /// The names of the columns of the reps table, sorted.
    #[must_use]
    pub fn column_names(&self) -> Vec<String> {
        let first = self.rows.iter().flatten().next();
        first.map(|row| row.columns.keys().cloned().collect()).unwrap_or_default()
    }

    /// The rep's direct manager on this day; one who is not in the table, or is the rep himself, counts as none.
    #[must_use]
    pub fn manager(&self, rep: u32, day: Day) -> Option<u32> {
        let row = self.row_on(rep, day)?;
        if row.manager_id.is_empty() {
            return None;
        }
        match self.find(&row.manager_id) {
            Found::Rep(manager) if manager != rep => Some(manager),
            _ => None,
        }
    }

    /// Every manager above the rep on this day, nearest first.
    pub fn managers_above(&self, rep: u32, day: Day) -> Result<Vec<u32>, EngineError> {
        let mut above = Vec::new();
        let mut at = rep;
        while let Some(manager) = self.manager(at, day) {
            if manager == rep || above.len() > self.len() {
                above.insert(0, rep);
                above.truncate(12);
                let mut names: Vec<&str> = above.iter().map(|member| self.id(*member)).collect();
                names.push(self.id(rep));
                return Err(EngineError::ManagerCircle {
                    rep_id: self.id(rep).to_owned(),
                    day,
                    circle: names.join(" → "),
                });
            }
            above.push(manager);
            at = manager;
        }
        Ok(above)
    }

    /// Rep numbers in the order of their ids, byte by byte.
    #[must_use]
    pub fn in_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).take(self.len()).collect();
        order.sort_by(|a, b| self.id(*a).cmp(self.id(*b)));
        order
    }

    /// Some of them in that order, or all.
    #[must_use]
    pub fn chosen_in_order(&self, only: Option<&[u32]>) -> Vec<u32> {
        let mut order = self.in_order();
        if let Some(only) = only {
            let mut is_chosen = vec![false; self.len()];
            for rep in only {
                is_chosen[index(*rep)] = true;
            }
            order.retain(|rep| is_chosen[index(*rep)]);
        }
        order
    }
}

/// The one rep of a name or address; several cannot be told apart.
fn only(named: &[u32]) -> Found {
    match named {
        [rep] => Found::Rep(*rep),
        several => Found::Ambiguous(several.len()),
    }
}

/// A rep number as a position.
#[must_use]
pub fn index(rep: u32) -> usize {
    usize::try_from(rep).expect("a 32-bit number is a position on every machine that this runs on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::Place;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn row(rep_id: &str, name: &str, manager: &str, from: Option<&str>, to: Option<&str>) -> RepRow {
        RepRow {
            rep_id: rep_id.to_owned(),
            name: name.to_owned(),
            email: format!("{rep_id}@acme.example"),
            manager_id: manager.to_owned(),
            valid_from: from.map(day),
            valid_to: to.map(day),
            place: Place::default(),
            ..RepRow::default()
        }
    }

    #[test]
    fn an_owner_is_found_by_id_then_email_then_name() {
        let people = People::new(vec![
            row("R1", "Ana", "", None, None),
            row("R2", "Ben", "R1", None, None),
            row("R3", "Ben", "R1", None, None),
        ])
        .unwrap();
        assert_eq!(people.find("R2"), Found::Rep(1));
        assert_eq!(people.find("r3@ACME.example"), Found::Rep(2));
        assert_eq!(people.find("Ana"), Found::Rep(0));
        assert_eq!(people.find("Ben"), Found::Ambiguous(2));
        assert_eq!(people.find("Cid"), Found::Unknown);
    }

    #[test]
    fn dated_rows_hold_on_their_days_only() {
        let people = People::new(vec![
            row("R1", "", "M2", Some("2026-03-01"), None),
            row("R1", "", "M1", None, Some("2026-02-28")),
            row("M1", "", "", None, None),
            row("M2", "", "M1", None, None),
        ])
        .unwrap();
        let Found::Rep(rep) = people.find("R1") else { panic!("R1 is known") };
        let above = |text| {
            let all = people.managers_above(rep, day(text)).unwrap();
            all.into_iter().map(|member| people.id(member).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(above("2026-02-28"), ["M1"]);
        assert_eq!(above("2026-03-01"), ["M2", "M1"]);
        let span = Span { from: day("2026-01-01"), to: day("2026-12-31") };
        assert_eq!(people.era_starts(span), [day("2026-01-01"), day("2026-03-01")]);
    }

    #[test]
    fn rows_that_overlap_are_refused() {
        let rows =
            vec![row("R1", "", "", None, Some("2026-03-01")), row("R1", "", "", Some("2026-03-01"), None)];
        let error = People::new(rows).unwrap_err().to_string();
        assert!(error.contains("both hold on 2026-03-01"), "{error}");
    }

    #[test]
    fn a_row_that_says_what_another_says_counts_once() {
        let at = |row_number: u64| RepRow {
            position: usize::try_from(row_number).unwrap(),
            place: Place { file: "reps.csv".to_owned(), row: row_number },
            columns: [("row".to_owned(), row_number.to_string())].into(),
            ..row("R1", "Ann", "", None, None)
        };
        let people = People::new(vec![at(2), at(3)]).unwrap();
        assert_eq!((people.rows(0).len(), people.repeated()), (1, 1));
        let other = RepRow { name: "Anne".to_owned(), ..at(4) };
        assert!(People::new(vec![at(2), other]).is_err());
    }

    #[test]
    fn a_circle_of_managers_is_refused_by_name() {
        let people = People::new(vec![
            row("A", "", "B", None, None),
            row("B", "", "C", None, None),
            row("C", "", "A", None, None),
            row("D", "", "A", None, None),
        ])
        .unwrap();
        let error = people.managers_above(0, day("2026-01-01")).unwrap_err().to_string();
        assert!(error.contains("A → B → C → A"), "{error}");
        assert!(people.managers_above(3, day("2026-01-01")).is_err());
    }
}
