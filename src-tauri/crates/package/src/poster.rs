//! Which picture stands for the video.

use crate::error::Error;
use crate::key_frames::key_frames;
use crate::rendition::Rendition;
use crate::timeline::Gop;

/// The key frame of `rendition` that is the poster, with all that it takes to decode it.
pub(crate) fn source(rendition: &Rendition) -> Result<Vec<u8>, Error> {
    let chosen = choose(rendition.timeline.gops()).unwrap_or_default();
    key_frames(rendition, &[chosen as u64])
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
    fn the_largest_in_the_first_part_but_not_the_first() {
        assert_eq!(chosen(&[90, 10, 30, 30, 20, 99, 99, 99, 99, 99]), Some(2));
        assert_eq!(chosen(&[5]), Some(0));
        assert_eq!(chosen(&[5, 9]), Some(1));
        assert_eq!(chosen(&[]), None);
    }
}
