//! What people agree on, keep, and are told, in their browsers: the pathway by two, the directory and protocols, what is erased
//! by two and its certificate, machines, a case that does not go, the audit with its signed head.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::credentials::User;
use crate::support::form::urgent_adult;
use crate::support::story::{percent, routed};
use crate::support::{Client, Database, Server, eventually, on_both, root};

fn enter(server: &Server, user: &User) -> Browser {
    let browser = Browser::open();
    browser.sign_in(&server.url(), user);
    browser
}

fn says(browser: &Browser, what: &str) {
    eventually(what, 20.0, || browser.text().contains(what).then_some(()));
}

fn at(browser: &Browser, server: &Server, path: &str) {
    browser.go(&format!("{}{path}", server.url()));
}

/// The demo's two people of the coordination body.
fn coordination(server: &Server) -> [User; 2] {
    let people = server.credentials.users.iter();
    let mut people = people.filter(|user| user.role == "coordination");
    [people.next().unwrap(), people.next().unwrap()].map(Clone::clone)
}

/// The shipped rules with another urgency for whoever needs a doctor, and the examples that fit.
fn slower_doctor(server: &Server) -> [std::path::PathBuf; 2] {
    let table = |name: &str| {
        std::fs::read_to_string(root().join(format!("forms/pathway/{name}.csv"))).unwrap()
    };
    let rules = table("rules");
    let line = rules.lines().find(|line| line.starts_with("R02,")).unwrap();
    let rules = rules.replace(line, &line.replacen(",medical,U0,", ",medical,U1,", 1));
    let cases = table("cases").replace("medical:U0", "medical:U1");
    [("rules", rules), ("cases", cases)].map(|(name, text)| {
        let file = server.data().join(format!("{name}.csv"));
        std::fs::write(&file, text).unwrap();
        file
    })
}

on_both!(a_version_is_proposed_tried_and_signed_by_two, needs "Chromium: tests/run");
fn a_version_is_proposed_tried_and_signed_by_two(on: Database) {
    let server = Server::demo(on);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 6);
    routed(&server);
    let [rules, cases] = slower_doctor(&server);
    let [first, second] = coordination(&server);

    // What does not fit is said with its file and row, and nothing is kept.
    let one = enter(&server, &first);
    one.press("Pathway");
    says(&one, "No version was proposed yet.");
    one.press("Propose a version");
    one.find("#label").write("2026-12");
    one.find("#starts").write("01012026");
    one.find("#file-rules").choose_file(&rules);
    one.press("Check and propose");
    says(&one, "What does not fit");
    let fault = one.find("table tbody tr").text();
    assert!(fault.contains("cases.csv"), "{fault}");
    assert_eq!(server.count("pathways"), 0);
    one.screenshot("pathway-wrong");

    // With the examples that fit it is proposed; what it would change is counted.
    one.find("#starts").write("01012026");
    one.find("#file-rules").choose_file(&rules);
    one.find("#file-cases").choose_file(&cases);
    one.press("Check and propose");
    says(&one, "The version is proposed.");
    one.press("Count what it would change");
    says(&one, "Cases that would go otherwise");
    let counts = one.find("#trial-h ~ dl").text();
    assert_eq!(counts.matches('6').count(), 2, "{counts}");
    one.screenshot("pathway-tried");
    one.press("Sign this version");
    says(&one, "Signed. A second person has to sign too.");
    says(&one, "You signed this.");
    assert!(!one.source().contains("/2026-12/sign"));

    // The second person brings it into force, from its day on.
    let two = enter(&server, &second);
    says(&two, "1 version of the pathway waits for your signature");
    two.press("Open the pathway");
    says(&two, "1 version waits for signatures");
    two.press("2026-12");
    two.press("Sign this version");
    says(&two, "Signed by two.");
    says(&two, "Signed: starts on its day");
    server.execute("update pathways set starts_at = 1");
    at(&two, &server, "/pathway");
    let row = two.find("table tbody tr").text();
    assert!(row.contains("2026-12") && row.contains("In force"), "{row}");
    two.screenshot("pathway");

    // A rule can be read in words of the table; an admin reads, and signs nothing.
    let admin = enter(&server, server.credentials.user("admin", None));
    at(&admin, &server, "/pathway/2026-12?table=rules");
    says(&admin, "R02");
    assert!(!admin.source().contains("/2026-12/sign"));
}

