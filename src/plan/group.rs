//! Elements whose tiers a group finds, and pools, which pay a group once: which of their keys go together.

use super::document::ElementDocument;
use super::node::Source;
use super::place::Located;
use super::release::{Method, Occasion, Release};
use super::terms::{BaseRate, Pays, TierScope, TrueUp, Window};

/// Refuses keys that have no meaning for a group.
pub(super) fn check(source: &Source<'_>, document: &ElementDocument, pays: Pays, window: Window) {
    let Some(scope) = document.tier_scope.as_ref().filter(|scope| scope.value != TierScope::Rep) else {
        if let Some(pool) = &document.pool {
            let remedy = "add `tier_scope = \"team\"` or `\"company\"`";
            source.fault(pool, "there is no group to share", remedy);
        }
        return;
    };
    if window == Window::Deal {
        let spot = document.window.as_ref().map_or_else(|| scope.spot(), Located::spot);
        source.fault(&spot, "a single deal is not the measure of a group", "use a window of time");
    }
    if document.pool.is_some() {
        check_pool(source, document, pays);
    }
}

/// A pool is paid once on the whole measure of a group: nothing in it can go by one rep or by one deal.
fn check_pool(source: &Source<'_>, document: &ElementDocument, pays: Pays) {
    let by_rep = [
        ("matrix", document.matrix.as_ref().map(Located::spot)),
        ("contest", document.contest.as_ref().map(Located::spot)),
        ("score", document.score.as_ref().filter(|score| score.value).map(Located::spot)),
        ("formula", document.formula.as_ref().map(Located::spot)),
        ("target", document.pays.as_ref().filter(|_| pays == Pays::Target).map(Located::spot)),
        (
            "target / quota",
            document
                .base_rate
                .as_ref()
                .filter(|rate| rate.value == BaseRate::TargetByQuota)
                .map(Located::spot),
        ),
    ];
    for (what, spot) in by_rep {
        if let Some(spot) = spot {
            let reason = format!("`{what}` is of one rep, and a pool is paid to a group");
            source.fault(&spot, reason, "pay the pool by rates, `unit` or `fixed`, or leave `pool` out");
        }
    }
    if let Some(cap) = document.cap.as_ref().filter(|cap| cap.value.deal.is_some()) {
        source.fault(cap, "a pool pays no single deal", "cap it by `payout` or `window`");
    }
    if let Some(stated) = document.true_up.as_ref().filter(|stated| stated.value == TrueUp::Forward) {
        source.fault(stated, "a pool pays no single deal", "leave `forward` out: each share is paid to date");
    }
    let by_event = |release: &Release| match release {
        Release::Shares(shares) => {
            let events = [Occasion::Invoice, Occasion::Payment, Occasion::Manual];
            shares.keys().any(|occasion| events.contains(occasion))
        }
        Release::Months(_) => false,
    };
    if let Some(release) = document.release.as_ref().filter(|release| by_event(&release.value)) {
        let remedy = "release it by `booking`, a day or `months`";
        source.fault(release, "a pool pays no single deal, whose events could release it", remedy);
    }
    if let Some(clawback) =
        document.clawback.as_ref().filter(|clawback| clawback.value.method != Method::Retier)
    {
        let remedy = "`method = \"retier\"` works the pool out without the deal";
        source.fault(clawback, "a pool has no lines of single deals to take back", remedy);
    }
}
