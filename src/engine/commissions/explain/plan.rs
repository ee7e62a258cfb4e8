//! Why a rep is on a plan: the versions of the period, their condition with the rep's columns, and the days.

use crate::calendar::{Day, Span};
use crate::engine::commissions::Summary;
use crate::engine::commissions::explain::{Node, Question, Run, What};

impl Run {
    /// The plan versions that the rep is on in the period of a summary.
    pub(super) fn explain_plans(&self, rep: u32, summary: &Summary, question: &Question<'_>) -> Vec<Node> {
        let payout = self.periods[summary.period].span;
        let plan_id = self.plans[summary.plan].id.as_str();
        let mut nodes: Vec<Node> = Vec::new();
        let on: Vec<_> =
            self.stretches(rep, plan_id).filter(|stretch| stretch.span.intersect(payout).is_some()).collect();
        for stretch in &on {
            nodes.push(self.explain_plan(rep, (stretch.plan, stretch.span), payout, question));
        }
        if nodes.is_empty() {
            nodes.push(self.explain_plan(rep, (summary.plan, Span::ALL), payout, question));
        }
        nodes
    }

    fn explain_plan(
        &self,
        rep: u32,
        (plan, on): (usize, Span),
        payout: Span,
        question: &Question<'_>,
    ) -> Node {
        let terms = &self.plans[plan];
        let day = on.to.min(payout.to);
        let row = self.people.row_near(rep, day);
        let mut who = Node::new(What::Who(plan));
        for name in question.who.get(plan).map_or(&[][..], Vec::as_slice) {
            let Some(row) = row else { continue };
            let value = row.columns.get(name).cloned().unwrap_or_default();
            who.children.push(Node::new(What::Column(name.clone(), value)).at(&row.place));
        }
        let mut node =
            Node::new(What::Plan(plan)).with([who, Node::new(What::InForce(terms.effective.span()))]);
        node.children.push(Node::new(What::OnPlan(on)));
        let employed = self.people.employment(rep);
        if employed.from != Day::MIN || employed.to != Day::MAX {
            let employed = Node::new(What::Employed(employed));
            node.children.push(match row {
                Some(row) => employed.at(&row.place),
                None => employed,
            });
        }
        let away =
            self.away(rep).iter().filter(|away| away.intersect(on).is_some() && away.from <= payout.to);
        node.with(away.map(|away| Node::new(What::Away(*away))))
    }
}
