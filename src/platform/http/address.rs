//! The address that a request comes from, as far as it can be believed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// Which header the proxies in front add a hop to. Only one is read: what they do not write, anybody could have sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// The proxies in front.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxies {
    /// Addresses and networks of proxies that are believed, such as `10.0.0.0/8` or `192.0.2.1`.
    #[serde(deserialize_with = "networks")]
    pub trusted: Vec<IpNet>,
    /// The header that they write.
    pub header: ForwardedHeader,
}

/// Reads networks, and addresses as networks of one.
fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let given = Vec::<String>::deserialize(from)?;
    let given = given.iter().map(|one| one.trim());
    let read = |one: &str| {
        let address = || Some(IpNet::from(one.parse::<IpAddr>().ok()?));
        one.parse().ok().or_else(address).ok_or_else(|| {
            D::Error::custom(format!(
                "`{one}` is neither an address nor a network, such as 192.0.2.1 or 10.0.0.0/8"
            ))
        })
    };
    given.filter(|one| !one.is_empty()).map(read).collect()
}

impl Proxies {
    /// The last hop that is no proxy of ours. Whoever is not behind one is who they are; so is a proxy that tells nothing
    /// that can be read.
    pub fn address(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let unknown = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let peer = peer.map_or(unknown, |peer| peer.ip().to_canonical());
        let mut nearest = peer;
        for hop in self.hops(headers).into_iter().rev() {
            if !self.trusts(nearest) {
                break;
            }
            match hop {
                Some(hop) => nearest = hop,
                None => return peer,
            }
        }
        nearest
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }

    /// The hops, the nearest last; nothing where one cannot be read.
    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        if self.trusted.is_empty() {
            return vec![];
        }
        let (name, read): (_, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardedHeader::XForwardedFor => (X_FORWARDED_FOR, node),
            ForwardedHeader::Forwarded => (header::FORWARDED, forwarded),
        };
        let values = headers.get_all(name).map(|value| value.to_str().ok());
        values
            .flat_map(|value| match value {
                Some(value) => value.split(',').map(read).collect(),
                None => vec![None],
            })
            .collect()
    }
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What proxies add of themselves.
const TRACES: [HeaderName; 4] = [
    X_FORWARDED_FOR,
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-real-ip"),
];

/// Whether a request came from this computer and through no proxy that tells of itself.
pub fn is_local(peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    let local = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    local && !TRACES.iter().any(|name| headers.contains_key(name))
}

/// An address with or without a port, an IPv6 one with or without brackets.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            let ported = port.strip_prefix(':').is_some_and(is_port);
            (port.is_empty() || ported).then_some(address)?
        }
        None => match text.split_once(':') {
            Some((address, port)) if is_port(port) && address.contains('.') => address,
            _ => text,
        },
    };
    Some(address.parse::<IpAddr>().ok()?.to_canonical())
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

/// The `for` of one element of a `Forwarded` header, as RFC 7239 has it.
fn forwarded(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    node(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1:4000";

    fn address(header: ForwardedHeader, peer: &str, sent: &[(&'static str, &str)]) -> String {
        let proxies = Proxies {
            trusted: ["10.0.0.0/8", "2001:db8:1::/48"]
                .map(|net| net.parse().expect("a network"))
                .into(),
            header,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).expect("a value"),
            );
        }
        let peer = peer.parse().expect("a peer");
        proxies.address(Some(peer), &headers).to_string()
    }

    fn by_x(peer: &str, value: &str) -> String {
        let header = ForwardedHeader::XForwardedFor;
        address(header, peer, &[("x-forwarded-for", value)])
    }

    fn by_forwarded(value: &str) -> String {
        address(ForwardedHeader::Forwarded, PROXY, &[("forwarded", value)])
    }

    #[test]
    fn only_proxies_of_ours_are_believed_and_only_their_own_hop() {
        for (peer, sent, expected) in [
            ("192.0.2.9:1", "203.0.113.5", "192.0.2.9"),
            (PROXY, "203.0.113.5", "203.0.113.5"),
            (PROXY, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
            (PROXY, "198.51.100.1,203.0.113.5, 10.2.3.4", "203.0.113.5"),
            (PROXY, "10.0.0.9, 10.0.0.8", "10.0.0.9"),
            (PROXY, "nonsense, 203.0.113.5", "203.0.113.5"),
            ("[2001:db8:1::7]:1", "2001:db8:2::1", "2001:db8:2::1"),
            ("[::ffff:10.0.0.1]:1", "203.0.113.5", "203.0.113.5"),
            (PROXY, "::ffff:203.0.113.5", "203.0.113.5"),
            (PROXY, "203.0.113.5:1234", "203.0.113.5"),
            (PROXY, "[2001:db8:2::1]:1234", "2001:db8:2::1"),
            (PROXY, "[2001:db8:2::1]", "2001:db8:2::1"),
        ] {
            assert_eq!(by_x(peer, sent), expected, "{sent}");
        }
    }

    #[test]
    fn a_hop_that_cannot_be_read_leaves_the_peer() {
        for sent in [
            "",
            " ",
            "unknown",
            "203.0.113.5,",
            "203.0.113.5, evil",
            "203.0.113.5:http",
            "[2001:db8:2::1",
            "[203.0.113.5]x",
            "203.0.113.256",
            "203.0.113.5 203.0.113.6",
        ] {
            assert_eq!(by_x(PROXY, sent), "10.0.0.1", "{sent:?}");
        }
    }

    #[test]
    fn several_headers_are_one_list_and_the_other_header_is_not_read() {
        let header = ForwardedHeader::XForwardedFor;
        let sent = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-for", "203.0.113.5"),
            ("forwarded", "for=198.51.100.9"),
        ];
        assert_eq!(address(header, PROXY, &sent), "203.0.113.5");
        assert_eq!(address(header, PROXY, &sent[2..]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_as_its_rfc_has_it() {
        for (sent, expected) in [
            ("for=203.0.113.5", "203.0.113.5"),
            ("For=\"[2001:db8:2::1]:4711\"", "2001:db8:2::1"),
            (
                "for=198.51.100.1;proto=https, by=10.0.0.1; for=203.0.113.5;host=a",
                "203.0.113.5",
            ),
            ("for=unknown", "10.0.0.1"),
            ("for=_hidden", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
            ("for=198.51.100.1, proto=https", "10.0.0.1"),
        ] {
            assert_eq!(by_forwarded(sent), expected, "{sent}");
        }
    }

    #[test]
    fn local_is_who_comes_from_here_without_a_proxy() {
        let local = |peer: &str| is_local(peer.parse().ok(), &HeaderMap::new());
        assert!(local("127.0.0.1:1") && local("[::1]:1") && local("[::ffff:127.0.0.1]:1"));
        assert!(!local("192.0.2.1:1"));
        for name in TRACES {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static("x"));
            assert!(!is_local("127.0.0.1:1".parse().ok(), &headers));
        }
    }
}
