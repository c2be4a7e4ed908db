//! The pages on which a submission is corrected, as a browser without scripts posts them.

use serde_json::json;

use super::well;
use crate::support::credentials::Agency;
use crate::support::database::word;
use crate::support::form::urgent_adult;
use crate::support::story::{percent, routed};
use crate::support::{Answer, Client, Database, Server, on_both};

/// Somebody's browser.
pub struct Hand {
    http: Client,
    csrf: String,
}

impl Hand {
    pub fn of(server: &Server, role: &str) -> Self {
        Self::from(server, role, server.credentials.collecting())
    }

    fn from(server: &Server, role: &str, agency: &Agency) -> Self {
        let user = server.credentials.user(role, Some(&agency.id));
        let said = json!({"email": user.email, "password": user.password});
        let session = server
            .nobody()
            .post("/v1/sessions", &said)
            .expect(200)
            .json();
        let token = session["token"].as_str().unwrap();
        Self {
            http: server.nobody().with("Cookie", &format!("session={token}")),
            csrf: session["csrf"].as_str().unwrap().to_owned(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.http.get(path)
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = ("csrf", self.csrf.as_str());
        let all = [csrf].into_iter().chain(fields.iter().copied());
        let pairs: Vec<_> = all.map(|(k, v)| format!("{k}={}", percent(v))).collect();
        let kind = Some("application/x-www-form-urlencoded");
        self.http
            .send("POST", path, kind, pairs.join("&").as_bytes())
    }
}

/// The name of the field of a question, in a page.
fn field(page: &str, label: &str) -> String {
    let html = scraper::Html::parse_document(page);
    let labels = scraper::Selector::parse("label[for]").unwrap();
    html.select(&labels)
        .find(|one| one.text().collect::<String>().contains(label))
        .unwrap_or_else(|| panic!("no question {label:?} in {page}"))
        .value()
        .attr("for")
        .unwrap()
        .to_owned()
}

/// What a page carries along, hidden.
fn hidden(page: &str, start: &str) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(page);
    let inputs = scraper::Selector::parse("input[type=hidden]").unwrap();
    let all = html.select(&inputs).map(|one| one.value());
    let mut found: Vec<(String, String)> = all
        .filter_map(|one| Some((one.attr("name")?.to_owned(), one.attr("value")?.to_owned())))
        .filter(|(name, _)| name.starts_with(start) && name != "csrf")
        .collect();
    found.dedup();
    found
}

fn row_of(server: &Server, instance: &str) -> String {
    let select = format!("select id as word from submissions where instance_id = '{instance}'");
    word(server, &select)
}

on_both!(a_supervisor_goes_from_part_to_part_sees_what_changes_and_sends_it);
fn a_supervisor_goes_from_part_to_part_sees_what_changes_and_sends_it(on: Database) {
    let server = Server::demo(on);
    let id = server
        .phone()
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);
    routed(&server);
    let row = row_of(&server, &id);
    let (edit, send) = (
        format!("/submissions/{row}/edit"),
        format!("/submissions/{row}/correct"),
    );
    let hand = Hand::of(&server, "supervisor");
    let link = hand.get(&format!("/submissions/{row}")).expect(200).text();
    assert!(link.contains(&edit), "its page leads there: {link}");

    // Every part, without a change; the address never says more.
    let mut page = hand.get(&edit).expect(200).text();
    let (mut area, mut part) = (None, 1);
    loop {
        assert!(page.len() < 60_000, "{} bytes", page.len());
        if page.contains("name=\"go\" value=\"next\"") {
            if page.contains("SS0") && area.is_none() && page.contains("rea") {
                let html = scraper::Html::parse_document(&page);
                let inputs = scraper::Selector::parse("input[name^=a], textarea[name^=a]").unwrap();
                area = html
                    .select(&inputs)
                    .find(|one| {
                        one.value()
                            .attr("value")
                            .is_some_and(|v| v.starts_with("SS0"))
                    })
                    .map(|one| (part, one.value().attr("name").unwrap().to_owned()));
            }
            // As it stands: every field of the part, sent back.
            let fields = fields_of(&page);
            let mut fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            fields.push(("go", "next"));
            page = hand.post(&edit, &fields).expect(200).text();
            part += 1;
        } else {
            break;
        }
    }
    let (part, area) = area.expect("a part asks for the area");
    let part = part.to_string();
    let stays = hand
        .post(&edit, &[("part", &part), ("go", "stay")])
        .expect(200)
        .text();

    // Wrong first: it is shown again at the field, with what was typed.
    let mut fields = fields_of(&stays);
    set(&mut fields, &area, &"x".repeat(2_100));
    let wrong = post(&hand, &edit, &fields, "review").expect(422).text();
    assert!(
        wrong.contains("Write at most") && wrong.contains("aria-invalid"),
        "{wrong}"
    );
    assert!(
        wrong.contains(&"x".repeat(2_100)),
        "what was typed is there"
    );

