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

/// The longest text that the app's reader takes, in characters.
pub const LONGEST: usize = 4_000;

/// What a code sets on a phone. Forms always follow the server.
pub struct PhoneSettings<'a> {
    /// Address without a slash at its end; it may hold the phone's key.
    pub server_url: &'a str,
    /// User name and password, where the address holds no key.
    pub login: Option<(&'a str, &'a str)>,
    /// What the project is called on the phone.
    pub project_name: &'a str,
    /// One character that stands for it.
    pub icon: Option<&'a str>,
    /// What the phone's user may not choose.
    pub managed: Managed,
}

/// Settings that whoever hands the phone out may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Nothing half-filled stays on the phone.
    pub no_drafts: bool,
    /// What was sent is deleted from the phone.
    pub delete_after_send: bool,
    /// What is finished is sent by itself.
    pub auto_send: bool,
}

impl Default for Managed {
    fn default() -> Self {
        Self {
            no_drafts: false,
            delete_after_send: false,
            auto_send: true,
        }
    }
}

impl PhoneSettings<'_> {
    /// The text inside the code. It holds the address and so its secret. What is left out keeps the app's default.
    pub fn text(&self) -> Zeroizing<String> {
        let mut general = json!({
            "server_url": self.server_url,
            "form_update_mode": "match_exactly",
        });
        if let Some((user, password)) = self.login {
            general["username"] = json!(user);
            general["password"] = json!(password);
        }
        if self.managed.auto_send {
            general["autosend"] = json!("wifi_and_cellular");
        }
        if self.managed.delete_after_send {
            general["delete_send"] = json!(true);
        }
        let mut project = json!({ "name": self.project_name });
        if let Some(icon) = self.icon {
            project["icon"] = json!(icon);
        }
        // Without `admin` the app refuses the code.
        let mut admin = json!({});
        if self.managed.no_drafts {
            for way in ["save_as_draft", "save_mid", "edit_saved"] {
                admin[way] = json!(false);
            }
        }
        if self.managed.delete_after_send {
            admin["delete_after_send"] = json!(false);
        }
        let settings = json!({ "general": general, "project": project, "admin": admin });
        let settings = Zeroizing::new(settings.to_string());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail; were it to, the code would be empty and no phone would take it.
        let written = zlib
            .write_all(settings.as_bytes())
            .and_then(|()| zlib.finish());
        Zeroizing::new(STANDARD.encode(Zeroizing::new(written.unwrap_or_default())))
    }
}

/// The code as a PNG, black on white, eight pixels a module. None: the text is too long.
pub fn png(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const PIXELS: i32 = 8;
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = (code.size() + 2 * QUIET) * PIXELS;
    let width = side as usize;
    // One bit a pixel, rows padded to whole bytes; 1 is white.
    let mut rows = Zeroizing::new(vec![0xff_u8; width.div_ceil(8) * width]);
    for y in 0..side {
        let row = y as usize * width.div_ceil(8);
        for x in 0..side {
            if code.get_module(x / PIXELS - QUIET, y / PIXELS - QUIET) {
                rows[row + x as usize / 8] &= !(0x80 >> (x % 8));
            }
        }
    }
    let mut out = Zeroizing::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut *out, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().ok()?.write_image_data(&rows).ok()?;
    Some(out)
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

    fn named(server_url: &str, project_name: &str) -> Zeroizing<String> {
        let settings = PhoneSettings {
            server_url,
            login: None,
            project_name,
            icon: None,
            managed: Managed::default(),
        };
        settings.text()
    }

    #[test]
    fn a_phone_reads_back_what_was_put_in() {
        let text = named(URL, "Northern \"corridor\" – été");
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
        let text = named(&long, "A project with a rather long name for a phone");
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
        let text = named(URL, "Northern corridor");
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
