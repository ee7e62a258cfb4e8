//! More or fewer deals than a run has read: single deals credited as those of files are, or as somebody states them,
//! put beside the others and taken away. Which deals these are is left to the commands.

use crate::cli::failure::Failure;
use crate::cli::payable::{self, Ground, OfFile, Payable, Terms};
use crate::cli::prepare::Prepared;
use crate::data::Frame;
use crate::engine::commissions::Groups;
use crate::engine::order::Order;
use crate::engine::shelf::Shelf;
use crate::plan::Plan;

impl Prepared {
    /// Works out the credits of more deals, all of them taken as won; see [`payable::of_rows`].
    pub fn credited(&mut self, frame: Frame, of_file: Option<OfFile<'_>>) -> Result<Payable, Failure> {
        let Self { run, company, terms, .. } = self;
        std::mem::swap(&mut run.people, &mut company.people);
        std::mem::swap(&mut run.rules, &mut terms.rules);
        let ground =
            Ground { company, membership: &run.membership, plans: &run.plans, terms, events: &run.events };
        let credited = payable::of_rows(frame, of_file, ground);
        std::mem::swap(&mut run.people, &mut company.people);
        std::mem::swap(&mut run.rules, &mut terms.rules);
        credited
    }

    /// Works out the credits of deals that are made up, by plans other than those of the run, with as many elements.
    pub fn credited_by(&mut self, frame: Frame, plans: &[Plan], terms: &Terms) -> Result<Payable, Failure> {
        let Self { run, company, .. } = self;
        std::mem::swap(&mut run.people, &mut company.people);
        let ground = Ground { company, membership: &run.membership, plans, terms, events: &run.events };
        let credited = payable::of_rows(frame, None, ground);
        std::mem::swap(&mut run.people, &mut company.people);
        credited
    }

    /// Adds deals and credits to those of the run.
    pub fn add(&mut self, more: Vec<Payable>) {
        let run = &mut self.run;
        let mut shelf = Shelf {
            deals: std::mem::take(&mut run.deals),
            credits: std::mem::take(&mut run.credits),
            currencies: std::mem::take(&mut run.currencies),
            files: std::mem::take(&mut self.files),
        };
        for more in more {
            shelf.append(more.shelf);
        }
        (run.deals, run.credits, run.currencies) = (shelf.deals, shelf.credits, shelf.currencies);
        self.files = shelf.files;
        self.reorder();
    }

    /// Takes every credit of a deal away, and tells whether there was one.
    pub fn remove(&mut self, deal_id: &str) -> bool {
        let ids = &self.run.deals.ids;
        let gone: Vec<usize> = (0..ids.len()).filter(|place| ids.get(*place) == deal_id).collect();
        self.run.credits.retain(&|deal| !gone.contains(&deal));
        self.reorder();
        !gone.is_empty()
    }

    /// Brings the credits into their order; what groups had together is worked out anew.
    fn reorder(&mut self) {
        let run = &mut self.run;
        run.order = Order::new(run.people.len(), &run.deals, &run.credits, self.threads);
        run.groups = Groups::default();
    }
}
