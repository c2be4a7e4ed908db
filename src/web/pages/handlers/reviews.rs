//! Reviews: one submission's, many at once; comments.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::agencies::Pairs;
use super::answer::{Answer, Stop, done, done_from, encoded, redirect};
use super::posted::Posted;
use super::projects::Known;
use super::visit::{Visit, checked_next};
use crate::domain::review::ReviewState;
use crate::domain::words::SubmissionState;
use crate::service::ServiceError;
use crate::service::reviews::{self, Which};
use crate::service::submissions::{self, SubmissionView};
use crate::web::pages::Flash;
use crate::web::pages::reviews::{ActivityLine, CommentLine, Comments};

/// The form's fields.
#[derive(Deserialize)]
pub struct Word {
    state: String,
}

/// `POST /submissions/{id}/review`: of the version that was on the page.
///
/// # Errors
/// 404 for what is not there or not theirs; 409 for what was corrected meanwhile.
pub async fn one(posted: Posted<Word>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let word = word(&visit, &form.state)?;
    let which = Which::Seen(vec![id.to_string()]);
    let (house, actor) = (&visit.house, visit.actor());
    let (before, _) = visit.ok(submissions::by_id(house, actor, &id).await)?;
    visit.ok(reviews::review(house, actor, which, word).await)?;
    let (path, was) = (format!("/submissions/{}", encoded(&id)), before.review);
    done_from(&path, Flash::Reviewed, was.as_str())
}

/// `POST /projects/{id}/submissions/review`: of those that were ticked, `seen` for each.
///
/// # Errors
/// 404 for what is not there or not theirs; 409 for what was corrected meanwhile: then nothing was changed.
pub async fn many(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let known = Known::at(&visit, &id).await?;
    let list = format!("/projects/{}/submissions", known.project.id);
    let of = |name: &'static str| form.iter().filter(move |(n, _)| n == name).map(|(_, v)| v);
    let word = word(&visit, of("state").next().map_or("", String::as_str))?;
    let seen: Vec<String> = of("seen").cloned().collect();
    // The list as it was filtered.
    let back = of("back").next().and_then(|back| checked_next(back));
    let back = back.filter(|back| {
        back.strip_prefix(&*list)
            .is_some_and(|q| q.starts_with('?'))
    });
    let leave = |flash| match back {
        Some(back) => Ok(redirect(&format!("{back}&said={flash}"))),
        None => done(&list, flash),
    };
    if seen.is_empty() {
        return leave(Flash::NothingTicked);
    }
    let which = Which::Seen(seen);
    visit.ok(reviews::review(&visit.house, visit.actor(), which, word).await)?;
    leave(Flash::Reviewed)
}

fn word(visit: &Visit, text: &str) -> Result<ReviewState, Stop> {
    text.parse().map_err(|_| {
        visit.stop(&ServiceError::Unusable {
            field: "the review",
            reason: "choose one of the words".to_owned(),
        })
    })
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Written {
    body: Zeroizing<String>,
}

/// `POST /submissions/{id}/comments`
///
/// # Errors
/// 404 for what is not there or not theirs; 403 for whoever may not read the answers.
pub async fn comment(posted: Posted<Written>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let (found, _) = visit.ok(submissions::by_id(&visit.house, visit.actor(), &id).await)?;
    let written = reviews::comment(&visit.house, visit.token(), &found.head.id, None, form.body);
    visit.ok(written.await)?;
    done(&format!("/submissions/{}", encoded(&id)), Flash::Commented)
}

/// What a submission's page shows beside its answers: comments, what happened, and the version that counts now if it is
/// another one.
pub async fn beside(
    visit: &Visit,
    found: &SubmissionView,
    may_read: bool,
) -> Result<(Comments, Vec<ActivityLine>, Option<String>), Stop> {
    let asked = match may_read && found.state != SubmissionState::Erased {
        true => reviews::comments(&visit.house, visit.token(), &found.head.id, None).await,
        false => Err(ServiceError::Denied),
    };
    let others = match &asked {
        Ok(all) => all.iter().map(|one| one.actor).collect(),
        Err(_) => Vec::new(),
    };
    let told = reviews::activity(&visit.house, visit.actor(), &found.head.id, others).await;
    let (told, names) = visit.ok(told)?;
    let comments = match asked {
        Ok(all) => Comments::Shown(all.into_iter().map(|c| line(visit, c, &names)).collect()),
        Err(ServiceError::Locked) => Comments::Locked,
        Err(ServiceError::VaultAway | ServiceError::Busy) => Comments::Away,
        Err(
            ServiceError::Denied
            | ServiceError::NeedsPurpose
            | ServiceError::Uncertified
            | ServiceError::NotFound,
        ) => Comments::NotEntitled,
        Err(error) => return Err(visit.stop(&error)),
    };
    let now = told
        .iter()
        .filter(|_| found.head.replaced_by.is_some())
        .find_map(|one| one.version.clone());
    let activity = told.into_iter().map(|one| ActivityLine {
        when: visit.when(one.at),
        what: one.what,
        by: one.by,
    });
    Ok((comments, activity.collect(), now))
}

fn line(visit: &Visit, comment: reviews::Comment, names: &HashMap<i64, String>) -> CommentLine {
    CommentLine {
        who: names.get(&comment.actor).cloned().unwrap_or_default(),
        when: visit.when(comment.at),
        body: comment.body.into(),
    }
}
