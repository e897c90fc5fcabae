//! Which picture stands for the video.

use crate::error::Error;
use crate::rendition::Rendition;
use crate::timeline::Gop;

/// The init segment, if any, and one GOP of `rendition`, whose first picture is the poster.
pub(crate) fn source(rendition: &Rendition) -> Result<Vec<u8>, Error> {
    let chosen = choose(rendition.timeline.gops());
    let (Some(_), Some(number)) = (&rendition.started, chosen) else {
        return Err(Error::TooEarly { rendition: rendition.id.clone(), what: "no picture yet" });
    };
    let mut bytes = rendition.init().map(<[u8]>::to_vec).unwrap_or_default();
    bytes.extend(rendition.read_gop(number)?);
    Ok(bytes)
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