on_both!(the_directory_protocols_and_places_are_said_and_signed, needs "Chromium: tests/run");
fn the_directory_protocols_and_places_are_said_and_signed(on: Database) {
    let server = Server::demo(on);
    let cedar = server.credentials.agency("CEDAR").clone();
    let harbor = server.credentials.agency("HARBOR").clone();
    let user = |role: &str, agency: &str| server.credentials.user(role, Some(agency)).clone();

    let focal = enter(&server, &user("focal_point", &cedar.id));
    at(&focal, &server, "/directory?service=medical");
    focal.press("Say it anew");
    focal.find("#areas").write("SS0101 not/a/code");
    focal.press("Save");
    says(&focal, "An area’s code has letters");
    focal.find("#areas").write("SS0101");
    focal.find("#capacity option[value=limited]").click();
    focal.press("Save");
    says(&focal, "The directory says it so from now on.");
    says(&focal, "SS0101");
    focal.screenshot("directory");

    focal.press("Your agency’s page");
    focal.find("#hours").write("whenever");
    focal.press("Declare");
    says(&focal, "Write hours like the example");
    focal.find("#hours").write("+03:00 mo-fr 08:00-17:00");
    focal.press("Declare");
    says(&focal, "The hours are declared.");
    focal.screenshot("agency");

    // A protocol needs a person of each party; whoever signed is not asked again.
    at(&focal, &server, "/protocols");
    focal.find("#starts").write("01012026");
    focal.find("#ends").write("12312027");
    focal.press("Propose it");
    says(&focal, "Choose at least one organisation beside yours");
    let before = server.count("protocols");
    focal
        .find(&format!("input[name=party][value='{}']", harbor.id))
        .click();
    focal.find("input[name=class][value=D1]").click();
    focal.press("Propose it");
    says(&focal, "The protocol is proposed.");
    assert_eq!(server.count("protocols"), before + 1);
    focal
        .find("article:has(.tag-wait) form[action$='/sign'] button")
        .click();
    says(&focal, "Signed. The list says whether it is in force.");
    let other = enter(&server, &user("focal_point", &harbor.id));
    at(&other, &server, "/protocols");
    other
        .find("article:has(.tag-wait) form[action$='/sign'] button")
        .click();
    says(&other, "Signed. The list says whether it is in force.");
    assert!(other.all("article .tag-wait").is_empty(), "both signed");
    other.screenshot("protocols");

    let supervisor = enter(&server, &user("supervisor", &cedar.id));
    at(&supervisor, &server, "/sites");
    supervisor.find("#area").write("SS0999");
    supervisor.find("#reason").write("We know the place");
    supervisor.press("Open it for 14 days");
    says(&supervisor, "get the screening form for 14 days");
    says(&supervisor, "SS0999");
    supervisor.screenshot("sites");
}

on_both!(what_two_people_erase_leaves_a_certificate, needs "Chromium: tests/run");
fn what_two_people_erase_leaves_a_certificate(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_VAULT_AUDIT_SIGN_MINUTES", "0")]);
    let owner = server.credentials.collecting().clone();
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    let user = |role: &str| server.credentials.user(role, Some(&owner.id)).clone();

    let supervisor = enter(&server, &user("supervisor"));
    at(&supervisor, &server, "/retention");
    says(&supervisor, "Nobody ordered anything.");
    let id = crate::support::database::word(
        &server,
        &format!(
            "select id as word from submissions where agency_id = '{}' and state = 'sealed' order by created_at desc limit 1",
            owner.id
        ),
    );
    at(&supervisor, &server, &format!("/submissions/{id}"));
    supervisor.press("Keep or erase");
    supervisor
        .find("#erase-reason")
        .write("The person asked for it");
    supervisor.press("Ask for its erasure");
    says(&supervisor, "Asked. A second person has to agree.");
    says(&supervisor, "You asked for this.");

    let manager = enter(&server, &user("data_manager"));
    at(&manager, &server, "/retention");
    says(&manager, "1 order waits for a second person");
    manager.screenshot("retention");
    manager.press("Look and decide");
    manager.find("#erase-reason").write("Checked");
    manager.press("Agree: erase it now");
    says(&manager, "Two people agree.");
    eventually("the vault destroys it", 60.0, || {
        (server.count("certificates where cause = 'ordered'") == 1).then_some(())
    });
    at(&manager, &server, "/certificates");
    manager.find("main table a").click();
    says(&manager, "Ordered by two people");
    says(&manager, "The signature is right");
    manager.screenshot("certificate");
}

