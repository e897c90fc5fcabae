//! The player page beside a package: what it names is there, what people see of a link is in it, and it goes again.

use std::fs;

use serde_json::Value;
use tests::clips::{Clip, real};
use tests::command_line::Run;

use crate::verify::verify;

/// The data in the page, and what it says to sites that show a link.
fn read(html: &str) -> (Value, Vec<(String, String)>) {
    let (_, rest) = html.split_once("<script type=\"application/json\" id=\"programme\">").unwrap();
    let programme = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    let said = html.lines().filter(|line| line.starts_with("<meta property=\"og:")).map(|line| {
        let values: Vec<_> = line.split('"').collect();
        (values[1].to_owned(), values[3].to_owned())
    });
    (programme, said.collect())
}

#[test]
fn it_names_what_is_there() {
    let out = tempfile::tempdir().unwrap();
    let source = out.path().join("Tom & <Jerry>.mp4");
    fs::copy(real(Clip::BigBuckBunny720p), &source).unwrap();
    let chapters = out.path().join("Tom & <Jerry>.chapters.txt");
    fs::write(&chapters, "0:00 One\n0:02 Two\n").unwrap();
    let wishes = ["--ladder", "240,360", "--mp4", "--page", "--page-address", "https://example.com/a"];
    let folder = Run::convert(out.path()).args(wishes).arg(&source).arg(&chapters).finish().package();
    verify(&folder);
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    let (programme, said) = read(&html);
    assert_eq!(programme["title"], "Tom & <Jerry>");
    for name in ["playlist", "poster", "thumbnails", "chapters", "download"] {
        assert!(folder.join(programme[name].as_str().unwrap()).is_file(), "{name} of {programme}");
    }
    assert_eq!((&programme["height"], &programme["frame_rate"]), (&360.into(), &"25".into()));
    let of = |name: &str| said.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
    assert_eq!(of("og:image"), Some("https://example.com/a/poster.jpg"));
    assert_eq!(of("og:title"), Some("Tom &amp; &lt;Jerry&gt;"));
    // No request leaves the folder: no address in full but those that sites are told.
    let without = html.lines().filter(|line| !line.starts_with("<meta property=")).collect::<String>();
    assert!(!without.contains("//"), "{without}");
}

#[test]
fn without_pictures_it_says_so() {
    let out = tempfile::tempdir().unwrap();
    let source = out.path().join("song.wav");
    tests::programs::ffmpeg(["-f", "lavfi", "-i", "sine=d=4", "-y", source.to_str().unwrap()]);
    let folder = Run::convert(out.path()).arg("--page").arg(&source).finish().package();
    verify(&folder);
    let (programme, said) = read(&fs::read_to_string(folder.join("index.html")).unwrap());
    assert_eq!(
        (&programme["width"], &programme["poster"], &programme["thumbnails"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert!(
        said.contains(&("og:type".to_owned(), "website".to_owned()))
            && said.iter().all(|(name, _)| name != "og:image")
    );
}

#[test]
fn an_address_that_is_none_is_refused() {
    let out = tempfile::tempdir().unwrap();
    for address in ["example.com", "javascript://x", "https://a b/"] {
        let wishes = ["--page", "--page-address", address];
        let refused = Run::convert(out.path()).args(wishes).arg(real(Clip::Bikes)).finish();
        assert_eq!(refused.event("failed")["code"], "choice_impossible", "{address}");
    }
}
