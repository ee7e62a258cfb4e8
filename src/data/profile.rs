//! Profiles: which headers of a CRM's exports mean which canonical columns, and what its stages are called. A
//! profile is a TOML file; six are built in, beside `generic`. Applying one to the header of a file is left
//! to `mapping`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::conform::IdForm;
use super::error::DataError;
use super::source::Source;
use super::suggest::closest;
use crate::model::table::{TABLES, TableSpec};

/// A profile as its file is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    /// The name by which it is asked for.
    pub name: String,
    /// The name for people.
    #[serde(default)]
    pub title: String,
    /// What stands before the headers of its exports: `Deal - `.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// How ids are kept.
    #[serde(default)]
    ids: Ids,
    /// Canonical percent columns that are written as fractions.
    #[serde(default)]
    pub fractions: Vec<String>,
    /// What its stages are called.
    #[serde(default)]
    pub stages: Stages,
    /// For canonical columns, what other texts mean: `US Dollar` is `USD`.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// The tables that it knows.
    #[serde(default)]
    pub tables: BTreeMap<String, TableProfile>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ids {
    #[default]
    AsWritten,
    Salesforce,
}

/// Names of the stages in which a deal is decided.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// Stages of won deals.
    #[serde(default)]
    pub won: Vec<String>,
    /// Stages of lost deals.
    #[serde(default)]
    pub lost: Vec<String>,
}

/// What a profile knows of one table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableProfile {
    /// Sets of headers; a file that has all of one is an export of this CRM.
    #[serde(default)]
    pub detect: Vec<Vec<String>>,
    /// Headers of a yes or no that says whether a deal is won, for a note where it contradicts the stages.
    #[serde(default)]
    pub won_flag: Vec<String>,
    /// Headers of a yes or no that says whether the CRM has deleted the record; such rows are left out and
    /// counted.
    #[serde(default)]
    pub deleted_flag: Vec<String>,
    /// What tells records of another kind that the CRM exports together with those of the table.
    #[serde(default)]
    pub other_kind: OtherKind,
    /// Where each canonical column comes from.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnProfile>,
}

/// Records of another kind in the exports of a table, such as leads among deals; they are left out and counted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherKind {
    /// Headers of the column that names the kind.
    #[serde(default)]
    pub headers: Vec<String>,
    /// The texts of the other kind, in any case of letters.
    #[serde(default)]
    pub texts: Vec<String>,
}

/// One header, or several of which the first that the file has is taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    /// One header.
    One(String),
    /// Several spellings.
    Several(Vec<String>),
}

impl Names {
    /// The spellings, the preferred one first.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// Where a canonical column comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ColumnProfile {
    /// A header.
    Names(Names),
    /// In each row the first step that gives a value.
    Steps {
        /// The steps.
        first: Vec<StepProfile>,
        /// Whether conditions are enough, though most rows are then empty.
        #[serde(default)]
        sparse: bool,
    },
}

/// One attempt to give a row its value.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum StepProfile {
    /// The value of a header.
    Names(Names),
    /// A value where another column says one of some texts.
    When(WhenProfile),
}

/// A value where another column says one of some texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenProfile {
    /// The other column.
    pub when: Names,
    /// The texts, in any case.
    pub is: Vec<String>,
    /// The value as a constant …
    #[serde(default)]
    pub value: Option<String>,
    /// … or as a header.
    #[serde(default)]
    pub take: Option<Names>,
}

impl Profile {
    /// How ids are kept.
    pub fn id_form(&self) -> IdForm {
        match self.ids {
            Ids::AsWritten => IdForm::AsWritten,
            Ids::Salesforce => IdForm::Salesforce,
        }
    }

    fn parse(name: &str, text: &str) -> Result<Self, DataError> {
        let refuse = |message: String, hint: &str| DataError::Profile {
            profile: name.to_owned(),
            message,
            hint: hint.to_owned(),
        };
        let profile: Self = toml::from_str(text).map_err(|error| {
            refuse(error.to_string().trim_end().to_owned(), "the built-in profiles show how one is written")
        })?;
        for (table, columns) in &profile.tables {
            let Some(spec) = crate::model::table::table(table) else {
                let known = TABLES.iter().map(|spec| spec.name);
                return Err(refuse(
                    format!("there is no table `{table}`"),
                    &closest(table, known).unwrap_or_default(),
                ));
            };
            if let Some(column) = columns.columns.keys().find(|column| spec.column(column).is_none()) {
                let known = spec.columns.iter().map(|column| column.name);
                return Err(refuse(
                    format!("table `{table}` has no column `{column}`"),
                    &closest(column, known).unwrap_or_default(),
                ));
            }
        }
        Ok(profile)
    }
}

/// The built-in profiles, `generic` first.
static BUILT_IN: LazyLock<Vec<Arc<Profile>>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| {
            Arc::new(Profile::parse(name, text).expect("a test reads every built-in profile"))
        })
        .collect()
});

const FILES: &[(&str, &str)] = &[
    ("generic", include_str!("profiles/generic.toml")),
    ("salesforce", include_str!("profiles/salesforce.toml")),
    ("hubspot", include_str!("profiles/hubspot.toml")),
    ("pipedrive", include_str!("profiles/pipedrive.toml")),
    ("dynamics", include_str!("profiles/dynamics.toml")),
    ("zoho", include_str!("profiles/zoho.toml")),
    ("odoo", include_str!("profiles/odoo.toml")),
];

/// The names of the built-in profiles and what they are called for people.
#[must_use]
pub fn profile_names() -> Vec<(&'static str, &'static str)> {
    BUILT_IN.iter().map(|profile| (profile.name.as_str(), profile.title.as_str())).collect()
}

