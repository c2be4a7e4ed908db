//! The files under `/assets/`: compiled in, served under names that change with their content, so that a browser
//! may keep them for ever. No page's content lives here, and no word that people read: scripts take their words from
//! the page.

/// A static file as it is served.
#[derive(Clone, Copy)]
pub struct Asset {
    /// What goes into `Content-Type`.
    pub content_type: &'static str,
    /// The bytes themselves.
    pub bytes: &'static [u8],
}

/// `Cache-Control` for every [`Asset`]: the name changes with the content.
pub const ASSET_CACHE: &str = "public, max-age=31536000, immutable";

/// The one script of every page behind the sign-in: modules of ours, one after the other, each in a block of its own. No bundler; names
/// that change would break what imports another, so nothing imports.
const DESK: &str = concat!(
    include_str!("../assets/desk.js"),
    include_str!("../assets/clocks.js"),
    include_str!("../assets/live.js"),
    include_str!("../assets/keys.js"),
    include_str!("../assets/leave.js"),
);

/// One line of the table.
struct Kept {
    name: &'static str,
    ending: &'static str,
    version: u64,
    asset: Asset,
}

const fn kept(
    name: &'static str,
    ending: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
) -> Kept {
    Kept {
        name,
        ending,
        version: version_of(bytes),
        asset: Asset {
            content_type,
            bytes,
        },
    }
}

/// Every file.
#[rustfmt::skip]
static TABLE: &[Kept] = &[
    kept("style", "css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")),
    kept("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    kept("desk", "js", "text/javascript; charset=utf-8", DESK.as_bytes()),
    kept("passkey", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/passkey.js")),
];

/// FNV-1a, 64 bit. Names a version for caches; protects nothing, so it need not come from the crypto floor.
const fn version_of(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

impl Kept {
    fn file(&self) -> String {
        let Self {
            name,
            ending,
            version,
            ..
        } = self;
        format!("{name}-{version:016x}.{ending}")
    }
}

/// Address of the file that is called so in the table, as pages name it.
pub fn address(name: &str) -> String {
    let kept = TABLE.iter().find(|kept| kept.name == name);
    debug_assert!(kept.is_some(), "no asset is called {name}");
    kept.map_or_else(String::new, |kept| format!("/assets/{}", kept.file()))
}

/// File name of the stylesheet under `/assets/`.
pub fn style_name() -> String {
    TABLE[0].file()
}

/// Every file name under `/assets/`.
pub fn names() -> impl Iterator<Item = String> {
    TABLE.iter().map(Kept::file)
}

/// The asset that is served under `/assets/{name}`; none for every other name, also for older versions.
pub fn asset(name: &str) -> Option<Asset> {
    let kept = TABLE.iter().find(|kept| kept.file() == name);
    kept.map(|kept| kept.asset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serves_only_the_current_names() {
        assert_eq!(address("style"), format!("/assets/{}", style_name()));
        for name in names() {
            assert!(asset(&name).is_some(), "{name}");
        }
        assert!(asset(&style_name()).is_some_and(|a| a.content_type.starts_with("text/css")));
        assert!(asset("style.css").is_none());
        assert!(asset("../style.css").is_none());
        assert!(asset("").is_none());
    }

    #[test]
    fn a_changed_file_gets_another_name() {
        assert_ne!(version_of(b"a"), version_of(b"b"));
    }

    #[test]
    fn scripts_are_few_and_say_nothing_to_people() {
        assert!(DESK.len() <= 12 * 1_024, "{} bytes", DESK.len());
        // What people read comes from the page; what stands here in quotes are names, none of which is a sentence.
        for line in DESK.lines() {
            let code = line.split("// ").next().unwrap_or_default();
            for text in code.split(['\'', '"', '`']).skip(1).step_by(2) {
                let begins = text.starts_with(|c: char| c.is_ascii_uppercase());
                assert!(!(begins && text.contains(' ')), "{line}");
            }
        }
    }
}