    set(&mut fields, &area, "SS0102");
    let review = post(&hand, &edit, &fields, "review").expect(200).text();
    assert!(
        review.contains("This answer changes") && review.contains("SS0102"),
        "{review}"
    );
    let mut carried = hidden(&review, "c");
    assert_eq!(carried.len(), 1, "{carried:?}");
    let none = pairs(&carried);
    let refused = hand.post(&send, &none).expect(422).text();
    assert!(refused.contains("Choose why it is corrected"), "{refused}");
    carried.push(("reason".into(), "checked".into()));
    let done = hand.post(&send, &pairs(&carried));
    assert_eq!(done.status, 303, "{}", done.text());
    let to = done.header("location").unwrap().to_owned();
    assert!(
        !to.contains(&row) && to.ends_with("?said=corrected"),
        "{to}"
    );
    routed(&server);
    let shown = hand.get(&to).expect(200).text();
    assert!(
        shown.contains("The correction is on its way") && shown.contains("SS0102"),
        "{shown}"
    );
    let audited = "audit where action = 'submission.correct' and note = 'checked'";
    assert_eq!(server.count(audited), 1);

    // The version that was corrected leads to the one that counts, and is corrected no more.
    let old = hand.get(&format!("/submissions/{row}")).expect(200).text();
    assert!(!old.contains(&edit), "{old}");
    let late = hand.get(&edit).expect(409).text();
    assert!(late.contains("Open the version that counts now"), "{late}");
}

/// Every field that a page would send, as it stands.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(page);
    let form = scraper::Selector::parse("main form").unwrap();
    let all = scraper::Selector::parse("input, select, textarea").unwrap();
    let chosen = scraper::Selector::parse("option[selected]").unwrap();
    let form = html.select(&form).next().expect("a form");
    let mut fields = Vec::new();
    for one in form.select(&all) {
        let value = one.value();
        let (Some(name), kind) = (value.attr("name"), value.attr("type")) else {
            continue;
        };
        if name == "csrf" || (kind == Some("checkbox") && value.attr("checked").is_none()) {
            continue;
        }
        let text = match value.name() {
            "select" => one
                .select(&chosen)
                .next()
                .and_then(|o| o.value().attr("value"))
                .unwrap_or_default()
                .to_owned(),
            "textarea" => one
                .text()
                .collect::<String>()
                .trim_start_matches('\n')
                .to_owned(),
            _ => value.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name.to_owned(), text));
    }
    fields
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    let one = fields.iter_mut().find(|(n, _)| n == name).expect("a field");
    one.1 = value.to_owned();
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect()
}

fn post(hand: &Hand, path: &str, fields: &[(String, String)], go: &str) -> Answer {
    let mut fields = pairs(fields);
    fields.push(("go", go));
    hand.post(path, &fields)
}

on_both!(who_may_not_correct_sees_no_way_and_finds_none);
fn who_may_not_correct_sees_no_way_and_finds_none(on: Database) {
    let server = Server::demo(on);
    let (_, one) = well(&server, b"JPEG");
    let row = row_of(&server, one.rsplit('/').next().unwrap());
    let edit = format!("/submissions/{row}/edit");
    for role in ["focal_point", "data_manager"] {
        let hand = Hand::of(&server, role);
        let page = hand.get(&format!("/submissions/{row}")).expect(200).text();
        assert!(!page.contains(&edit), "{role}");
        hand.get(&edit).expect(403);
        hand.post(&edit, &[("go", "next")]).expect(403);
        let send = format!("/submissions/{row}/correct");
        hand.post(&send, &[("reason", "slip"), ("c0", "x")])
            .expect(403);
    }
    let other = server.credentials.others().next().unwrap().clone();
    let stranger = Hand::from(&server, "supervisor", &other);
    stranger.get(&edit).expect(404);
    // An identity is opened for a purpose; a consent has pages of its own.
    server.execute("update form_versions set stage = 'id' where title = 'Form wells'");
    let hand = Hand::of(&server, "supervisor");
    let page = hand.get(&edit).expect(200).text();
    assert!(
        page.contains("name=\"purpose\"") && !page.contains("North well"),
        "{page}"
    );
    let page = hand
        .post(&edit, &[("purpose", "correction")])
        .expect(200)
        .text();
    let name = field(&page, "Name of the well");
    assert!(
        page.contains("North well") && name.starts_with('a'),
        "{page}"
    );
    server.execute("update form_versions set stage = 'consent' where title = 'Form wells'");
    let page = hand.get(&edit).expect(409).text();
    assert!(page.contains("What somebody agreed to"), "{page}");
    assert_eq!(server.count("submissions where first_id is not null"), 0);
}
