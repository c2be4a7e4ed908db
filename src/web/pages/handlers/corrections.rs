//! Correcting a submission by hand: its questions a part at a time, what changes, and sending that. What was set stands in the
//! pages alone until it is sent: in no address, and nowhere here.

mod sent;

use std::collections::HashMap;

use actix_web::web::Path;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, again, done, encoded, shown};
use super::cases::purposes;
use super::posted::Posted;
use super::projects::Known;
use super::submissions::heading;
use super::visit::Visit;
use crate::domain::correcting::{Kind, MOST_CHARS, Wrong};
use crate::domain::words::OpeningPurpose;
use crate::i18n::{Locale, typed};
use crate::openrosa::AnswerText;
use crate::service::ServiceError;
use crate::service::corrections::{self, Input, Line, Looked, Wanted};
use crate::web::pages::corrections::{
    Asking, Carried, Changing, Correct, CorrectChanges, CorrectPurpose, KeptLine, Option_, Question,
};
use crate::web::pages::{Content, Flash, Here, Trouble};
use sent::{Pairs, Sent};

/// Questions on a part, and choices over all of them.
const QUESTIONS: usize = 12;
const CHOICES: usize = 160;
/// From so many characters on an answer has several lines.
const LONG: usize = 120;

/// `GET /submissions/{id}/edit`
///
/// # Errors
/// 404 for what is not there or not theirs; 403 and 409 for what is not corrected, or not by them.
pub async fn page(visit: Visit, id: Path<String>) -> Answer {
    let sent = Sent::read(Vec::new());
    match look(&visit, &id, None).await? {
        Some(looked) => part_page(&visit, &looked, sent).await,
        None => purpose_page(&visit, &id).await,
    }
}

/// `POST /submissions/{id}/edit`: from one part to the next, or to what changes.
///
/// # Errors
/// As [`page`].
pub async fn step(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let mut sent = Sent::read(form);
    let Some(looked) = look(&visit, &id, sent.purpose).await? else {
        return purpose_page(&visit, &id).await;
    };
    let parts = parts(visit.ok(looked.lines())?);
    let shown_part = sent.part.clamp(1, parts.len().max(1));
    let wrong = match sent.go.as_str() {
        "" | "stay" => HashMap::new(),
        _ => taken(&visit, &looked, parts.get(shown_part - 1), &mut sent)?,
    };
    if !wrong.is_empty() {
        return shown_again(&visit, &looked, sent, &wrong).await;
    }
    sent.answers.clear();
    match sent.go.as_str() {
        "next" if shown_part < parts.len() => sent.part = shown_part + 1,
        "back" => sent.part = shown_part.saturating_sub(1).max(1),
        "next" | "review" => return changes_page(&visit, &looked, sent, Trouble::none()).await,
        _ => sent.part = shown_part,
    }
    part_page(&visit, &looked, sent).await
}

/// `POST /submissions/{id}/correct`
///
/// # Errors
/// As [`page`]; 409 for what was corrected meanwhile.
pub async fn correct(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let sent = Sent::read(form);
    let Ok(reason) = sent.reason.parse() else {
        let Some(looked) = look(&visit, &id, sent.purpose).await? else {
            return purpose_page(&visit, &id).await;
        };
        let said = visit.shell(Here::Projects).t("correct-reason-missing");
        let trouble = Trouble::with("reason", said);
        return changes_page(&visit, &looked, sent, trouble).await;
    };
    let wanted = Wanted {
        purpose: sent.purpose,
        changes: sent.carried.into_iter().collect(),
        reason,
    };
    let (house, actor) = (&visit.house, visit.actor());
    let kept = corrections::correct(house, actor, visit.token(), &id, wanted).await;
    let new = visit.ok(kept)?;
    done(&format!("/submissions/{}", encoded(&new)), Flash::Corrected)
}

/// The submission; none where it is an identity and nobody has said what for.
async fn look(
    visit: &Visit,
    id: &str,
    purpose: Option<OpeningPurpose>,
) -> Result<Option<Looked>, Stop> {
    let (house, actor, token) = (&visit.house, visit.actor(), visit.token());
    match corrections::look(house, actor, token, id, purpose, &visit.languages).await {
        Ok(looked) => Ok(Some(looked)),
        Err(ServiceError::NeedsPurpose) => Ok(None),
        Err(error) => Err(visit.stop(&error)),
    }
}

/// Questions that are shown together.
struct Part {
    group: Vec<String>,
    repeats: Vec<u32>,
    lines: Vec<Line>,
}