on_both!(a_machine_s_secret_is_shown_once_and_its_messages_are_seen, needs "Chromium: tests/run");
fn a_machine_s_secret_is_shown_once_and_its_messages_are_seen(on: Database) {
    let server = Server::demo(on);
    let cedar = server.credentials.agency("CEDAR").clone();
    let focal = enter(
        &server,
        server.credentials.user("focal_point", Some(&cedar.id)),
    );
    at(&focal, &server, "/machines");
    says(&focal, "No machine is told.");
    focal.find("#url").write("https://192.0.2.1/told");
    focal.press("Add the machine");
    says(&focal, "Shown only once.");
    let secret = focal.find("code.secret").text();
    focal.press("Send a test");
    says(&focal, "A test is on its way.");
    assert!(!focal.source().contains(&secret));
    says(&focal, "192.0.2.1");
    focal.screenshot("machines");
    focal.press("Stop…");
    focal.press("Yes, stop");
    says(&focal, "The machine is told nothing more.");
    says(&focal, "No machine is told.");

    let admin = enter(&server, server.credentials.user("admin", None));
    admin.press("Machines");
    says(&admin, "Machines and messages");
    assert!(!admin.source().contains("192.0.2.1"), "it is the agency's");
}

on_both!(why_a_case_does_not_go_is_said_before_anybody_else_hears_of_it, needs "Chromium: tests/run");
fn why_a_case_does_not_go_is_said_before_anybody_else_hears_of_it(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    let screening = urgent_adult().with("end/case_code", "KHR5B62ZKf");
    server.phone().send_many("wellbeing_a1", &screening, 1);
    routed(&server);
    let supervisor = enter(
        &server,
        server.credentials.user("supervisor", Some(&owner.id)),
    );
    at(&supervisor, &server, "/cases?all=yes");
    supervisor.find("main table a").click();
    supervisor.press("Hand over to another agency");
    says(&supervisor, "Who must agree");
    supervisor.find("#to option:nth-child(2)").click();
    supervisor.find("#note").write("Call after six.");
    supervisor.press("Ask a supervisor");
    says(&supervisor, "Not done yet.");
    says(&supervisor, "Referrals of this case are open.");
    assert!(
        supervisor.text().contains("Call after six.")
            || supervisor.source().contains("Call after six.")
    );
    supervisor.screenshot("case-transfer");
    assert_eq!(server.count("transfers"), 0);
    at(&supervisor, &server, "/transfers");
    says(&supervisor, "No case was offered.");
}

on_both!(a_focal_point_certifies_a_caseworker_found_by_name, needs "Chromium: tests/run");
fn a_focal_point_certifies_a_caseworker_found_by_name(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    server.execute("delete from certifications");
    let focal = enter(
        &server,
        server.credentials.user("focal_point", Some(&owner.id)),
    );
    at(&focal, &server, "/people");
    focal.press("Certify…");
    focal.press("Yes, for twelve months");
    says(&focal, "Certified for twelve months.");
    says(&focal, "May read interviews until");
    assert_eq!(server.count("certifications"), 1);
    if !focal.all("#sought").is_empty() {
        focal.find("#sought").write("zzz");
        focal.press("Search");
        says(&focal, "Nobody here has this name or address.");
        assert!(!focal.url().contains("zzz"), "a name stands in no address");
    }
    focal.screenshot("people-certified");
}

/// Somebody's session as a browser has it, and the field that its forms carry.
fn browsing(server: &Server, user: &User) -> (Client, String) {
    let said = json!({"email": user.email, "password": user.password});
    let session = server
        .nobody()
        .post("/v1/sessions", &said)
        .expect(200)
        .json();
    let cookie = format!("session={}", session["token"].as_str().unwrap());
    let csrf = format!("csrf={}", session["csrf"].as_str().unwrap());
    (server.nobody().with("Cookie", &cookie), csrf)
}

