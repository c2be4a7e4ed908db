//! What a version of a form asks, and what differs between two.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, encoded, shown};
use super::form_tabs::{choices, tabs};
use super::projects::Known;
use super::visit::Visit;
use crate::domain::words::Lang;
use crate::openrosa::form::difference::{Aspect, Change, Line};
use crate::openrosa::form::outline::{Asks, Piece, Question};
use crate::service::forms;
use crate::web::pages::form_parts::{ChangeRow, FormChanges, FormLook, FormTab, Shown};
use crate::web::pages::{Choice, Here, Pager};

/// Bytes of what is shown of a form on one page: with the frame around it that stays below 60 KB.
const ROOM: usize = 34_000;
/// Bytes that a question, a choice or a line costs beside its words.
const QUESTION: usize = 520;
const CHOICE: usize = 40;
const LINE: usize = 330;
/// Characters of one text in a comparison.
const LONGEST: usize = 300;

/// What to look at.
#[derive(Deserialize, Default)]
struct Wanted {
    version: Option<String>,
    lang: Option<String>,
    part: Option<usize>,
}

/// `GET …/forms/{form}/look`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn look(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let wanted: Wanted = visit.query();
    let (house, actor, form) = (&visit.house, visit.actor(), &path.1);
    let told = visit.ok(forms::outline(
        house,
        actor,
        known.project.id,
        form,
        wanted.version.as_deref(),
        wanted.lang.as_deref(),
        &visit.languages,
    )
    .await)?;
    let mut parts = parted(told.pieces);
    let count = parts.len().max(1);
    let part = wanted.part.unwrap_or(1).clamp(1, count);
    let link = |part: usize| {
        let lang = encoded(&told.language);
        format!("?version={}&lang={lang}&part={part}", told.version.id)
    };
    let tabs = tabs(&visit, &known, form, FormTab::Look).await?;
    let link = |part: usize| format!("{}/look{}", tabs.path(), link(part));
    let (lang, dir) = direction(&told.language);
    shown(&FormLook {
        shell: visit.shell(Here::Projects),
        title: told.title,
        versions: choices(&visit, &told.versions, &told.version.id),
        languages: told
            .languages
            .iter()
            .map(|name| Choice::new(name, name).chosen_if(&told.language))
            .collect(),
        lang,
        dir,
        pieces: if parts.is_empty() {
            Vec::new()
        } else {
            parts.swap_remove(part - 1)
        },
        calculated: told.calculated,
        part,
        parts: count,
        pager: Pager {
            previous: (part > 1).then(|| link(part - 1)),
            next: (part < count).then(|| link(part + 1)),
        },
        tabs,
    })
}

/// What to compare.
#[derive(Deserialize, Default)]
struct Compared {
    from: Option<String>,
    to: Option<String>,
}

/// `GET …/forms/{form}/changes`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn changes(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let wanted: Compared = visit.query();
    let (house, actor, form) = (&visit.house, visit.actor(), &path.1);
    let named = (wanted.from.as_deref(), wanted.to.as_deref());
    let id = known.project.id;
    let found = forms::changes(house, actor, id, form, named, &visit.languages).await;
    let found = visit.ok(found)?;
    let mut room = Room::default();
    let rows = found
        .difference
        .changed
        .into_iter()
        .flat_map(|line| rows(&visit, line));
    let from = found.from.as_ref().map_or("", |from| from.id.as_str());
    let page = FormChanges {
        shell: visit.shell(Here::Projects),
        tabs: tabs(&visit, &known, form, FormTab::Changes).await?,
        from: choices(&visit, &found.versions, from),
        to: choices(&visit, &found.versions, &found.to.id),
        comparable: found.from.is_some(),
        form: room.of(found.difference.form, |c| c.before.len() + c.after.len()),
        added: room.of(found.difference.added, |l| l.label.len() + l.path.len()),
        gone: room.of(found.difference.gone, |l| l.label.len() + l.path.len()),
        changed: room.of(rows, |r| {
            r.label.len() + r.path.len() + r.before.len() + r.after.len()
        }),
        more: 0,
    };
    shown(&FormChanges {
        more: room.left_out,
        ..page
    })
}