/// Questions of one group, and one turn of a repeat, stand together; a long group is several parts, and one in which nothing
/// can be set is none.
fn parts(lines: Vec<Line>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut questions, mut choices) = (0, 0);
    for line in lines {
        let more = line.asked.as_ref().map_or(0, |input| input.choices.len());
        let same = parts.last().is_some_and(|part| {
            part.group == line.group
                && part.repeats == line.repeats
                && questions < QUESTIONS
                && (choices + more <= CHOICES || questions == 0)
        });
        if !same {
            parts.push(Part {
                group: line.group.clone(),
                repeats: line.repeats.clone(),
                lines: Vec::new(),
            });
            (questions, choices) = (0, 0);
        }
        questions += usize::from(line.asked.is_ok());
        choices += more;
        if let Some(part) = parts.last_mut() {
            part.lines.push(line);
        }
    }
    parts.retain(|part| part.lines.iter().any(|line| line.asked.is_ok()));
    parts
}

/// Takes what was typed on a part into the changes. Answers what is wrong with it, by place.
fn taken(
    visit: &Visit,
    looked: &Looked,
    part: Option<&Part>,
    sent: &mut Sent,
) -> Result<HashMap<usize, String>, Stop> {
    let mut wrong = HashMap::new();
    let Some(part) = part else {
        return Ok(wrong);
    };
    for line in &part.lines {
        let Ok(input) = &line.asked else { continue };
        let answer = sent.answers.get(&line.place);
        // A box that is not ticked is not sent.
        let answer = answer.map_or("", |text| text.as_str());
        let answer = match input.kind {
            Kind::Whole | Kind::Decimal | Kind::Date => typed(answer),
            Kind::Text | Kind::One | Kind::Many => Zeroizing::new(answer.to_owned()),
        };
        match visit.ok(looked.checked(line.place, &answer))? {
            Ok(Some(text)) => {
                sent.carried.insert(line.place, text.into());
            }
            Ok(None) => {
                sent.carried.remove(&line.place);
            }
            // What stands there is not held against whoever did not touch it.
            Err(_) if untouched(line, &answer) => {}
            Err(why) => {
                wrong.insert(line.place, told(visit.locale, why));
            }
        }
    }
    Ok(wrong)
}

fn untouched(line: &Line, answer: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    Zeroizing::new(plain(line.value.as_str())) == Zeroizing::new(plain(answer))
}

fn told(say: Locale, why: Wrong) -> String {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match why {
        Wrong::Empty => say.t("correct-wrong-empty"),
        Wrong::TooLong(most) => say
            .of("correct-wrong-too-long")
            .n("count", count(most))
            .into(),
        Wrong::TooShort(least) => say
            .of("correct-wrong-too-short")
            .n("count", count(least))
            .into(),
        Wrong::NotWhole => say.t("correct-wrong-whole"),
        Wrong::NotNumber => say.t("correct-wrong-number"),
        Wrong::TooSmall(least) => say.of("correct-wrong-small").s("least", least).into(),
        Wrong::TooLarge(most) => say.of("correct-wrong-large").s("most", most).into(),
        Wrong::NotDate => say.t("correct-wrong-date"),
        Wrong::Future => say.t("correct-wrong-future"),
        Wrong::NotChoice => say.t("correct-wrong-choice"),
        Wrong::Alone => say.t("correct-wrong-alone"),
    }
}

async fn purpose_page(visit: &Visit, id: &str) -> Answer {
    let found = crate::service::submissions::by_id(&visit.house, visit.actor(), id).await;
    let (found, _) = visit.ok(found)?;
    let known = Known::of(visit, found.head.project_id).await?;
    let correction = OpeningPurpose::Correction.as_str();
    shown(&CorrectPurpose {
        shell: visit.shell(Here::Projects),
        project: known.project,
        id: found.head.id,
        purposes: purposes()
            .into_iter()
            .map(|one| one.chosen_if(correction))
            .collect(),
    })
}

async fn part_page(visit: &Visit, looked: &Looked, sent: Sent) -> Answer {
    shown(&part_view(visit, looked, sent, &HashMap::new()).await?)
}

async fn shown_again(
    visit: &Visit,
    looked: &Looked,
    sent: Sent,
    wrong: &HashMap<usize, String>,
) -> Answer {
    let mut view = part_view(visit, looked, sent, wrong).await?;
    view.trouble = Trouble::with("answers", view.shell.t("correct-wrong"));
    again(&view)
}

