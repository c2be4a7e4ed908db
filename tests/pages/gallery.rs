//! Every page with sample data, in every language, in a real browser with the real headers: nobody is shut out, it fits a
//! phone's screen and a laptop's, it asks nobody else for anything, and nothing of it is refused by the pages' policy.
//! Pictures of whole pages stand under `target/screenshots/pages`.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::support::axe::Axe;
use crate::support::browser::Browser;
use crate::support::preview::{Preview, Sample};

/// As wide as a small phone, and a laptop.
const WIDTHS: [u32; 2] = [360, 1280];

/// A page with one fault of each kind.
const FAULTY: &str = "<!doctype html><html lang=en dir=ltr><meta name=viewport content='width=device-width'>\
    <title>Faulty</title><main><h1 style='color:red'>Faulty</h1><img src='http://192.0.2.1/a.png'>\
    <pre>WIDE</pre></main></html>";

/// What is wrong with the page at an address, at these widths; `seen` is called at each.
fn faults(
    browser: &Browser,
    axe: &Axe,
    preview: &Preview,
    address: &str,
    widths: &[u32],
    seen: impl Fn(u32),
) -> Vec<String> {
    let mut faults = Vec::new();
    browser.widen(widths[0]);
    browser.go(address);
    for asked in browser.asked() {
        if !asked.starts_with(preview.base()) && !asked.starts_with("data:") {
            faults.push(format!("asks {asked}"));
        }
    }
    axe.bring(browser);
    for width in widths {
        browser.widen(*width);
        if let Some(wider) = browser.too_wide() {
            faults.push(format!("{width}: is too wide: {wider}"));
        }
        let violations = axe.violations(browser).into_iter();
        faults.extend(violations.map(|violation| format!("{width}: {violation}")));
        seen(*width);
    }
    faults.extend(browser.complaints());
    faults
}

#[test]
#[ignore = "needs Chromium and axe-core: tests/run"]
fn every_page_is_open_to_everybody_fits_its_screen_and_asks_nobody_else() {
    let wide: &'static str = FAULTY.replace("WIDE", &"wide".repeat(99)).leak();
    let (axe, preview) = (Axe::fetched(), Preview::with(wide));
    let samples = preview.samples();
    let names: BTreeSet<_> = samples.iter().map(|sample| &sample.name).collect();
    assert!(
        names.len() >= 40 && samples.len() == 4 * names.len(),
        "{} pages in four languages are {} files",
        names.len(),
        samples.len()
    );

    let (left, wrong) = (Mutex::new(samples.iter()), Mutex::new(Vec::new()));
    let next = || left.lock().unwrap().next();
    let work = || {
        let browser = Browser::watched();
        while let Some(sample) = next() {
            let found = look(&browser, &axe, &preview, sample);
            let named = |fault: String| format!("{} ({}) {fault}", sample.name, sample.lang);
            wrong.lock().unwrap().extend(found.into_iter().map(named));
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(work);
        threads.spawn(work);
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );

    // The checks see what they look for.
    let browser = Browser::watched();
    let faulty = format!("{}/extra.html", preview.base());
    let found = faults(&browser, &axe, &preview, &faulty, &[360], |_| {}).join("\n");
    for fault in [
        "asks http://192.0.2.1",
        "too wide",
        "image-alt",
        "Content Security Policy",
    ] {
        assert!(found.contains(fault), "{fault} is not in:\n{found}");
    }
}

/// One page; English and Arabic also at a laptop's width, and with pictures.
fn look(browser: &Browser, axe: &Axe, preview: &Preview, sample: &Sample) -> Vec<String> {
    let drawn = ["en", "ar"].contains(&sample.lang.as_str());
    let widths = if drawn { &WIDTHS[..] } else { &WIDTHS[..1] };
    let picture = |width: u32| {
        if drawn {
            browser.picture(&format!("pages/{}.{}.{width}", sample.name, sample.lang));
        }
    };
    faults(
        browser,
        axe,
        preview,
        &preview.address(sample),
        widths,
        picture,
    )
}
