//! Which columns of a table are shown and how wide, given a terminal: text gives way first, then the
//! right-most columns that are neither essential nor preferred, then the preferred ones; a number, a day or
//! an identifier is never cut. Pure arithmetic on widths; drawing is left to `table`.

/// Spaces between two columns.
pub(super) const GAP: usize = 2;
/// Text is not shortened below this many columns.
const TEXT_LEAST: usize = 12;
/// Text of a preferred column is not shortened below this many while there is another column to hide.
const TEXT_PREFERRED: usize = 24;

/// What one column asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// The widest cell.
    pub cells: usize,
    /// The heading on one line.
    pub title: usize,
    /// The longest word of the heading, which may be wrapped between words.
    pub title_word: usize,
    /// Whether cells may be shortened.
    pub shrinks: bool,
    /// Whether the column may not be hidden.
    pub essential: bool,
    /// Whether other columns are hidden before its text gives way.
    pub preferred: bool,
}

impl Need {
    fn full(&self) -> usize {
        self.cells.max(self.title)
    }

    fn least(&self) -> usize {
        self.shortened(TEXT_LEAST)
    }

    fn wanted(&self) -> usize {
        self.shortened(if self.preferred { TEXT_PREFERRED } else { TEXT_LEAST })
    }

    fn shortened(&self, text: usize) -> usize {
        let cells = if self.shrinks { self.cells.min(text) } else { self.cells };
        cells.max(self.title_word)
    }
}

/// The columns that are shown, with their widths, and those that are not; indices in the order of the report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fit {
    pub shown: Vec<(usize, usize)>,
    pub hidden: Vec<usize>,
}

/// Fits columns into a width. What does not fit although all that may be hidden is hidden stands over.
pub(super) fn fit(needs: &[Need], width: Option<usize>, all_columns: bool) -> Fit {
    let mut shown: Vec<usize> = (0..needs.len()).collect();
    let sum = |shown: &[usize], of: fn(&Need) -> usize| {
        shown.iter().map(|&index| of(&needs[index])).sum::<usize>() + GAP * shown.len().saturating_sub(1)
    };
    let width = width.unwrap_or(usize::MAX);
    if sum(&shown, Need::full) <= width {
        let shown = shown.into_iter().map(|index| (index, needs[index].full())).collect();
        return Fit { shown, hidden: Vec::new() };
    }
    let mut hidden = Vec::new();
    let mut hide = |shown: &mut Vec<usize>, of: fn(&Need) -> usize, may_go: fn(&Need) -> bool| {
        while !all_columns && sum(shown, of) > width {
            // The first column says what a row is, so it stays whatever it is.
            let Some(place) = (1..shown.len()).rev().find(|&place| may_go(&needs[shown[place]])) else {
                break;
            };
            hidden.push(shown.remove(place));
        }
    };
    hide(&mut shown, Need::wanted, |need| !need.essential && !need.preferred);
    hide(&mut shown, Need::least, |need| !need.essential);
    hidden.sort_unstable();
    let start: fn(&Need) -> usize =
        if sum(&shown, Need::wanted) <= width { Need::wanted } else { Need::least };
    let spare = width.saturating_sub(sum(&shown, start));
    let widths = spread(needs, &shown, start, spare);
    Fit { shown: shown.into_iter().zip(widths).collect(), hidden }
}

/// Gives spare columns back: to text that is shortened, evenly, then to headings that are wrapped, from the
/// left.
fn spread(needs: &[Need], shown: &[usize], start: fn(&Need) -> usize, mut spare: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = shown.iter().map(|&index| start(&needs[index])).collect();
    loop {
        let mut given = false;
        for (width, &index) in widths.iter_mut().zip(shown) {
            if spare > 0 && *width < needs[index].cells {
                *width += 1;
                spare -= 1;
                given = true;
            }
        }
        if !given {
            break;
        }
    }
    for (width, &index) in widths.iter_mut().zip(shown) {
        let wanted = needs[index].full().saturating_sub(*width);
        if wanted <= spare {
            *width += wanted;
            spare -= wanted;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: usize) -> Need {
        Need { cells, title: 4, title_word: 4, shrinks: true, essential: false, preferred: false }
    }

    fn money(cells: usize) -> Need {
        Need { shrinks: false, ..text(cells) }
    }

    #[test]
    fn what_fits_is_as_wide_as_its_content() {
        let fitted = fit(&[text(20), money(10)], Some(32), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 20), (1, 10)], hidden: vec![] });
        let fitted = fit(&[text(2000), money(10)], None, false);
        assert_eq!(fitted, Fit { shown: vec![(0, 2000), (1, 10)], hidden: vec![] });
    }

    #[test]
    fn text_gives_way_before_a_column_is_hidden() {
        let fitted = fit(&[text(20), money(10)], Some(27), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 15), (1, 10)], hidden: vec![] });
    }

    #[test]
    fn the_right_most_column_that_is_not_essential_is_hidden_first() {
        let essential = Need { essential: true, ..money(10) };
        let fitted = fit(&[text(20), money(10), money(10), essential], Some(40), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 16), (1, 10), (3, 10)], hidden: vec![2] });
        let fitted = fit(&[text(20), money(10), money(10), essential], Some(40), true);
        assert_eq!(fitted, Fit { shown: vec![(0, 12), (1, 10), (2, 10), (3, 10)], hidden: vec![] });
    }

    #[test]
    fn a_preferred_text_is_not_shortened_before_other_columns_are_hidden() {
        let id = Need { essential: true, ..money(18) };
        let name = Need { preferred: true, ..text(20) };
        // 18 + 2 + 20 + 2 + 10 = 52.
        let fitted = fit(&[id, name, money(10), text(30)], Some(52), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 18), (1, 20), (2, 10)], hidden: vec![3] });
        let fitted = fit(&[id, name, money(10), text(30)], Some(51), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 18), (1, 20)], hidden: vec![2, 3] });
    }

    #[test]
    fn a_preferred_text_wants_no_more_than_24_columns() {
        let id = Need { essential: true, ..money(18) };
        let name = Need { preferred: true, ..text(60) };
        // 18 + 2 + 24 + 2 + 10 = 56, and what is over goes to the text.
        let fitted = fit(&[id, name, money(10)], Some(58), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 18), (1, 26), (2, 10)], hidden: vec![] });
    }

    #[test]
    fn a_preferred_text_gives_way_to_essential_columns() {
        let id = Need { essential: true, ..money(18) };
        let name = Need { preferred: true, ..text(20) };
        // 18 + 2 + 15 + 2 + 18 = 55; with the least text 52; without any 38.
        let fitted = fit(&[id, name, id], Some(55), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 18), (1, 15), (2, 18)], hidden: vec![] });
        let fitted = fit(&[id, name, id, money(10)], Some(51), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 18), (2, 18)], hidden: vec![1, 3] });
    }

    #[test]
    fn essential_columns_stand_over_rather_than_being_cut() {
        let essential = Need { essential: true, ..money(30) };
        let fitted = fit(&[essential, essential], Some(40), false);
        assert_eq!(fitted, Fit { shown: vec![(0, 30), (1, 30)], hidden: vec![] });
    }

    #[test]
    fn headings_are_wrapped_before_a_column_is_hidden() {
        let long = Need { title: 15, title_word: 8, ..money(6) };
        assert_eq!(fit(&[long, long], Some(32), false).shown, [(0, 15), (1, 15)]);
        assert_eq!(fit(&[long, long], Some(25), false).shown, [(0, 15), (1, 8)]);
        assert_eq!(fit(&[long, long], Some(18), false).shown, [(0, 8), (1, 8)]);
    }
}
