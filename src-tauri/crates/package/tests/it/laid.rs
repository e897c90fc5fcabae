//! Segments that are written anew at the end: in one file, encrypted, or both, in both containers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use domain::choice::Packaging;
use domain::container::Container;
use domain::encryption::Encryption;
use domain::plan::Plan;
use domain::report::{Level, Section};
use package::check::check;
use package::keys;
use package::playlist::{ByteRange, read_media};

use crate::studio::{Studio, tree, two_rungs_in};

const LISTS: [&str; 3] = ["video/avc-36p/playlist", "video/avc-36p/iframes", "audio/und-stereo/playlist"];

/// Two segments of 4 s; a key for each.
fn plan(container: Container, packaging: Packaging, encryption: Option<Encryption>) -> Plan {
    let mut plan = two_rungs_in(container, Some(7.04));
    (plan.choice.packaging, plan.choice.encryption) = (packaging, encryption);
    plan
}

fn rotating() -> Encryption {
    Encryption { rotation_seconds: 4, ..Encryption::default() }
}

fn finished(plan: Plan) -> Studio {
    let mut studio = Studio::encoded(plan, 4);
    studio.finish(Some(b"jpeg"));
    studio
}

/// What a player gets of each entry of the playlists, the keys being wherever they are.
fn played(studio: &Studio) -> BTreeMap<String, Vec<Vec<u8>>> {
    let package = studio.package();
    let entries = |name: &&str| {
        let list = read_media(studio.read(&format!("{name}.m3u8")).as_bytes()).unwrap();
        let folder = package.join(name).parent().unwrap().to_owned();
        let part = |uri: &str, range: Option<ByteRange>| {
            let file = fs::read(folder.join(uri)).unwrap();
            range.map_or(file.clone(), |r| file[r.offset as usize..(r.offset + r.length) as usize].to_vec())
        };
        let map = list.map.as_ref().map(|map| part(&map.uri, map.byte_range));
        let mut key = None;
        let segments = (0u64..).zip(&list.segments).map(|(sequence, segment)| {
            key = segment.key.as_deref().map(|uri| key_at(&package, uri)).or(key);
            let bytes = part(&segment.uri, segment.byte_range);
            key.map_or(bytes.clone(), |key| decrypted(key, sequence, &bytes))
        });
        ((*name).to_owned(), map.into_iter().chain(segments.collect::<Vec<_>>()).collect())
    };
    LISTS.iter().map(entries).collect()
}

fn key_at(package: &Path, uri: &str) -> [u8; 16] {
    let name = uri.rsplit('/').next().unwrap();
    fs::read(keys::beside(package).join(name)).unwrap().try_into().unwrap()
}

fn decrypted(key: [u8; 16], sequence: u64, bytes: &[u8]) -> Vec<u8> {
    let vector = u128::from(sequence).to_be_bytes();
    let cipher = cbc::Decryptor::<aes::Aes128>::new(&key.into(), &vector.into());
    let mut bytes = bytes.to_vec();
    let length = cipher.decrypt_padded::<Pkcs7>(&mut bytes).unwrap().len();
    bytes.truncate(length);
    bytes
}

/// How many MUSTs fail.
fn broken(studio: &Studio) -> usize {
    check(&studio.package()).unwrap().failed(Section::Package, Level::Must)
}

#[test]
fn players_get_the_same_bytes_however_they_lie() {
    for container in Container::ALL {
        let plain = played(&finished(plan(container, Packaging::Segments, None)));
        for packaging in [Packaging::Segments, Packaging::ByteRange] {
            for encryption in [None, Some(rotating())] {
                let studio = finished(plan(container, packaging, encryption.clone()));
                assert!(played(&studio) == plain, "{container:?} {packaging:?} {encryption:?}");
                assert_eq!(broken(&studio), 0);
                let names = tree(&studio.package());
                let clear = names.keys().any(|name| name.contains("seg_"));
                assert_eq!(clear, packaging == Packaging::Segments && encryption.is_none());
                assert!(!names.keys().any(|name| name.ends_with(".key")), "{names:?}");
            }
        }
    }
}

