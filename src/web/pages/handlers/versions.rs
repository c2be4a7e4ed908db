//! Two versions of a submission side by side: what differs, as much as one page may weigh.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, shown};
use super::projects::Known;
use super::submissions::{heading, title_of};
use super::visit::Visit;
use crate::domain::words::SubmissionState;
use crate::i18n::Locale;
use crate::openrosa::instance::LabelledAnswer;
use crate::service::reviews::{self, Told};
use crate::service::{ServiceError, forms, submissions};
use crate::web::pages::reviews::{Change, ChangeLine, Compared, VersionChoice, Versions};
use crate::web::pages::{Content, Here};

/// What one page of differences may weigh, in bytes.
const WEIGHT: usize = 38_000;
/// The most characters of one answer beside another.
const SHOWN_CHARS: usize = 600;

/// `?from=1&to=2`: places, from the oldest.
#[derive(Deserialize, Default)]
struct Asked {
    from: Option<usize>,
    to: Option<usize>,
}

/// `GET /submissions/{id}/versions`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn page(visit: Visit, id: Path<String>) -> Answer {
    let (found, _) = visit.ok(submissions::by_id(&visit.house, visit.actor(), &id).await)?;
    let known = Known::of(&visit, found.head.project_id).await?;
    let told = reviews::activity(&visit.house, visit.actor(), &found.head.id, Vec::new());
    let (mut told, _) = visit.ok(told.await)?;
    told.retain(|one| one.version.is_some());
    told.reverse();
    let last = told.len();
    let asked: Asked = visit.query();
    let to = asked.to.unwrap_or(last).clamp(1, last.max(1));
    let from = asked.from.unwrap_or(to.max(2) - 1).clamp(1, last.max(1));
    let (from, to) = (from.min(to), from.max(to));
    let compared = compared(&visit, &told, from, to).await?;
    let here = visit.ok(forms::list(&visit.house, visit.actor(), known.project.id).await)?;
    let choices: Vec<VersionChoice> = told
        .iter()
        .enumerate()
        .map(|(at, one)| VersionChoice {
            id: one.version.clone().unwrap_or_default(),
            when: visit.when(one.at),
            by: one.by.clone(),
            current: at + 1 == last,
        })
        .collect();
    shown(&Versions {
        shell: visit.shell(Here::Projects),
        id: choices.last().map(|v| v.id.clone()).unwrap_or_default(),
        form: title_of(&here, &found.xml_form_id),
        versions: choices,
        from,
        to,
        compared,
        project: known.project,
    })
}

async fn compared(visit: &Visit, told: &[Told], from: usize, to: usize) -> Result<Compared, Stop> {
    let version = |place: usize| told.get(place - 1).and_then(|one| one.version.as_deref());
    let (Some(from), Some(to)) = (version(from), version(to)) else {
        return Ok(Compared::Alone);
    };
    if from == to {
        return Ok(Compared::Alone);
    }
    let mut both = Vec::with_capacity(2);
    for id in [from, to] {
        let (found, _) = visit.ok(submissions::by_id(&visit.house, visit.actor(), id).await)?;
        if found.state != SubmissionState::Sealed {
            return Ok(Compared::NotOpened);
        }
        let answers =
            submissions::answers_for(&visit.house, visit.token(), &found.head, &visit.languages);
        match answers.await {
            Ok(answers) => both.push(answers),
            Err(ServiceError::Locked) => return Ok(Compared::Locked),
            Err(ServiceError::VaultAway | ServiceError::Busy) => return Ok(Compared::Away),
            Err(ServiceError::NotFound) => return Ok(Compared::NotOpened),
            Err(ServiceError::Denied | ServiceError::NeedsPurpose | ServiceError::Uncertified) => {
                return Ok(Compared::NotEntitled);
            }
            Err(error) => return Err(visit.stop(&error)),
        }
    }
    let newer = both.pop().unwrap_or_default();
    let older = both.pop().unwrap_or_default();
    Ok(differences(visit.locale, older, newer))
}

/// Where an answer stands: its question, and which turns of the repeats around it.
type Place = (std::sync::Arc<str>, Vec<u32>);

/// What differs, in the newer one's order, then what is only in the older one; as much as one page may weigh.
fn differences(say: Locale, older: Vec<LabelledAnswer>, newer: Vec<LabelledAnswer>) -> Compared {
    let place = |one: &LabelledAnswer| -> Place { (one.path.clone(), one.repeats.clone()) };
    let mut before: HashMap<Place, LabelledAnswer> = HashMap::new();
    let mut order: Vec<Place> = Vec::new();
    for one in older {
        order.push(place(&one));
        before.insert(place(&one), one);
    }
    let (mut lines, mut same, mut more, mut weight) = (Vec::new(), 0, 0, 0);
    let mut add = |older: Option<&LabelledAnswer>, newer: Option<&LabelledAnswer>| {
        let (old, new) = (values(older), values(newer));
        let change = match (old.is_empty(), new.is_empty()) {
            _ if old == new => {
                same += usize::from(!new.is_empty());
                return;
            }
            (true, _) => Change::Added,
            (_, true) => Change::Removed,
            _ => Change::Changed,
        };
        let Some(one) = newer.or(older) else { return };
        let line = ChangeLine {
            group: heading(say, &one.group, &one.repeats),
            label: one.label.clone(),
            change,
            before: old.iter().map(|v| clipped(v)).collect(),
            after: new.iter().map(|v| clipped(v)).collect(),
        };
        weight += weigh(&line);
        match weight > WEIGHT {
            true => more += 1,
            false => lines.push(line),
        }
    };
    for one in &newer {
        let older = before.remove(&place(one));
        add(older.as_ref(), Some(one));
    }
    for place in &order {
        if let Some(gone) = before.remove(place) {
            add(Some(&gone), None);
        }
    }
    Compared::Lines { lines, same, more }
}

