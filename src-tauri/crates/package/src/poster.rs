//! Which picture stands for the video.

use crate::error::Error;
use crate::key_frames::key_frames;
use crate::rendition::Rendition;
use crate::timeline::Gop;

/// Pictures of a package's container, with all that it takes to decode them, one of which is the poster.
#[derive(Clone, Debug, PartialEq)]
pub struct PosterSource {
    /// The init segment where there is one, and what the pictures are in.
    pub pictures: Vec<u8>,
    /// The poster is the first that begins so many seconds after the first, or later.
    pub after: f64,
}

/// The poster of `rendition`: what is shown `at` so many seconds, or a key frame that is likely a good one.
pub(crate) fn source(rendition: &Rendition, at: Option<f64>) -> Result<PosterSource, Error> {
    let gops = rendition.timeline.gops();
    let Some(at) = at else {
        let chosen = choose(gops).unwrap_or_default();
        return Ok(PosterSource { pictures: key_frames(rendition, &[chosen as u64])?, after: 0.0 });
    };
    let lengths = gops.iter().map(|gop| (rendition.seconds(gop.ticks.into()), gop.samples));
    let (number, after) = place(lengths, at).unwrap_or_default();
    Ok(PosterSource { pictures: rendition.whole_gop(number)?, after })
}

/// In which of the GOPs, of so many seconds and pictures each, the picture that is shown `at` so many seconds is, and
/// before when no picture of that GOP begins that is not shown before it.
fn place(gops: impl Iterator<Item = (f64, u32)>, at: f64) -> Option<(usize, f64)> {
    let mut begins = 0.0;
    let mut last = None;
    for (number, (seconds, pictures)) in gops.enumerate() {
        let picture = seconds / f64::from(pictures.max(1));
        // It has begun at most one picture before; what lies behind the end is the last one.
        let after = (at - begins).min(seconds) - picture;
        last = Some((number, (after + picture / 1000.0).max(0.0)));
        begins += seconds;
        if at < begins {
            break;
        }
    }
    last
}

/// The GOP with the largest I-frame, a cheap sign that it is not blank, of those that begin between 5 % and
/// 40 % of the programme: past the titles, before the turn of the plot. Of equals the first.
fn choose(gops: &[Gop]) -> Option<usize> {
    let fit = |number: &usize| (gops.len() * 5..=gops.len() * 40).contains(&(number * 100));
    let largest = |list: &mut dyn Iterator<Item = usize>| {
        list.max_by_key(|&number| (gops[number].first_sample, std::cmp::Reverse(number)))
    };
    largest(&mut (0..gops.len()).filter(fit)).or_else(|| largest(&mut (0..gops.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(iframes: &[u32]) -> Option<usize> {
        let gop =
            |&first_sample: &u32| Gop { offset: 0, bytes: 0, lead: 0, first_sample, ticks: 1, samples: 1 };
        choose(&iframes.iter().map(gop).collect::<Vec<_>>())
    }

    #[test]
    fn the_picture_that_is_shown_at_a_time() {
        let gops = || [(2.0, 50), (2.0, 50), (1.0, 25)].into_iter();
        let near = |at, number, after: f64| {
            let (found, seconds) = place(gops(), at).unwrap();
            assert_eq!(found, number, "{at}");
            assert!((seconds - after).abs() < 0.001, "{at}: {seconds}");
        };
        near(0.0, 0, 0.0);
        near(0.5, 0, 0.46);
        near(2.0, 1, 0.0);
        near(4.99, 2, 0.95);
        near(99.0, 2, 0.96);
        assert_eq!(place(std::iter::empty(), 1.0), None);
    }

    #[test]
    fn the_largest_in_the_first_part_but_not_the_first() {
        assert_eq!(chosen(&[90, 10, 30, 30, 20, 99, 99, 99, 99, 99]), Some(2));
        assert_eq!(chosen(&[5]), Some(0));
        assert_eq!(chosen(&[5, 9]), Some(1));
        assert_eq!(chosen(&[]), None);
    }
}