/// The letters and digits of a header in lower case: `Close Date`, `CloseDate` and `close_date` are one.
pub(super) fn key(header: &str) -> String {
    header.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A header as detection compares it: in any case, but with its spaces and signs, so that `deal_id` is not
/// the `Deal - ID` of a CRM.
fn spelling(header: &str) -> String {
    header.trim().trim_end_matches(['*', ' ']).to_lowercase()
}

/// The profile of plain tables.
pub(super) fn generic() -> Arc<Profile> {
    Arc::clone(&BUILT_IN[0])
}

/// The profile of a file: the one that is stated, else the one that the header shows.
pub(super) fn choose(source: &Source, file: &str, headers: &[String]) -> Result<Arc<Profile>, DataError> {
    match source.profile.as_deref() {
        Some(name) => stated(name),
        None => detect(source.table, file, headers),
    }
}

/// The profile of a name or of a TOML file.
pub(super) fn stated(name: &str) -> Result<Arc<Profile>, DataError> {
    if Path::new(name).extension().is_some_and(|ending| ending == "toml") {
        let text = std::fs::read_to_string(name)
            .map_err(|cause| DataError::Open { file: name.to_owned(), cause })?;
        return Profile::parse(name, &text).map(Arc::new);
    }
    let found = BUILT_IN.iter().find(|profile| profile.name.eq_ignore_ascii_case(name));
    found.cloned().ok_or_else(|| {
        let known = || BUILT_IN.iter().map(|profile| profile.name.as_str());
        let suggestion = closest(name, known()).map(|text| format!("{text}; ")).unwrap_or_default();
        DataError::Profile {
            profile: name.to_owned(),
            message: "there is no such profile".to_owned(),
            hint: format!(
                "{suggestion}the profiles are {}, or a path that ends in .toml",
                known().collect::<Vec<_>>().join(", ")
            ),
        }
    })
}

fn detect(table: &TableSpec, file: &str, headers: &[String]) -> Result<Arc<Profile>, DataError> {
    let required = table.columns.iter().filter(|column| column.required);
    if required.clone().all(|column| headers.iter().any(|header| header == column.name)) {
        return Ok(generic());
    }
    let spellings: Vec<String> = headers.iter().map(|header| spelling(header)).collect();
    let score = |profile: &Profile| {
        let sets = profile.tables.get(table.name).map_or(&[][..], |known| &known.detect);
        let sound = sets.iter().filter(|set| set.iter().all(|name| spellings.contains(&spelling(name))));
        sound.map(Vec::len).max().unwrap_or(0)
    };
    let best = BUILT_IN.iter().map(|profile| score(profile)).max().unwrap_or(0);
    let found: Vec<&Arc<Profile>> = BUILT_IN.iter().filter(|profile| score(profile) == best).collect();
    match found.as_slice() {
        _ if best == 0 => Ok(generic()),
        [one] => Ok(Arc::clone(one)),
        several => Err(DataError::Refused {
            message: format!(
                "the header of `{file}` fits several profiles: {}",
                several.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>().join(", ")
            ),
            hint: "state one with `--profile NAME`, or `profile = \"NAME\"` in spm.toml".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::table;

    fn check(table_name: &str, headers: &[&str], expected: &str) {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let spec = table(table_name).unwrap();
        let found = detect(spec, "x.csv", &headers).map(|profile| profile.name.clone());
        assert_eq!(found.unwrap_or_else(|error| error.to_string()), expected, "{headers:?}");
    }

    #[test]
    fn every_built_in_profile_can_be_read_and_knows_deals() {
        for (name, text) in FILES {
            let profile = Profile::parse(name, text).unwrap();
            assert_eq!(&profile.name, name);
            assert!(!profile.stages.won.is_empty() && profile.tables.contains_key("deals"), "{name}");
        }
    }

    #[test]
    fn the_header_shows_the_crm() {
        check("deals", &["Id", "Name", "StageName", "Amount", "CloseDate", "OwnerId"], "salesforce");
        check("deals", &["id", "name", "stage_name", "amount", "close_date", "owner_id"], "salesforce");
        check(
            "deals",
            &["Opportunity Owner", "Stage", "Amount", "Close Date", "Opportunity ID"],
            "salesforce",
        );
        check(
            "deals",
            &["Record ID", "Deal Name", "Deal Stage", "Close Date", "Deal owner", "Amount"],
            "hubspot",
        );
        check("deals", &["Deal - ID", "Deal - Title", "Deal - Value", "Deal - Status"], "pipedrive");
        check("deals", &["(Do Not Modify) Opportunity", "Topic", "Est. revenue", "Owner"], "dynamics");
        check("deals", &["Record Id", "Deal Name", "Closing Date", "Deal Owner", "Stage"], "zoho");
        check("deals", &["External ID", "Opportunity", "Salesperson", "Expected Revenue", "Stage"], "odoo");
        check("deals", &["deal_id", "rep_id", "amount", "stage", "close_date"], "generic");
        check("deals", &["opportunity_id", "rep_id", "amount", "stage", "close_date"], "generic");
        check("quotas", &["QuotaAmount", "StartDate", "OwnerName", "Username"], "salesforce");
    }

    #[test]
    fn a_profile_with_an_unknown_column_is_refused_with_a_suggestion() {
        let text = "name = 'x'\n[tables.deals.columns]\nammount = 'A'\n";
        let error = Profile::parse("x.toml", text).unwrap_err();
        assert_eq!(error.to_string(), "profile `x.toml`: table `deals` has no column `ammount`");
        assert_eq!(error.hint().as_deref(), Some("did you mean `amount`?"));
    }
}
