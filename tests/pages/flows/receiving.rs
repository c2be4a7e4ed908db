//! A focal point takes a referral that must be answered within hours: from the queue to the service given. About another one
//! they ask, hear, and do not take it; whoever sent it reads why.

use waypost::domain::referral::{DeclineReason, Reply};
use waypost::domain::words::Lang;
use waypost::i18n::Locale;

use super::{Way, code, enter, in_every_way};
use crate::support::story::{received, routed};
use crate::support::{Answers, Database, Server, on_both};

const FLOW: &str = "receiving";

/// Who cares for people here, and who sends.
const CARE: &str = "CEDAR";
const SENDER: &str = "HARBOR";

/// An adult who needs health care within hours, and somebody to speak with within days.
fn within_hours(code: &str) -> Answers {
    Answers::file("wellbeing_a1", "within-72-hours")
        .with("who/is_child_now", "no")
        .with("res/band", "some")
        .with("res/urgent", "yes")
        .with("end/case_code", code)
}

on_both!(a_focal_point_takes_what_is_urgent_to_its_end_and_gives_back_another, needs "Chromium and axe-core: tests/run");
fn a_focal_point_takes_what_is_urgent_to_its_end_and_gives_back_another(on: Database) {
    let server = Server::demo(on);
    in_every_way(on, |number, way| {
        let answers = within_hours(&code(number));
        server.phone().send_many("wellbeing_a1", &answers, 1);
        routed(&server);
        take(&server, way);
    });
}

/// What stands in the queue now goes to its end.
pub fn take(server: &Server, way: Way) {
    let care = enter(server, way, FLOW, "focal_point", Some(CARE));
    care.judged("home");
    care.press("main .tasks a[href='/queue']");
    care.judged("queue");

    // The urgent one: the card first, and nothing of contact on it.
    care.press("section[aria-labelledby=g-u1] article.referral h3 a");
    let urgent = care.at();
    care.judged("card");
    care.misses("#reveal-field");
    care.misses("form[action$='/steps/ask']");
    care.press(".answer form[action$='/accept'] button");
    care.hears("accepted");
    care.judged("accepted");
    // What cannot be taken back is not done by one press.
    care.sees("details:not([open]) form[action$='/steps/person-declined']");
    care.choose("#reveal-field", "how");
    care.choose("#reveal-purpose", "first_contact");
    care.press("form[action$='/reveal'] button");
    care.sees("section[aria-labelledby=contact-h] dd");
    care.judged("revealed");
    let page = care.source();
    let (rules, contact) = (page.find("id=\"how-h\""), page.find("id=\"contact-h\""));
    assert!(
        rules.is_none() || rules < contact,
        "rules stand above contact"
    );
    let revealed =
        "audit where action = 'referral.reveal' and purpose = 'first_contact' and object_id = ";
    let id = urgent.rsplit('/').next().unwrap();
    assert!(
        server.count(&format!("{revealed}'{id}'")) > 0,
        "it is written down"
    );

    care.press("form[action$='/steps/contact'] button");
    care.hears("stepped");
    care.unfold("form[action$='/steps/deliver']");
    care.judged("delivering");
    care.choose("#deliver-word", "partly");
    // As this person's keyboard writes them.
    care.write("#deliver-units", if way.lang == "ar" { "٣" } else { "3" });
    care.press("form[action$='/steps/deliver'] button");
    care.misses("form[action$='/steps/deliver']");
    care.reads(".events", "3");
    care.judged("delivered");
    assert_eq!(
        server.count(&format!(
            "referrals where id = '{id}' and state = 'delivered'"
        )),
        1
    );

    // Another one, that can wait: a question, its answer.
    care.go("/queue");
    care.press("section[aria-labelledby=g-u2] article.referral h3 a");
    let other = care.at();
    care.unfold("form[action$='/steps/ask']");
    care.choose("#ask-word", "contact_still_safe");
    care.press("form[action$='/steps/ask'] button");
    care.hears("stepped");
    care.judged("asked");

    let sender = enter(server, way, FLOW, "supervisor", Some(SENDER));
    sender.go("/queue/sent");
    sender.judged("sent");
    sender.press(&format!("a[href='{other}']"));
    sender.unfold("form[action$='/steps/answer']");
    sender.choose("#answer-word", "not_known");
    sender.judged("answering");
    sender.press("form[action$='/steps/answer'] button");
    sender.hears("stepped");

    let say = Locale {
        lang: way.lang.parse::<Lang>().unwrap(),
        ..Locale::default()
    };
    care.go(&other);
    care.reads(".events", &say.word(Reply::NotKnown));
    if care.count("main a[href$='/decline']") > 0 {
        care.press("main a[href$='/decline']");
        care.pick("reason", "no_capacity");
    } else {
        care.unfold("form[action$='/decline']");
        care.choose("form[action$='/decline'] select", "no_capacity");
    }
    care.judged("declining");
    care.press("form[action$='/decline'] button");
    care.hears("declined");
    care.judged("declined");
    let here = received(&server.focal_point(server.credentials.agency(CARE)));
    let left = here
        .iter()
        .filter(|one| one["state"] == "sent" || one["state"] == "seen");
    assert_eq!(left.count(), 0, "nothing waits for an answer");

    sender.go(&other);
    sender.reads(".events", &say.word(DeclineReason::NoCapacity));
    sender.judged("told-why");
}
