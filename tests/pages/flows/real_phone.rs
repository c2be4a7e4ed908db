//! The same with what a phone's own form engine and cryptography sent.

use super::{Way, receiving};
use crate::support::real_phone::{answers, round, text};
use crate::support::story::routed;
use crate::support::{Database, Server};

#[test]
#[ignore = "needs ../shared, Java and Chromium: tests/run"]
fn what_a_phone_sent_is_taken_to_its_end() {
    let server = Server::demo(Database::Sqlite);
    let device = &server.credentials.devices[0];
    let file = answers("wellbeing_a1", "within-72-hours");
    round(
        &device.server_url,
        "wellbeing_a1",
        1,
        &["--answers", text(&file)],
    );
    routed(&server);
    receiving::take(&server, Way::once());
}
