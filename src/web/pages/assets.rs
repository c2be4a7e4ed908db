//! The files under `/assets/`: compiled in, served under names that change with their content, so that a browser
//! may keep them for ever. No page's content lives here.

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

const STYLE: &[u8] = include_bytes!("../assets/style.css");
const ICON: &[u8] = include_bytes!("../assets/icon.svg");
const PASSKEY: &[u8] = include_bytes!("../assets/passkey.js");

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

const STYLE_VERSION: u64 = version_of(STYLE);
const ICON_VERSION: u64 = version_of(ICON);
const PASSKEY_VERSION: u64 = version_of(PASSKEY);

/// File name of the stylesheet under `/assets/`.
pub fn style_name() -> String {
    format!("style-{STYLE_VERSION:016x}.css")
}

/// File name of the icon under `/assets/`.
pub fn icon_name() -> String {
    format!("icon-{ICON_VERSION:016x}.svg")
}

/// File name of the module for passkeys under `/assets/`.
pub fn passkey_name() -> String {
    format!("passkey-{PASSKEY_VERSION:016x}.js")
}

/// The asset that is served under `/assets/{name}`; none for every other name, also for older versions.
pub fn asset(name: &str) -> Option<Asset> {
    if name == style_name() {
        return Some(Asset {
            content_type: "text/css; charset=utf-8",
            bytes: STYLE,
        });
    }
    if name == icon_name() {
        return Some(Asset {
            content_type: "image/svg+xml",
            bytes: ICON,
        });
    }
    if name == passkey_name() {
        return Some(Asset {
            content_type: "text/javascript; charset=utf-8",
            bytes: PASSKEY,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serves_only_the_current_names() {
        assert!(
            asset(&style_name())
                .is_some_and(|a| a.bytes == STYLE && a.content_type.starts_with("text/css"))
        );
        assert!(asset(&icon_name()).is_some_and(|a| a.content_type == "image/svg+xml"));
        assert!(asset("style.css").is_none());
        assert!(asset("../style.css").is_none());
    }

    #[test]
    fn a_changed_file_gets_another_name() {
        assert_ne!(version_of(b"a"), version_of(b"b"));
    }
}
