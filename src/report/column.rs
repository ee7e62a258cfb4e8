//! What a column of a report is: its names, what its cells mean, whether people see it, and whether it may be
//! hidden for want of width.

/// What the cells of a column mean. It decides how people see them; the exact values are in
/// [`Values`](super::Values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text; may be shortened to fit a terminal.
    Text,
    /// An identifier; never shortened.
    Id,
    /// Money, in the currency that the report names.
    Money,
    /// A share such as attainment: people see a percentage with one decimal, machines six decimals.
    Fraction,
    /// A rate of pay: people see a percentage with all its digits, machines six decimals.
    Rate,
    /// A number with at most four decimals.
    Number,
    /// A whole number.
    Integer,
    /// A day.
    Date,
    /// A row of numbers, as text of decimals with one space between them and `-` for a missing one: people
    /// see a sparkline, machines the text.
    Spark,
    /// A number that people see with a bar behind it, scaled to the largest shown; machines see the number.
    Bar,
}

impl Kind {
    /// Whether cells stand at the right of their column.
    #[must_use]
    pub fn is_right_aligned(self) -> bool {
        match self {
            Kind::Money | Kind::Fraction | Kind::Rate | Kind::Number | Kind::Integer => true,
            Kind::Text | Kind::Id | Kind::Date | Kind::Spark | Kind::Bar => false,
        }
    }
}

/// Whether people see a column. Machine formats carry every column whatever is said here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum People {
    /// They do, as far as there is width.
    #[default]
    Shown,
    /// They do not, for the report tells them elsewhere, such as under its title.
    MachineOnly,
    /// They do when some cell of the report says something: one that is neither zero nor missing nor empty,
    /// in any of its rows, those that a long table leaves out among them, or in its total.
    WhenUsed,
}

/// One column of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in machine formats, lower snake case; part of the product's contract.
    pub name: String,
    /// The heading for people.
    pub title: String,
    /// What its cells mean.
    pub kind: Kind,
    /// Never hidden for want of width.
    pub essential: bool,
    /// Served before the other columns that may be hidden: none of them is shown while this one is shortened
    /// below its text, or below 24 columns of a terminal where its text is longer.
    pub preferred: bool,
    /// Whether people see it. What they do not see does not count as hidden.
    pub people: People,
    /// Whether its cells name files beside the report, with blanks between them: a page leads to them.
    pub files: bool,
}

impl Column {
    /// A column that may be hidden when a terminal is narrow.
    #[must_use]
    pub fn new(name: &str, title: &str, kind: Kind) -> Column {
        Column {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            essential: false,
            preferred: false,
            people: People::Shown,
            files: false,
        }
    }

    /// The same column, never hidden.
    #[must_use]
    pub fn essential(mut self) -> Column {
        self.essential = true;
        self
    }

    /// The same column, served before the others that may be hidden.
    #[must_use]
    pub fn preferred(mut self) -> Column {
        self.preferred = true;
        self
    }

    /// The same column, left out of what people see.
    #[must_use]
    pub fn for_machines(mut self) -> Column {
        self.people = People::MachineOnly;
        self
    }

    /// The same column, left out of what people see as long as it says nothing.
    #[must_use]
    pub fn when_used(mut self) -> Column {
        self.people = People::WhenUsed;
        self
    }

    /// A column of free text.
    #[must_use]
    pub fn text(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Text)
    }

    /// A column of identifiers.
    #[must_use]
    pub fn id(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Id)
    }

    /// A column of files beside the report.
    #[must_use]
    pub fn files(name: &str, title: &str) -> Column {
        Column { files: true, ..Column::id(name, title) }
    }

    /// A column of money.
    #[must_use]
    pub fn money(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Money)
    }

    /// A column of shares, shown as percentages with one decimal.
    #[must_use]
    pub fn fraction(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Fraction)
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn integer(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Integer)
    }

    /// A column of days.
    #[must_use]
    pub fn date(name: &str, title: &str) -> Column {
        Column::new(name, title, Kind::Date)
    }
}
