//! stub
use crate::calendar::{Calendar, Day, Span};
use crate::engine::error::EngineError;
use crate::engine::events::Event;
use crate::money::Rounding;
use crate::plan::{Clawback, Release};
pub struct Earned { pub payout: usize, pub amount: i128 }
pub struct Take { pub payout: usize, pub amount: i128, pub day: Day }
pub struct Facts<'a> { pub deal_id: &'a str, pub day: Day, pub amount: i128, pub term_months: Option<u32>, pub events: &'a [Event] }
pub struct Terms<'a> { pub release: Option<&'a Release>, pub clawback: Option<&'a Clawback>, pub rounding: Rounding, pub calendar: &'a Calendar }
pub enum Movement { Hold, Release, Clawback }
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason(pub i32);
pub struct Moved { pub payout: usize, pub movement: Movement, pub amount: i128, pub reason: Reason }
pub fn settle(_e: &[Earned], _t: &[Take], _p: &[Span], _f: &Facts<'_>, _terms: &Terms<'_>) -> Result<Vec<Moved>, EngineError> { Ok(Vec::new()) }
impl std::fmt::Display for Reason { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}", self.0) } }
