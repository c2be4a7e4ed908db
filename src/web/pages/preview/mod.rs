//! Renders every page with sample data: into `target/pages-preview` for people's eyes, and past the rules that hold
//! for all pages. The samples are invented.

mod account;
mod admin;
mod cases;
mod corrections;
mod desk;
mod forms;
mod insight;
mod places;
mod work;

use super::*;
use crate::domain::words::{Lang, Role};
use crate::i18n::Locale;
use scraper::{Html, Selector};
use std::cell::Cell;
use std::path::PathBuf;

/// 23 Nov 2026, 14:00 UTC.
const NOW: i64 = 1_795_442_400_000;
const MINUTE: i64 = 60_000;

thread_local! {
    /// The language in which the samples are made just now.
    static LANG: Cell<Lang> = const { Cell::new(Lang::En) };
}

fn locale() -> Locale {
    Locale::of_lang(LANG.get())
}

fn when(minutes_ago: i64) -> When {
    locale().when(NOW - minutes_ago * MINUTE)
}

fn due(minutes: i64) -> Option<Due> {
    Some(locale().due(NOW + minutes * MINUTE, NOW))
}

fn shell(role: Role, here: Here) -> Shell {
    let agency = role.is_of_an_agency();
    let who = Who {
        name: "Amina Diallo".into(),
        role,
        agency: agency.then(|| "Harbour Shelter Network".into()),
    };
    Shell::inside(who, "c5rf".repeat(10))
        .at(here)
        .speaking(locale())
}

fn project() -> ProjectRef {
    ProjectRef {
        id: 1,
        name: "Northern corridor".into(),
    }
}

/// The frame of somebody who is not signed in.
fn outside() -> Shell {
    Shell::outside("c5rf".repeat(10)).speaking(locale())
}

type Page = (String, String);

fn page(name: &str, view: &impl askama::Template) -> Page {
    let name = match LANG.get() {
        Lang::En => name.to_owned(),
        lang => format!("{name}.{lang}"),
    };
    (name, view.render().expect("samples render"))
}

/// Every page in every language: `queue`, `queue.fr` …
fn every_page() -> Vec<Page> {
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        LANG.set(*lang);
        pages.extend(account::pages());
        pages.extend(work::pages());
        pages.extend(admin::pages());
        pages.extend(cases::pages());
        pages.extend(desk::pages());
        pages.extend(insight::pages());
        pages.extend(places::pages());
        pages.extend(corrections::pages());
        pages.extend(forms::pages());
    }
    LANG.set(Lang::En);
    pages
}

fn all(html: &Html, selector: &str) -> Vec<scraper::ElementRef<'static>> {
    // The tests keep each document for their whole life; leaking it keeps the helpers below free of lifetimes.
    let html: &'static Html = Box::leak(Box::new(html.clone()));
    let selector: &'static Selector =
        Box::leak(Box::new(Selector::parse(selector).expect("a selector")));
    html.select(selector).collect()
}

#[test]
fn every_page_is_written_for_the_eye() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"),
        PathBuf::from,
    );
    let out = target.join("pages-preview");
    // What an older build left is no page any more.
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(out.join("assets")).expect("folder");
    for name in assets::names() {
        std::fs::write(
            out.join("assets").join(&name),
            asset(&name).expect("an asset").bytes,
        )
        .expect("asset written");
    }
    for (name, html) in every_page() {
        std::fs::write(
            out.join(format!("{name}.html")),
            html.replace("\"/assets/", "\"assets/"),
        )
        .expect("page written");
    }
}

#[test]
fn every_page_is_small_and_carries_nothing_inline() {
    for (name, html) in every_page() {
        assert!(html.len() < 60_000, "{name}: {} bytes", html.len());
        let doc = Html::parse_document(&html);
        for script in all(&doc, "script") {
            let src = script.attr("src").unwrap_or_default();
            assert!(src.starts_with("/assets/"), "{name}: {src}");
            assert_eq!(script.attr("type"), Some("module"), "{name}");
            assert_eq!(script.text().collect::<String>(), "", "{name}");
        }
        for forbidden in [
            "style",
            "[style]",
            "[onclick]",
            "[onload]",
            "[onsubmit]",
            "[onchange]",
            "iframe",
            "object",
            "embed",
            "base",
        ] {
            assert!(all(&doc, forbidden).is_empty(), "{name}: {forbidden}");
        }
    }
}

#[test]
fn the_fullest_queue_leaves_room() {
    for (name, html) in every_page() {
        let full = name.starts_with("queue-full");
        assert!(!full || html.len() < 56_000, "{name}: {} bytes", html.len());
    }
}

#[test]
fn no_page_leads_elsewhere_but_by_quick_exit() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        for link in all(&doc, "[href], [src], [action]") {
            let to = ["href", "src", "action"]
                .iter()
                .find_map(|a| link.attr(a))
                .unwrap_or_default();
            let exit = link.attr("class") == Some("exit");
            // The code of a phone as a picture, which stands in the page itself.
            let kept = link.attr("download").is_some() && to.starts_with("data:image/png;base64,");
            assert!(
                exit || kept || (to.starts_with('/') && !to.starts_with("//")) || to == "#main",
                "{name}: {to}"
            );
        }
        assert_eq!(all(&doc, "a.exit[rel~=noreferrer]").len(), 1, "{name}");
    }
}