fn values(one: Option<&LabelledAnswer>) -> Vec<&str> {
    one.map(|one| one.value_labels.iter().map(|v| v.as_str()).collect())
        .unwrap_or_default()
}

fn clipped(value: &str) -> Content {
    match value.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &value[..end]).into(),
        None => value.into(),
    }
}

/// What a line weighs in the page: its texts, as they are escaped, and the markup around them.
fn weigh(line: &ChangeLine) -> usize {
    let escaped = |text: &str| {
        text.chars()
            .map(|c| {
                if "<>&\"'".contains(c) {
                    6
                } else {
                    c.len_utf8()
                }
            })
            .sum::<usize>()
    };
    let values = line.before.iter().chain(&line.after);
    let values: usize = values
        .map(|v| 10 + escaped(&Zeroizing::new(v.to_string())))
        .sum();
    320 + escaped(&line.label) + escaped(&line.group) + values
}

#[cfg(test)]
mod tests {
    use askama::Template as _;

    use super::*;
    use crate::openrosa::answer::AnswerText;
    use crate::web::pages::{ProjectRef, Shell};

    fn answer(path: &str, turn: u32, values: &[&str]) -> LabelledAnswer {
        LabelledAnswer {
            group: vec!["Household".into()],
            repeats: vec![turn],
            label: format!("What of {path}?"),
            value_labels: values
                .iter()
                .map(|v| AnswerText::new((*v).into()))
                .collect(),
            path: path.into(),
            class: None,
            binary: false,
        }
    }

    #[test]
    fn what_differs_is_told_apart_by_question_and_turn() {
        let older = vec![
            answer("/age", 1, &["20"]),
            answer("/age", 2, &["30"]),
            answer("/gone", 1, &["yes"]),
            answer("/empty", 1, &[]),
        ];
        let newer = vec![
            answer("/age", 1, &["20"]),
            answer("/age", 2, &["31"]),
            answer("/new", 1, &["a", "b"]),
            answer("/empty", 1, &[]),
        ];
        let Compared::Lines { lines, same, more } = differences(Locale::default(), older, newer)
        else {
            panic!("both are open");
        };
        let told: Vec<_> = lines.iter().map(|l| (l.label.as_str(), l.change)).collect();
        assert_eq!(
            told,
            [
                ("What of /age?", Change::Changed),
                ("What of /new?", Change::Added),
                ("What of /gone?", Change::Removed)
            ]
        );
        assert_eq!(
            (lines[0].group.as_str(), same, more),
            ("Household, 2", 1, 0)
        );
        assert_eq!((lines[1].before.len(), lines[1].after.len()), (0, 2));
    }

    #[test]
    fn a_page_of_differences_stays_small_whatever_was_said() {
        for text in [
            "\"<&'>".repeat(400),
            "لا توجد إرسالات ".repeat(100),
            "x".to_owned(),
        ] {
            let paths: Vec<String> = (0..900).map(|n| format!("/q{n}")).collect();
            let older = paths.iter().map(|p| answer(p, 1, &["before"])).collect();
            let newer = paths.iter().map(|p| answer(p, 1, &[&text])).collect();
            let compared = differences(Locale::default(), older, newer);
            let Compared::Lines { lines, more, .. } = &compared else {
                panic!("both are open");
            };
            assert_eq!(lines.len() + more, 900);
            assert!(!lines.is_empty());
            let version = || VersionChoice {
                id: "0198f2c4-1111-7c3a-9b11-3e5a0c4d0006".into(),
                when: Locale::default().when(0),
                by: Some("Team 6, phone A".into()),
                current: false,
            };
            let page = Versions {
                shell: Shell::outside("c5rf".repeat(10)),
                project: ProjectRef {
                    id: 1,
                    name: "North".into(),
                },
                id: "0198f2c4-1111-7c3a-9b11-3e5a0c4d0006".into(),
                form: "Wellbeing A1".into(),
                versions: (0..20).map(|_| version()).collect(),
                from: 1,
                to: 2,
                compared,
            };
            let html = page.render().expect("a page");
            assert!(html.len() < 60_000, "{} bytes", html.len());
        }
    }
}
