//! The tree of territories that accounts are in, for quotas and capacity: that of the rules where there are any, with
//! every account where rules put it; else the territories that the tables state, side by side.

use crate::cli::failure::Failure;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::territory::Ground;
use crate::cli::territory::rules::{RuleArgs, optional_ruling};
use crate::engine::people::index;
use crate::engine::territory::alignment::Alignment;

/// One territory of the tree.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// Its name; the rep's id where no territories are named.
    pub name: String,
    /// The place of the territory above; none at the top.
    pub parent: Option<usize>,
    /// Whether it has accounts of its own, or no parts.
    pub own: bool,
    /// The reps who cover it, as places in the book.
    pub reps: Vec<u32>,
}

/// The tree, and which account is where.
pub struct Units {
    /// The territories; one above stands before its parts.
    pub leaves: Vec<Leaf>,
    /// For each account of the book the place of its territory.
    pub of: Vec<Option<usize>>,
    /// Whether they are territories; else they are reps.
    pub named: bool,
}

/// Finds the tree.
pub fn units(
    args: &RuleArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ground: &Ground,
) -> Result<Units, Failure> {
    let Some(ruling) = optional_ruling(args, settings, reading, ground)? else {
        return Ok(standing(ground));
    };
    let matched = ruling.match_accounts(ground, settings.thread_count())?;
    let (assignment, _) = ruling.assign(ground, &matched, reading)?;
    let mut order: Vec<usize> = (0..ruling.tree.nodes.len()).collect();
    order.sort_by_key(|node| ruling.tree.nodes[*node].depth);
    let mut place_of = vec![0; order.len()];
    for (place, node) in order.iter().enumerate() {
        place_of[*node] = place;
    }
    let mut leaves: Vec<Leaf> = order
        .iter()
        .map(|node| {
            let stated = &ruling.tree.nodes[*node];
            Leaf {
                name: ruling.id(*node).to_owned(),
                parent: stated.parent.map(|parent| place_of[parent]),
                own: !stated.has_parts,
                reps: ruling.teams[*node].reps.iter().map(|(rep, _)| *rep).collect(),
            }
        })
        .collect();
    let of: Vec<Option<usize>> =
        assignment.placed.iter().map(|placed| placed.node.map(|node| place_of[node])).collect();
    for place in of.iter().flatten() {
        leaves[*place].own = true;
    }
    Ok(Units { leaves, of, named: true })
}

/// The territories that the tables state.
fn standing(ground: &Ground) -> Units {
    let alignment = Alignment::standing(&ground.book);
    let leaf = |unit: &crate::engine::territory::alignment::Unit| Leaf {
        name: unit.name.clone(),
        parent: None,
        own: true,
        reps: unit.reps.clone(),
    };
    Units {
        leaves: alignment.units.iter().map(leaf).collect(),
        of: alignment.of.iter().map(|unit| unit.map(index)).collect(),
        named: alignment.named,
    }
}