async fn part_view(
    visit: &Visit,
    looked: &Looked,
    sent: Sent,
    wrong: &HashMap<usize, String>,
) -> Result<Correct, Stop> {
    let known = Known::of(visit, looked.head.project_id).await?;
    let mut all = parts(visit.ok(looked.lines())?);
    let (count, part) = (all.len(), sent.part.clamp(1, all.len().max(1)));
    let shown = match all.is_empty() {
        true => None,
        false => Some(all.swap_remove(part - 1)),
    };
    let (mut questions, mut kept) = (Vec::new(), Vec::new());
    let title = shown
        .as_ref()
        .map(|part| heading(visit.locale, &part.group, &part.repeats));
    for line in shown.into_iter().flat_map(|part| part.lines) {
        match line.asked {
            Ok(ref input) => {
                // Shown again as it was typed; else as it was set before, else as it stands.
                let stands = match wrong.is_empty() {
                    false => Some(
                        sent.answers
                            .get(&line.place)
                            .map_or("", |text| text.as_str()),
                    ),
                    true => sent.carried.get(&line.place).map(|text| text.as_str()),
                };
                let stands = stands.unwrap_or(line.value.as_str());
                questions.push(question(
                    &line,
                    input,
                    stands,
                    wrong.get(&line.place).cloned(),
                ));
            }
            Err(why) if !line.value.is_blank() => kept.push(KeptLine {
                label: line.label,
                values: contents(&line.shown),
                why,
            }),
            Err(_) => {}
        }
    }
    let here = |place: &usize| questions.iter().any(|q: &Question| q.place == *place);
    let changed = sent.carried.len();
    let carried = sent.carried.into_iter().filter(|(place, _)| !here(place));
    Ok(Correct {
        shell: visit.shell(Here::Projects),
        id: looked.head.id.clone(),
        purpose: sent.purpose,
        part,
        parts: count,
        heading: title.unwrap_or_default(),
        carried: carried.map(carry).collect(),
        questions,
        kept,
        changed,
        trouble: Trouble::none(),
        project: known.project,
    })
}

fn question(line: &Line, input: &Input, stands: &str, wrong: Option<String>) -> Question {
    let options = |chosen: &dyn Fn(&str) -> bool| {
        let all = input.choices.iter();
        all.map(|(value, label)| Option_ {
            chosen: chosen(value),
            value: value.clone(),
            label: label.clone(),
        })
        .collect()
    };
    let several = stands.contains('\n') || stands.len() > LONG;
    Question {
        place: line.place,
        label: line.label.clone(),
        asking: match input.kind {
            Kind::Text if several => Asking::Lines(stands.into()),
            Kind::Text => Asking::Line(stands.into()),
            Kind::Whole => Asking::Whole(stands.into()),
            Kind::Decimal => Asking::Decimal(stands.into()),
            Kind::Date => Asking::Date(stands.into()),
            Kind::One => Asking::One(options(&|value| value == stands.trim())),
            Kind::Many => Asking::Many(options(&|value| {
                stands.split_ascii_whitespace().any(|one| one == value)
            })),
        },
        required: input.required,
        most: (input.most_chars < MOST_CHARS).then_some(input.most_chars),
        gates: line.gates,
        wrong,
    }
}

async fn changes_page(visit: &Visit, looked: &Looked, sent: Sent, trouble: Trouble) -> Answer {
    let known = Known::of(visit, looked.head.project_id).await?;
    let mut changes = Vec::new();
    let mut carried = Vec::new();
    for line in visit.ok(looked.lines())? {
        let Some(text) = sent.carried.get(&line.place) else {
            continue;
        };
        let Ok(Ok(Some(text))) = looked.checked(line.place, text) else {
            continue;
        };
        changes.push(Changing {
            group: heading(visit.locale, &line.group, &line.repeats),
            label: line.label,
            before: contents(&line.shown),
            after: contents(&looked.read(line.place, text.as_str())),
        });
        carried.push(carry((line.place, text.into())));
    }
    let wrong = trouble.text().is_some();
    let view = CorrectChanges {
        shell: visit.shell(Here::Projects),
        id: looked.head.id.clone(),
        purpose: sent.purpose,
        part: sent.part,
        changes,
        carried,
        trouble,
        project: known.project,
    };
    match wrong {
        true => again(&view),
        false => shown(&view),
    }
}

fn carry((place, value): (usize, Zeroizing<String>)) -> Carried {
    Carried {
        place,
        value: value.into(),
    }
}

fn contents(values: &[AnswerText]) -> Vec<Content> {
    values.iter().map(|value| value.as_str().into()).collect()
}
