//! Addresses that people give: brought into one form, or refused with a sentence. Pure.

use domain::failure::Failure;
use url::{Host, Url};

use super::invalid;

/// The address in its one form; `what` is what it is the address of. Over http only this machine is spoken to, and what
/// is secret has no place in an address.
pub(super) fn safe(what: &str, text: &str) -> Result<String, Failure> {
    let Ok(url) = Url::parse(text.trim()) else {
        return Err(invalid(format!("{what} is no address. Give it as https://….")));
    };
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !web || (url.scheme() == "http" && !is_this_machine(&url)) {
        return Err(invalid(format!(
            "{what} has to begin with https://; plain http is for this computer alone."
        )));
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(invalid(format!(
            "{what} has to end with its path, with no name, password, ? or # in it."
        )));
    }
    Ok(url.into())
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The same, ending in a slash.
pub(super) fn slashed(mut address: String) -> String {
    if !address.ends_with('/') {
        address.push('/');
    }
    address
}

/// The origin of a site, as browsers name it.
pub(super) fn origin(text: &str) -> Result<String, Failure> {
    let refused = || invalid("The site is named by its origin, such as https://example.com.");
    let url = Url::parse(text.trim()).map_err(|_| refused())?;
    let alone =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !alone {
        return Err(refused());
    }
    Ok(url.origin().ascii_serialization())
}

/// A store's address without the bucket, which stores' own pages often put into it. What is no address stays as it is.
pub(super) fn endpoint(text: &str, bucket: &str) -> String {
    let Ok(mut url) = Url::parse(text.trim()) else { return text.to_owned() };
    let path = url.path().trim_end_matches('/').to_owned();
    let path = path.strip_suffix(bucket).filter(|path| path.ends_with('/')).unwrap_or(&path);
    url.set_path(&slashed(path.to_owned()));
    let host =
        url.host_str().and_then(|host| host.strip_prefix(bucket)?.strip_prefix('.')).map(str::to_owned);
    if let Some(host) = host.filter(|host| host.starts_with("s3") && host.contains(".amazonaws.com")) {
        // Refused by what can have no host, which this is not.
        let _ = url.set_host(Some(&host));
    }
    url.into()
}

/// Where a store itself shows `bucket`. What is no address stays as it is.
pub(super) fn public_url(endpoint: &str, bucket: &str, path_style: bool) -> String {
    let Ok(mut url) = Url::parse(endpoint) else { return endpoint.to_owned() };
    if path_style {
        return format!("{}{bucket}/", slashed(url.into()));
    }
    let host = url.host_str().map(|host| format!("{bucket}.{host}"));
    let _ = url.set_host(host.as_deref());
    slashed(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_or_this_machine() {
        for good in
            ["https://a.example/x", "http://127.0.0.1:9000", "http://[::1]:1/", "http://localhost:8787"]
        {
            assert!(safe("It", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a.example",
            "ftp://a.example",
            "http://a.example",
            "http://127.0.0.1.example.com",
            "https://name:pass@a.example",
            "https://a.example/?token=x",
            "https://a.example/#x",
            "data:text/plain,x",
        ] {
            let failure = safe("It", bad).unwrap_err();
            assert!(
                failure.message.starts_with("It ") && !failure.message.contains("pass@"),
                "{bad}: {failure}"
            );
        }
    }

    #[test]
    fn an_endpoint_is_without_its_bucket() {
        for (given, due) in [
            ("https://s3.example.com", "https://s3.example.com/"),
            ("https://s3.example.com/films/", "https://s3.example.com/"),
            ("https://x.example/storage/v1/s3", "https://x.example/storage/v1/s3/"),
            ("https://x.example/my-films", "https://x.example/my-films/"),
            ("https://films.s3.eu-west-1.amazonaws.com/", "https://s3.eu-west-1.amazonaws.com/"),
            ("https://films.example.com", "https://films.example.com/"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(endpoint(given, "films"), due);
        }
    }

    #[test]
    fn origins() {
        assert_eq!(origin("https://Example.com:443").unwrap(), "https://example.com");
        assert_eq!(origin("http://localhost:5173/").unwrap(), "http://localhost:5173");
        for bad in ["example.com", "https://example.com/films", "*", "null", "https://a@example.com"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn where_a_store_shows_a_bucket() {
        assert_eq!(public_url("http://127.0.0.1:9000/", "films", true), "http://127.0.0.1:9000/films/");
        assert_eq!(public_url("https://s3.example.com", "films", false), "https://films.s3.example.com/");
    }
}