/// A form that a page of ours would post, from somebody's session.
fn posted(
    server: &Server,
    user: &User,
    path: &str,
    fields: &[(&str, &str)],
) -> crate::support::Answer {
    let (client, mut body) = browsing(server, user);
    for (name, value) in fields {
        body += &format!("&{name}={}", percent(value));
    }
    let kind = Some("application/x-www-form-urlencoded");
    client.send("POST", path, kind, body.as_bytes())
}

on_both!(an_auditor_compares_the_signed_head_and_saves_the_audit, needs "Chromium: tests/run");
fn an_auditor_compares_the_signed_head_and_saves_the_audit(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_VAULT_AUDIT_SIGN_MINUTES", "0")]);
    let owner = server.credentials.collecting().clone();
    let reason = json!({"reason": "=HYPERLINK(\"http://192.0.2.1\")"});
    server
        .person("supervisor", &owner)
        .post("/v1/sites/SS0998/offer", &reason)
        .expect(200);
    let heads = server.data().join("audit-heads");
    eventually("a head is signed", 60.0, || {
        heads.read_dir().ok()?.next().map(|_| ())
    });
    let auditor = server.credentials.user("auditor", None).clone();
    let browser = enter(&server, &auditor);
    at(&browser, &server, "/audit");
    says(&browser, "The chain is whole");
    says(&browser, "Newest signed head");

    // What the page says stands in the file that is kept elsewhere.
    let told = browser.find("#head-h ~ dl").text();
    let link = told
        .lines()
        .skip_while(|l| !l.contains("Place in the chain"));
    let link = link.skip(1).find_map(|l| l.trim().parse::<i64>().ok());
    let link = link.or_else(|| {
        let line = told.lines().find(|l| l.contains("Place in the chain"))?;
        line.split_whitespace().last()?.parse().ok()
    });
    let file = heads.join(format!("{:012}.json", link.expect("a place")));
    let kept = std::fs::read_to_string(&file).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert!(told.contains(kept["hash"].as_str().unwrap()), "{told}");
    browser.screenshot("audit-head");

    // One act is found among all of them.
    at(&browser, &server, "/audit?action=site.offer");
    says(&browser, "Opened a site to the agency’s phones");
    assert_eq!(browser.all("main table tbody tr").len(), 1);

    let saved = posted(
        &server,
        &auditor,
        "/audit/export",
        &[("action", "site.offer")],
    );
    let text = saved.expect(200).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("row,time,actor,name"), "{text}");
    assert!(lines[1].contains("\"'=HYPERLINK(\"\"http"), "{text}");
    at(&browser, &server, "/audit");
    says(&browser, "Saved the audit as a table");

    // A focal point saves the own agency's rows only, without numbers of everybody's.
    let focal = server
        .credentials
        .user("focal_point", Some(&owner.id))
        .clone();
    let text = posted(&server, &focal, "/audit/export", &[])
        .expect(200)
        .text();
    let others = server.credentials.agency("CEDAR").id.clone();
    assert!(text.lines().count() > 1 && !text.contains(&others));
    assert!(
        text.lines().skip(1).all(|line| line.starts_with("\"\",")),
        "{text}"
    );
    no_link_counts_the_acts_of_everybody(&server, &focal);
}

/// A row's number stands in no link to the next page, and the link leads on.
fn no_link_counts_the_acts_of_everybody(server: &Server, focal: &User) {
    let (client, csrf) = browsing(server, focal);
    let body = format!("{csrf}&action=site.offer");
    let kind = Some("application/x-www-form-urlencoded");
    for _ in 0..85 {
        client
            .send("POST", "/audit/export", kind, body.as_bytes())
            .expect(200);
    }
    let link = |text: &str| {
        let links = text
            .split("href=\"")
            .map(|rest| rest.split('"').next().unwrap());
        let mut next = links.filter(|link| link.contains("before="));
        next.next()
            .map(|link| link.replace("&#38;", "&").replace("&amp;", "&"))
    };
    let next = link(&client.get("/audit").expect(200).text()).expect("a next page");
    let place = next.split("before=").nth(1).unwrap();
    assert!(place.parse::<i64>().is_err() && place.len() > 40, "{next}");
    let further = client.get(&next).expect(200).text();
    assert!(further.contains("<tbody") && link(&further).as_ref() != Some(&next));
}