#[test]
fn a_key_is_named_where_it_changes() {
    for (encryption, lists) in [(rotating(), 2), (Encryption { rotation_seconds: 0, ..rotating() }, 1)] {
        let studio = finished(plan(Container::Fmp4, Packaging::Segments, Some(encryption)));
        for name in LISTS {
            let text = studio.read(&format!("{name}.m3u8"));
            assert_eq!(text.matches("#EXT-X-KEY:METHOD=AES-128,URI=\"../../keys/").count(), lists, "{text}");
            assert!(text.find("#EXT-X-MAP") < text.find("#EXT-X-KEY"), "the init segment is in the clear");
        }
    }
}

#[test]
fn keys_stay_when_the_same_video_is_made_again() {
    let mut studio = finished(plan(Container::Fmp4, Packaging::Segments, Some(rotating())));
    let (before, published) = (tree(&keys::beside(&studio.package())), tree(&studio.package()));
    package::remove::package(&studio.package()).unwrap();
    assert_eq!(tree(&keys::beside(&studio.package())), before, "what is published needs them");
    studio.resume().unwrap();
    studio.complete();
    assert_eq!(tree(&keys::beside(&studio.package())), before);
    let media = |name: &&String| name.contains("enc_");
    let again = tree(&studio.package());
    assert!(published.keys().filter(media).all(|name| again[name] == published[name]));
    // Another video in the same place has keys of its own, and the first one's stay.
    package::remove::package(&studio.package()).unwrap();
    studio.plan.source.bytes = 2;
    studio.resume().unwrap();
    studio.complete();
    let both = tree(&keys::beside(&studio.package()));
    assert_eq!(both.len(), before.len() + 2);
    assert!(before.keys().filter(|name| name.ends_with(".key")).all(|name| both[name] == before[name]));
}

#[test]
fn keys_are_where_they_are_asked_for() {
    let published = Encryption { publish_keys: true, ..rotating() };
    let mut studio = Studio::encoded(plan(Container::Ts, Packaging::Segments, Some(published)), 4);
    let files = studio.finish(None).files;
    let keys: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("keys/")).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|(name, bytes)| *bytes == 16 && studio.package().join(name).is_file()));

    let address = Some("https://keys.example.com/film".to_owned());
    let studio = finished(plan(
        Container::Fmp4,
        Packaging::Segments,
        Some(Encryption { key_address: address, ..rotating() }),
    ));
    let list = studio.read("video/avc-36p/playlist.m3u8");
    assert!(list.contains("URI=\"https://keys.example.com/film/"), "{list}");
    // A preview has them where it can read them.
    let shown: BTreeMap<_, _> = keys::for_preview(&studio.package()).into_iter().collect();
    assert_eq!(shown.keys().filter(|name| name.starts_with("keys/")).count(), 2);
    let list = String::from_utf8(shown["video/avc-36p/playlist.m3u8"].clone()).unwrap();
    assert!(list.contains("URI=\"../../keys/") && !list.contains("https"), "{list}");
    assert_eq!(shown.len(), 2 + 5, "two rungs with I-frames, and the sound");
}

#[test]
fn a_check_without_the_key_or_with_another_one() {
    let studio = finished(plan(Container::Fmp4, Packaging::Segments, Some(rotating())));
    let place = keys::beside(&studio.package());
    for (name, bytes) in tree(&place).into_iter().filter(|(name, _)| name.ends_with(".key")) {
        fs::write(place.join(&name), [7; 16]).unwrap();
        assert!(broken(&studio) > 0);
        fs::write(place.join(&name), [7; 15]).unwrap();
        assert_eq!(broken(&studio), 0, "nothing is known of what cannot be read");
        fs::write(place.join(&name), bytes).unwrap();
    }
    assert_eq!(broken(&studio), 0);
}