#[test]
fn every_form_that_posts_carries_its_csrf_field() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        let mut posts = 0;
        for form in all(&doc, "form[method=post]") {
            let csrf = Selector::parse("input[type=hidden][name=csrf]").expect("a selector");
            let fields: Vec<_> = form.select(&csrf).collect();
            assert_eq!(fields.len(), 1, "{name}: {:?}", form.attr("action"));
            assert!(
                fields[0].attr("value").is_some_and(|v| v.len() >= 32),
                "{name}"
            );
            posts += 1;
        }
        assert_eq!(
            all(&doc, "form").len(),
            posts + all(&doc, "form[method=get]").len(),
            "{name}: a form without method"
        );
    }
}

#[test]
fn every_page_has_one_heading_and_a_way_past_the_menu() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        assert_eq!(all(&doc, "h1").len(), 1, "{name}");
        assert_eq!(all(&doc, "main#main").len(), 1, "{name}");
        assert_eq!(all(&doc, "body > a.skip[href='#main']").len(), 1, "{name}");
        assert!(all(&doc, "[aria-current=page]").len() <= 2, "{name}");
        let mut last = 1;
        for h in all(&doc, "h1, h2, h3, h4") {
            let level = h.value().name()[1..].parse::<u8>().expect("a level");
            assert!(level <= last + 1, "{name}: h{level} after h{last}");
            last = level;
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_id_is_its_own() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        let mut ids: Vec<_> = all(&doc, "[id]")
            .iter()
            .filter_map(|e| e.attr("id"))
            .collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id twice");
        for field in all(&doc, "input:not([type=hidden]), select, textarea") {
            let labelled = field
                .attr("id")
                .is_some_and(|id| !all(&doc, &format!("label[for='{id}']")).is_empty());
            let inside = field
                .ancestors()
                .any(|a| a.value().as_element().is_some_and(|e| e.name() == "label"));
            assert!(labelled || inside, "{name}: {:?}", field.attr("name"));
        }
        for told in all(&doc, "[aria-describedby], [aria-labelledby]") {
            let refs = [told.attr("aria-describedby"), told.attr("aria-labelledby")];
            for id in refs.into_iter().flatten().flat_map(str::split_whitespace) {
                assert!(ids.contains(&id), "{name}: {id} does not exist");
            }
        }
    }
}

#[test]
fn every_table_says_what_its_cells_are() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        assert_eq!(
            all(&doc, "table").len(),
            all(&doc, "table > caption").len(),
            "{name}"
        );
        assert!(all(&doc, "th:not([scope])").is_empty(), "{name}");
        assert!(all(&doc, "table td:not([data-label])").is_empty(), "{name}");
    }
}

#[test]
fn titles_say_where_but_never_about_whom() {
    for (name, html) in every_page() {
        let doc = Html::parse_document(&html);
        let title: String = all(&doc, "title")[0].text().collect();
        assert!(title.ends_with(" · Waypost"), "{name}: {title}");
        for word in [
            "health", "shelter", "Phone A", "Northern", "Diallo", "creening",
        ] {
            assert!(!title.contains(word), "{name}: {title}");
        }
    }
}

#[test]
fn what_people_write_is_escaped() {
    let sign_in = SignIn {
        shell: Shell::outside("x"),
        email: "\"><script>alert(1)</script>".into(),
        next: "/queue\"x".into(),
        trouble: Trouble::with("email", "<b>no</b>"),
    };
    let (_, html) = page("sign_in", &sign_in);
    assert!(
        !html.contains("<script>") && !html.contains("<b>no</b>") && !html.contains("/queue\"x")
    );
}

#[test]
fn a_locked_queue_shows_no_content_and_a_held_item_no_way_out() {
    let pages = every_page();
    let html = |wanted: &str| {
        &pages
            .iter()
            .find(|(name, _)| *name == wanted)
            .expect("a sample")
            .1
    };
    assert!(html("queue").contains("Bor county"));
    assert!(!html("queue-locked").contains("Bor county"));
    assert!(html("queue-locked").contains("href=\"/keys\""));
    let locked = Html::parse_document(html("queue-locked"));
    assert!(
        all(&locked, "form[action*=accept]").is_empty(),
        "nobody answers what they cannot read"
    );
    assert!(!all(&Html::parse_document(html("queue")), "form[action*=accept]").is_empty());
    let held = Html::parse_document(html("referral-held"));
    assert!(all(&held, "form[action*=accept], form[action*=decline]").is_empty());
    assert!(html("referral-held").contains("not shared"));
}

#[test]
fn every_word_of_a_flash_has_its_text() {
    for flash in Flash::ALL {
        for lang in Lang::ALL {
            let text = flash.text(&Shell::outside("").speaking(Locale::of_lang(*lang)));
            assert!(text.ends_with('.'), "{flash} {lang}: {text}");
        }
    }
    assert!(
        Shell::outside("x")
            .said(Some("<b>hello</b>"))
            .said
            .is_none()
    );
}
