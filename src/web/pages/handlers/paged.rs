//! Which page of a list is asked for, and the pages beside it. How many rows a page holds is each list's own.

use serde::Deserialize;

use crate::web::pages::Pager;

/// Far more than anybody pages through.
const LAST_PAGE: usize = 10_000;

/// `?page=`, from 1.
#[derive(Deserialize, Default)]
pub struct Paged {
    page: Option<usize>,
}

impl Paged {
    fn number(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// How many rows stand before the page.
    pub fn offset(&self, most: usize) -> usize {
        (self.number() - 1) * most
    }

    /// The pages beside one of which is known only whether more comes after it.
    pub fn pager(&self, path: &str, more: bool) -> Pager {
        beside(path, self.number(), more)
    }

    /// The rows of a page, its number, and the pages beside it, where all rows are here. A page after the last is the last.
    pub fn of<T>(&self, all: Vec<T>, most: usize, path: &str) -> (Vec<T>, usize, Pager) {
        let pages = all.len().div_ceil(most).max(1);
        let page = self.number().min(pages);
        let rows = all.into_iter().skip((page - 1) * most).take(most);
        (rows.collect(), page, beside(path, page, page < pages))
    }
}

fn beside(path: &str, page: usize, more: bool) -> Pager {
    let link = |page: usize| format!("{path}?page={page}");
    Pager {
        previous: (page > 1).then(|| link(page - 1)),
        next: more.then(|| link(page + 1)),
    }
}