/// The room on a page, and what did not find any.
#[derive(Default)]
struct Room {
    used: usize,
    left_out: usize,
}

impl Room {
    fn of<T>(&mut self, all: impl IntoIterator<Item = T>, bytes: impl Fn(&T) -> usize) -> Vec<T> {
        let mut kept = Vec::new();
        for one in all {
            let more = bytes(&one) + LINE;
            if self.used + more > ROOM {
                self.left_out += 1;
            } else {
                self.used += more;
                kept.push(one);
            }
        }
        kept
    }
}

/// A row for each thing of a question that is another.
fn rows(visit: &Visit, line: Line) -> Vec<ChangeRow> {
    let Line {
        path,
        label,
        changes,
    } = line;
    changes
        .into_iter()
        .map(|change| {
            let (before, after) = said(visit, &change);
            ChangeRow {
                label: cut(&label),
                path: path.clone(),
                aspect: change.aspect,
                before,
                after,
            }
        })
        .collect()
}

/// A change's two sides in words.
fn said(visit: &Visit, change: &Change) -> (String, String) {
    let word = |text: &str| match (change.aspect, text) {
        (Aspect::Required, "yes") => visit.locale.t("look-required-yes"),
        (Aspect::Required, _) => visit.locale.t("look-required-no"),
        (Aspect::Type, text) => text
            .parse::<Asks>()
            .map_or_else(|_| text.to_owned(), |asks| visit.locale.word(asks)),
        (_, text) => cut(text),
    };
    (word(&change.before), word(&change.after))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The code of a form's language as XLSForm names it (`French (fr)`), if it is one, and its direction.
fn direction(language: &str) -> (Option<String>, &'static str) {
    const FROM_RIGHT: &[&str] = &[
        "ar", "fa", "ur", "ps", "he", "yi", "sd", "ug", "ckb", "dv", "prs", "ks",
    ];
    let code = language
        .rsplit_once('(')
        .map_or(language, |(_, code)| code.trim_end_matches([')', ' ']))
        .trim();
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    let primary = primary.to_ascii_lowercase();
    let is_code =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    if !is_code {
        // What a reader sees first says where it begins.
        return (None, "auto");
    }
    let dir = if FROM_RIGHT.contains(&primary.as_str()) {
        "rtl"
    } else {
        "ltr"
    };
    // A word of three letters may be no language's code: only those that we know are named to screen readers.
    let known = primary.len() == 2 || primary.parse::<Lang>().is_ok() || dir == "rtl";
    (known.then_some(primary), dir)
}

/// What is asked, in pages: a new one at a group where the last is full enough, or in the middle of one that is too large.
fn parted(pieces: Vec<Piece>) -> Vec<Vec<Shown>> {
    let whole: usize = pieces.iter().map(bytes).sum();
    let mut parts: Vec<Vec<Shown>> = Vec::new();
    let (mut page, mut used, mut n) = (Vec::new(), 0, 0);
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut ahead = 0;
    for piece in pieces {
        let more = bytes(&piece);
        // A group at the top that does not fit any more begins a page, if it fits on one.
        let begins =
            whole > ROOM && open.is_empty() && matches!(piece, Piece::Open(_)) && used > ROOM / 3;
        let full = used + more > ROOM && !matches!(piece, Piece::Close);
        if (begins || full) && ahead > 0 {
            page.extend(open.iter().map(|_| Shown::Close));
            parts.push(std::mem::take(&mut page));
            used = 0;
            ahead = 0;
            for (level, label) in &open {
                n += 1;
                page.push(Shown::Open {
                    n,
                    level: *level,
                    label: label.clone(),
                    repeats: false,
                    again: true,
                    shown_if: None,
                });
                used += QUESTION;
            }
        }
        used += more;
        match piece {
            Piece::Open(group) => {
                n += 1;
                let level = if open.is_empty() { 3 } else { 4 };
                open.push((level, group.label.clone()));
                page.push(Shown::Open {
                    n,
                    level,
                    label: group.label,
                    repeats: group.repeats,
                    again: false,
                    shown_if: group.shown_if,
                });
            }
            Piece::Close => {
                open.pop();
                page.push(Shown::Close);
            }
            Piece::Ask(question) => {
                ahead += 1;
                page.push(Shown::Ask(question));
            }
        }
    }
    if !page.is_empty() {
        parts.push(page);
    }
    parts
}

/// About how many bytes a piece takes on a page.
fn bytes(piece: &Piece) -> usize {
    match piece {
        Piece::Open(group) => QUESTION + group.label.len(),
        Piece::Close => 12,
        Piece::Ask(question) => of_question(question),
    }
}

fn of_question(q: &Question) -> usize {
    let choices: usize = q
        .choices
        .iter()
        .map(|(label, value)| CHOICE + label.len().max(value.len()))
        .sum();
    let code = q
        .constraint
        .as_ref()
        .map_or(0, |c| c.len() + q.message.len() + 160);
    let when = q.shown_if.as_ref().map_or(0, |_| 300);
    let files: usize = q.files.iter().map(|f| f.len() + 60).sum();
    QUESTION + q.label.len() + q.hint.len() + 2 * q.name.len() + choices + code + when + files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openrosa::FormDefinition;
    use crate::openrosa::form::outline::{self, Group};

    #[test]
    fn a_language_s_direction_is_known_by_its_code() {
        let of = |name: &str| {
            let (code, dir) = direction(name);
            (code.unwrap_or_default(), dir)
        };
        assert_eq!(of("العربية (ar)"), ("ar".into(), "rtl"));
        assert_eq!(of("French (fr)"), ("fr".into(), "ltr"));
        assert_eq!(of("Dari (prs)"), ("prs".into(), "rtl"));
        assert_eq!(of("en-GB"), ("en".into(), "ltr"));
        assert_eq!(of("default"), (String::new(), "auto"));
        assert_eq!(of("Nuer"), (String::new(), "auto"));
        assert_eq!(of(""), (String::new(), "auto"));
    }

    fn question(words: usize) -> Piece {
        let xml = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title>\
                   <model><instance><data id=\"t\"><a/><meta/></data></instance></model></h:head>\
                   <h:body><input ref=\"/data/a\"/></h:body></h:html>";
        let form = FormDefinition::parse(xml.as_bytes()).unwrap();
        let Some(Piece::Ask(mut one)) = outline::outline(&form, "").pop() else {
            panic!()
        };
        one.label = "x".repeat(words);
        Piece::Ask(one)
    }

    #[test]
    fn a_long_form_is_shown_in_pages_that_each_close_what_they_open() {
        let group = |label: &str| {
            Piece::Open(Group {
                label: label.into(),
                repeats: false,
                shown_if: None,
            })
        };
        let mut pieces = Vec::new();
        for n in 0..4 {
            pieces.push(group(&format!("Group {n}")));
            pieces.push(group("Inner"));
            pieces.extend((0..40).map(|_| question(900)));
            pieces.extend([Piece::Close, Piece::Close]);
        }
        let parts = parted(pieces);
        assert!(parts.len() > 4);
        let mut asked = 0;
        for part in &parts {
            let mut depth = 0_i32;
            let mut used = 0;
            for piece in part {
                match piece {
                    Shown::Open { .. } => depth += 1,
                    Shown::Close => depth -= 1,
                    Shown::Ask(q) => {
                        asked += 1;
                        used += of_question(q);
                    }
                }
                assert!(depth >= 0);
            }
            assert_eq!(depth, 0);
            assert!(used > 0 && used <= ROOM);
        }
        assert_eq!(asked, 160);
        assert_eq!(parted(vec![question(5), question(5)]).len(), 1);
        assert!(parted(Vec::new()).is_empty());
    }
}
