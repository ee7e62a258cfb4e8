//! Something that would go wrong before payday, or is probably not meant: where it is, what it is, what to do. Findings
//! are collected, never thrown; who looks for them is `plan::lint`, `engine::checks` and the command `check`.

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody would be paid wrong, or nobody could be paid.
    Error,
    /// Probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The word of the column `severity`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The file as the user named it; empty where none is to blame.
    pub file: String,
    /// The row of a table, or the line of a plan; 0 where there is none.
    pub row: u64,
    /// The column of a table, or the path of a plan's key; may be empty.
    pub column: String,
    /// What there is to see, without a full stop.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    /// A finding that no place is known of yet.
    #[must_use]
    pub fn new(severity: Severity, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (what, remedy) = (what.into(), remedy.into());
        Self { severity, file: String::new(), row: 0, column: String::new(), what, remedy }
    }

    /// The same at a row of a file.
    #[must_use]
    pub fn at(mut self, file: &str, row: u64, column: &str) -> Self {
        file.clone_into(&mut self.file);
        self.row = row;
        column.clone_into(&mut self.column);
        self
    }

    /// The place for people: ``plans/ae.toml:12, `element[base].rate` ``, ``reps.csv:3, `manager_id` ``; may be empty.
    #[must_use]
    pub fn place(&self) -> String {
        let mut place = self.file.clone();
        if self.row > 0 {
            place.push_str(&format!(":{}", self.row));
        }
        if !self.column.is_empty() {
            let separator = if place.is_empty() { "" } else { ", " };
            place.push_str(&format!("{separator}`{}`", self.column));
        }
        place
    }
}

/// Puts findings in the order in which they are shown: the worst first, then by place.
pub fn arrange(findings: &mut Vec<Finding>) {
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.severity, finding.row);
        (key(one).0, &one.file, key(one).1, &one.column, &one.what).cmp(&(
            key(other).0,
            &other.file,
            key(other).1,
            &other.column,
            &other.what,
        ))
    });
    findings.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_what_is_known_of_it() {
        let finding = Finding::new(Severity::Error, "wrong", "mend it");
        assert_eq!(finding.place(), "");
        assert_eq!(finding.clone().at("reps.csv", 3, "manager_id").place(), "reps.csv:3, `manager_id`");
        assert_eq!(finding.at("reps.csv", 0, "").place(), "reps.csv");
    }

    #[test]
    fn the_worst_stand_first_and_none_twice() {
        let at = |severity, row| Finding::new(severity, "x", "").at("a.csv", row, "");
        let mut findings = vec![at(Severity::Note, 1), at(Severity::Error, 9), at(Severity::Error, 2)];
        findings.push(at(Severity::Error, 9));
        arrange(&mut findings);
        let rows: Vec<u64> = findings.iter().map(|finding| finding.row).collect();
        assert_eq!(rows, [2, 9, 1]);
    }
}
