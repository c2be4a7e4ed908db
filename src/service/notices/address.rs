//! Where messages to machines may go. Whoever names an address makes this server ask it: one that leads into its own network
//! would reach what no stranger does. Looked at when the name is resolved, so that a name which moves changes nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Resolves names, and refuses those that lead into private networks.
#[derive(Debug)]
pub struct Guard {
    names: DefaultResolver,
    private: bool,
}

impl Guard {
    /// `private` lets every address pass.
    pub fn new(private: bool) -> Self {
        Self {
            names: DefaultResolver::default(),
            private,
        }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in found.iter() {
            if self.private || is_public(address.ip()) {
                public.push(*address);
            }
        }
        match public.is_empty() {
            true => Err(ureq::Error::Io(std::io::Error::from(
                std::io::ErrorKind::PermissionDenied,
            ))),
            false => Ok(public),
        }
    }
}

/// The host of an address that messages may go to.
///
/// # Errors
/// Why they may not, for whoever typed it.
pub fn host(address: &str, private: bool) -> Result<String, &'static str> {
    let uri: Uri = address
        .parse()
        .map_err(|_| "it is no address; write it like https://example.org/waypost")?;
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or("it names no host")?;
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if private => {}
        _ => return Err("it has to begin with https://"),
    }
    let authority = uri.authority().map_or("", |all| all.as_str());
    if authority.contains('@') {
        return Err("it holds a password; messages are signed instead");
    }
    Ok(host.to_owned())
}

/// Whether an address is somebody's in the open network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    let benchmarks = a == 198 && (18..20).contains(&b);
    !(a == 0
        || a >= 240
        || shared
        || protocols
        || benchmarks
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let words = address.segments();
    let within = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
    };
    match words {
        // An IPv4 address in another dress: mapped, translated, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            within(high, low)
        }
        [0x2002, high, low, ..] => within(high, low),
        // Only this block is given out; documentation stands in it.
        [first, second, ..] => {
            first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0xdb8) && first != 0x3fff
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_to_addresses_with_https_and_without_passwords() {
        let found = host("https://example.org/hook?a=1", false);
        assert_eq!(found.unwrap(), "example.org");
        assert_eq!(host("http://10.0.0.1:8080/", true).unwrap(), "10.0.0.1");
        for wrong in [
            "http://example.org/",
            "https://user:secret@example.org/",
            "https:///nowhere",
            "example.org",
            "ftp://example.org/",
            "",
        ] {
            assert!(host(wrong, false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_private_networks_are_no_receivers() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "9.9.9.9",
            "100.128.0.1",
            "172.32.0.1",
            "2620:fe::fe",
            "2a01:4f8::1",
            "::ffff:9.9.9.9",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
