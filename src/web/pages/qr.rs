//! The code that sets up ODK Collect: settings as JSON, zlib, base64, QR (the app's `qr-code` and
//! `CompressionUtils`; error correction L as Collect's own codes have it).

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::json;
use zeroize::Zeroizing;

/// Light modules around the code, without which cameras do not find it.
const QUIET: i32 = 4;

/// The text inside a code: forms follow the server, finished ones are sent by themselves. It holds the address and so
/// its secret.
pub fn settings_text(server_url: &str, project_name: &str) -> Zeroizing<String> {
    let settings = json!({
        "general": {
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "project": { "name": project_name },
        "admin": {},
    });
    let settings = Zeroizing::new(settings.to_string());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail; were it to, the code would be empty and no phone would take it.
    let written = zlib
        .write_all(settings.as_bytes())
        .and_then(|()| zlib.finish());
    Zeroizing::new(STANDARD.encode(Zeroizing::new(written.unwrap_or_default())))
}

/// The code as a whole `<svg>`, black on white whatever the page's colours are. None: the text is too long.
pub fn svg(text: &str) -> Option<Zeroizing<String>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut svg = Zeroizing::new(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\""
    ));
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count() as i32;
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(svg, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// The code for a terminal: two rows of modules a line, in colours of its own, so that it reads on dark terminals too.
/// None: the text is too long.
pub fn terminal(text: &str) -> Option<Zeroizing<String>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut out = Zeroizing::new(String::new());
    let mut y = -QUIET;
    while y < code.size() + QUIET {
        // Black on white.
        out.push_str("\x1b[30;107m");
        for x in -QUIET..code.size() + QUIET {
            // Outside of the code every module is light.
            out.push(match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str("\x1b[0m\n");
        y += 2;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    const URL: &str = "https://forms.example.org/v1/key/x8Rk2vQmTz71LbWc5NfHs0YpJdGaEu93ViKoXqZtBn6CyMwDlSgPrAhFjU4eI!$/projects/7";

    #[test]
    fn a_phone_reads_back_what_was_put_in() {
        let text = settings_text(URL, "Northern \"corridor\" – été");
        let zlib = STANDARD.decode(text.as_bytes()).unwrap();
        let mut json = String::new();
        flate2::read::ZlibDecoder::new(&zlib[..])
            .read_to_string(&mut json)
            .unwrap();
        let settings: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(settings["general"]["server_url"], URL);
        assert_eq!(settings["general"]["form_update_mode"], "match_exactly");
        assert_eq!(settings["general"]["autosend"], "wifi_and_cellular");
        assert_eq!(settings["project"]["name"], "Northern \"corridor\" – été");
        assert_eq!(
            settings["admin"],
            json!({}),
            "without it the app refuses the code"
        );
        // A whole zlib stream: its checksum stands at the end.
        assert!(zlib.len() > 6 && zlib[0] == 0x78);
    }

    #[test]
    fn an_address_of_three_hundred_characters_fits() {
        // Random-looking, so that compression does not help.
        let mut state = 1u32;
        let long: String = (0..300)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                        [(state >> 26) as usize],
                )
            })
            .collect();
        let text = settings_text(&long, "A project with a rather long name for a phone");
        assert!(
            svg(&text).is_some_and(|s| s.len() < 60_000
                && s.starts_with("<svg")
                && s.ends_with("</svg>"))
        );
        assert!(terminal(&text).is_some());
        assert!(svg(&"x".repeat(4_000)).is_none());
    }

    #[test]
    fn the_picture_holds_every_dark_module() {
        let text = settings_text(URL, "Northern corridor");
        let code = QrCode::encode_text(&text, QrCodeEcc::Low).unwrap();
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.get_module(*x, *y)).count();
        let svg = svg(&text).unwrap();
        let drawn: usize = svg
            .split('M')
            .skip(2)
            .filter_map(|run| {
                run.split_once('h')?
                    .1
                    .split_once('v')?
                    .0
                    .parse::<usize>()
                    .ok()
            })
            .sum();
        assert_eq!(drawn, dark);
        let terminal = terminal(&text).unwrap();
        let half = |c| terminal.chars().filter(|x| *x == c).count();
        assert_eq!(2 * half('█') + half('▀') + half('▄'), dark);
    }
}
