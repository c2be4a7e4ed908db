//! What the flows rest on: the keyboard really goes where a name is, and a page that hides where one is does not pass.

use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;

use crate::support::browser::{Browser, Hand, Key};

const PAGE: &str = "<!doctype html><html lang=en><title>Tried</title><body>
    <a href='#a'>First</a><button>Second</button>
    <details><summary>More</summary><p id=inside>Inside</p></details>
    <label>Name <input id=name value=before></label>
    <label>Town <select id=town><option value=a>A<option value=b>B<option value=c selected>C</select></label>
    <label><input type=checkbox id=box> Box</label>
    <label><input type=radio name=kind value=x> X</label><label><input type=radio name=kind value=y checked> Y</label>
    <label><input type=radio name=kind value=z> Z</label>
    <button id=bare style='outline:none'>Bare</button><button id=after>After</button>
    <script>document.title = 'Scripts ran'</script>";

fn shown(browser: &Browser) {
    let page = base64::engine::general_purpose::STANDARD.encode(PAGE);
    browser.go(&format!("data:text/html;base64,{page}"));
}

#[test]
#[ignore = "needs Chromium: tests/run"]
fn the_keyboard_goes_where_a_name_is_and_sees_where_it_is() {
    let scripted = Browser::watched();
    shown(&scripted);
    assert_eq!(scripted.run("return document.title"), "Scripts ran");
    let browser = Browser::without_scripts();
    for hand in [Hand::Keyboard, Hand::Mouse] {
        shown(&browser);
        assert_eq!(browser.run("return document.title"), "Tried");
        hand.press(&browser, "summary");
        assert!(browser.find("#inside").says("Inside"));
        hand.write(&browser, "#name", "after");
        hand.choose(&browser, "#town", "a");
        hand.tick(&browser, "#box");
        hand.pick(&browser, "kind", "z");
        hand.pick(&browser, "kind", "x");
    }
    shown(&browser);
    browser.tab_to("Second");
    assert_eq!(browser.focused().name(), "Second");
    browser.key(Key::Escape);

    for (wanted, why) in [("After", "shows no focus"), ("Nobody", "is not reached")] {
        shown(&browser);
        if wanted == "Nobody" {
            browser.run("document.querySelector('#bare').removeAttribute('style')");
        }
        let tried = catch_unwind(AssertUnwindSafe(|| browser.tab_to(wanted)));
        let said = tried.expect_err("it fails");
        let said = said.downcast_ref::<String>().unwrap();
        assert!(said.contains(why), "{said}");
    }
}
