//! Who covers each territory of a tree on a day: those whom its rule names, else the reps whose row names it, else
//! those of the territory above.

use crate::calendar::Day;
use crate::engine::people::{Found, People, index};
use crate::engine::territory::book::Book;
use crate::plan::Located;
use crate::plan::territory::{Distribute, Rules, Tree};

/// Who covers one territory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// The reps who are there on the day, as places in the book with their weights, in the order of the rule, else of
    /// ids.
    pub reps: Vec<(u32, u32)>,
    /// Those whom the rule names and who are not there on the day.
    pub absent: Vec<u32>,
    /// How several of them share.
    pub distribute: Option<Distribute>,
}

/// A rep whom a rule names and who cannot be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// The file of the rule.
    pub file: String,
    /// The name, with its place.
    pub rep: Located<String>,
    /// How many reps have that name; zero for nobody.
    pub count: usize,
}

impl Team {
    /// Whether a rep is one of them.
    #[must_use]
    pub fn has(&self, rep: u32) -> bool {
        self.reps.iter().any(|(member, _)| *member == rep)
    }
}

/// The team of each territory of the tree; else every name that no rep has.
pub fn teams(
    book: &Book,
    people: &People,
    rules: &Rules,
    tree: &Tree,
    day: Day,
) -> Result<Vec<Team>, Vec<Stranger>> {
    let mut by_territory: Vec<Vec<u32>> = vec![Vec::new(); book.territories.len()];
    for (place, rep) in (0_u32..).zip(&book.reps) {
        if let (Some(territory), true, true) = (rep.territory, rep.listed, rep.is_there(day)) {
            by_territory[index(territory)].push(place);
        }
    }
    let mut strangers = Vec::new();
    let mut own: Vec<Option<Team>> = Vec::with_capacity(tree.nodes.len());
    for (node, stated) in tree.nodes.iter().enumerate() {
        let rule = &rules.all[stated.rule];
        if rule.holders.is_empty() {
            let reps = book.territory(&rule.id.value).map_or(&[][..], |place| &by_territory[index(place)]);
            let team = Team { reps: reps.iter().map(|rep| (*rep, 1)).collect(), ..Team::default() };
            own.push((!reps.is_empty()).then_some(team));
            continue;
        }
        let mut team = Team { distribute: rule.distribute, ..Team::default() };
        for holder in rules.holders(tree, node, day) {
            let found = people.find(&holder.rep.value);
            let place = match found {
                Found::Rep(rep) => book.rep(people.id(rep)).filter(|place| {
                    // An owner of accounts is known by name, but only the table of reps says who there is.
                    book.reps[index(*place)].listed || !people.has_rows()
                }),
                _ => None,
            };
            let Some(place) = place else {
                let count = if let Found::Ambiguous(count) = found { count } else { 0 };
                strangers.push(Stranger { file: rule.file.clone(), rep: holder.rep.clone(), count });
                continue;
            };
            match book.reps[index(place)].is_there(day) {
                true => team.reps.push((place, holder.weight)),
                false => team.absent.push(place),
            }
        }
        own.push(Some(team));
    }
    if !strangers.is_empty() {
        return Err(strangers);
    }
    let team = |node: usize| {
        let mut at = Some(node);
        while let Some(node) = at {
            if let Some(team) = &own[node] {
                return team.clone();
            }
            at = tree.nodes[node].parent;
        }
        Team::default()
    };
    Ok((0..tree.nodes.len()).map(team).collect())
}
