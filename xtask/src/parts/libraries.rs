//! The libraries that are built into ffmpeg and ffprobe: what each option of their configuration brings.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use super::{Kind, Part, licences, purl};

/// The options that bring no code of others: how it is built, and what the system has.
const NO_LIBRARY: [&str; 18] = [
    "cuda-llvm",
    "cuvid",
    "d3d11va",
    "d3d12va",
    "dxva2",
    "ffplay",
    "gpl",
    "mediafoundation",
    "neon",
    "nvdec",
    "nvenc",
    "pic",
    "pthreads",
    "runtime-cpudetect",
    "schannel",
    "static",
    "version3",
    "videotoolbox",
];

/// The other options, after `--enable-`: the library's licence, and where its source is.
#[rustfmt::skip]
const LIBRARIES: &[(&str, &str, &str)] = &[
    ("amf", "MIT", "https://github.com/GPUOpen-LibrariesAndSDKs/AMF"),
    ("avisynth", "GPL-2.0-or-later", "https://github.com/AviSynth/AviSynthPlus"),
    ("bzlib", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    ("cairo", "LGPL-2.1-only OR MPL-1.1", "https://gitlab.freedesktop.org/cairo/cairo"),
    ("chromaprint", "MIT AND LGPL-2.1-or-later", "https://github.com/acoustid/chromaprint"),
    ("ffnvcodec", "MIT", "https://git.videolan.org/?p=ffmpeg/nv-codec-headers.git"),
    ("fontconfig", "HPND", "https://gitlab.freedesktop.org/fontconfig/fontconfig"),
    ("frei0r", "GPL-2.0-or-later", "https://github.com/dyne/frei0r"),
    ("gmp", "LGPL-3.0-or-later OR GPL-2.0-or-later", "https://gmplib.org/"),
    ("gnutls", "LGPL-2.1-or-later", "https://gitlab.com/gnutls/gnutls"),
    ("iconv", "LGPL-2.1-or-later", "https://www.gnu.org/software/libiconv/"),
    ("libaom", "BSD-2-Clause", "https://aomedia.googlesource.com/aom"),
    ("libaribb24", "LGPL-3.0-only", "https://github.com/nkoriyama/aribb24"),
    ("libaribcaption", "MIT", "https://github.com/xqq/libaribcaption"),
    ("libass", "ISC", "https://github.com/libass/libass"),
    ("libbluray", "LGPL-2.1-or-later", "https://code.videolan.org/videolan/libbluray"),
    ("libdav1d", "BSD-2-Clause", "https://code.videolan.org/videolan/dav1d"),
    ("libdavs2", "GPL-2.0-or-later", "https://github.com/pkuvcl/davs2"),
    ("libdrm", "MIT", "https://gitlab.freedesktop.org/mesa/drm"),
    ("libdvdnav", "GPL-2.0-or-later", "https://code.videolan.org/videolan/libdvdnav"),
    ("libdvdread", "GPL-2.0-or-later", "https://code.videolan.org/videolan/libdvdread"),
    ("libfreetype", "FTL OR GPL-2.0-or-later", "https://gitlab.freedesktop.org/freetype/freetype"),
    ("libfribidi", "LGPL-2.1-or-later", "https://github.com/fribidi/fribidi"),
    ("libgme", "LGPL-2.1-or-later", "https://github.com/libgme/game-music-emu"),
    ("libgsm", "TU-Berlin-2.0", "https://www.quut.com/gsm/"),
    ("libharfbuzz", "MIT-Modern-Variant", "https://github.com/harfbuzz/harfbuzz"),
    ("libjxl", "BSD-3-Clause", "https://github.com/libjxl/libjxl"),
    ("libkvazaar", "BSD-3-Clause", "https://github.com/ultravideo/kvazaar"),
    ("liblcevc-dec", "BSD-3-Clause-Clear", "https://github.com/v-novaltd/LCEVCdec"),
    ("libmodplug", "LicenseRef-public-domain", "https://github.com/Konstanty/libmodplug"),
    ("libmp3lame", "LGPL-2.0-or-later", "https://lame.sourceforge.io/"),
    ("libmysofa", "BSD-3-Clause", "https://github.com/hoene/libmysofa"),
    ("liboapv", "BSD-3-Clause", "https://github.com/AcademySoftwareFoundation/openapv"),
    ("libopencore-amrnb", "Apache-2.0", "https://sourceforge.net/projects/opencore-amr/"),
    ("libopencore-amrwb", "Apache-2.0", "https://sourceforge.net/projects/opencore-amr/"),
    ("libopenh264", "BSD-2-Clause", "https://github.com/cisco/openh264"),
    ("libopenjpeg", "BSD-2-Clause", "https://github.com/uclouvain/openjpeg"),
    ("libopenmpt", "BSD-3-Clause", "https://github.com/OpenMPT/openmpt"),
    ("libopus", "BSD-3-Clause", "https://gitlab.xiph.org/xiph/opus"),
    ("libplacebo", "LGPL-2.1-or-later", "https://code.videolan.org/videolan/libplacebo"),
    ("libpulse", "LGPL-2.1-or-later", "https://gitlab.freedesktop.org/pulseaudio/pulseaudio"),
    ("librav1e", "BSD-2-Clause", "https://github.com/xiph/rav1e"),
    ("librist", "BSD-2-Clause", "https://code.videolan.org/rist/librist"),
    ("librsvg", "LGPL-2.1-or-later", "https://gitlab.gnome.org/GNOME/librsvg"),
    ("librubberband", "GPL-2.0-or-later", "https://github.com/breakfastquay/rubberband"),
    ("libshine", "LGPL-2.0-or-later", "https://github.com/toots/shine"),
    ("libsnappy", "BSD-3-Clause", "https://github.com/google/snappy"),
    ("libsoxr", "LGPL-2.1-or-later", "https://sourceforge.net/projects/soxr/"),
    ("libspeex", "BSD-3-Clause", "https://gitlab.xiph.org/xiph/speex"),
    ("libsrt", "MPL-2.0", "https://github.com/Haivision/srt"),
    ("libssh", "LGPL-2.1-or-later", "https://gitlab.com/libssh/libssh-mirror"),
    ("libsvtav1", "BSD-3-Clause-Clear", "https://gitlab.com/AOMediaCodec/SVT-AV1"),
    ("libtheora", "BSD-3-Clause", "https://gitlab.xiph.org/xiph/theora"),
    ("libtwolame", "LGPL-2.1-or-later", "https://github.com/njh/twolame"),
    ("libuavs3d", "BSD-3-Clause", "https://github.com/uavs3/uavs3d"),
    ("libvidstab", "GPL-2.0-or-later", "https://github.com/georgmartius/vid.stab"),
    ("libvmaf", "BSD-2-Clause-Patent", "https://github.com/Netflix/vmaf"),
    ("libvo-amrwbenc", "Apache-2.0", "https://sourceforge.net/projects/opencore-amr/"),
    ("libvorbis", "BSD-3-Clause", "https://gitlab.xiph.org/xiph/vorbis"),
    ("libvpl", "MIT", "https://github.com/intel/libvpl"),
    ("libvpx", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libvpx"),
    ("libvvenc", "BSD-3-Clause-Clear", "https://github.com/fraunhoferhhi/vvenc"),
    ("libwebp", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libwebp"),
    ("libx264", "GPL-2.0-or-later", "https://code.videolan.org/videolan/x264"),
    ("libx265", "GPL-2.0-or-later", "https://bitbucket.org/multicoreware/x265_git"),
    ("libxavs", "GPL-2.0-or-later", "https://sourceforge.net/projects/xavs/"),
    ("libxavs2", "GPL-2.0-or-later", "https://github.com/pkuvcl/xavs2"),
    ("libxcb", "MIT", "https://gitlab.freedesktop.org/xorg/lib/libxcb"),
    ("libxml2", "MIT", "https://gitlab.gnome.org/GNOME/libxml2"),
    ("libxvid", "GPL-2.0-or-later", "https://www.xvid.com/"),
    ("libzimg", "WTFPL", "https://github.com/sekrit-twc/zimg"),
    ("libzmq", "MPL-2.0", "https://github.com/zeromq/libzmq"),
    ("libzvbi", "LGPL-2.0-or-later", "https://github.com/zapping-vbi/zvbi"),
    ("lv2", "ISC", "https://gitlab.com/lv2/lv2"),
    ("lzma", "0BSD", "https://github.com/tukaani-project/xz"),
    ("mbedtls", "Apache-2.0 OR GPL-2.0-or-later", "https://github.com/Mbed-TLS/mbedtls"),
    ("openal", "LGPL-2.0-or-later", "https://github.com/kcat/openal-soft"),
    ("opencl", "Apache-2.0", "https://github.com/KhronosGroup/OpenCL-ICD-Loader"),
    ("openssl", "Apache-2.0", "https://github.com/openssl/openssl"),
    ("sdl2", "Zlib", "https://github.com/libsdl-org/SDL"),
    ("vaapi", "MIT", "https://github.com/intel/libva"),
    ("vulkan", "Apache-2.0", "https://github.com/KhronosGroup/Vulkan-Loader"),
    ("xlib", "MIT", "https://gitlab.freedesktop.org/xorg/lib/libx11"),
    ("zlib", "Zlib", "https://zlib.net/"),
];

/// The libraries that a program was configured with.
///
/// # Errors
/// When one is not known: its licence has to be looked up and said here.
pub(super) fn within(configuration: &str) -> Result<Vec<Part>> {
    let options: BTreeSet<&str> =
        configuration.split_whitespace().filter_map(|it| it.strip_prefix("--enable-")).collect();
    let brought = options.into_iter().filter(|option| !NO_LIBRARY.contains(option));
    brought.map(library).collect()
}

fn library(option: &str) -> Result<Part> {
    let known = LIBRARIES.iter().find(|(name, ..)| *name == option);
    let (_, licence, source) =
        known.with_context(|| format!("the licence of ffmpeg's {option} is not known"))?;
    Ok(Part {
        purl: purl("generic", option, None),
        kind: Kind::Library,
        name: option.to_owned(),
        version: None,
        licence: (*licence).to_owned(),
        source: (*source).to_owned(),
        digest: None,
        authors: Vec::new(),
        texts: licences::standard(licence)?,
        uses: BTreeSet::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_has_a_text_for_all() {
        assert!(LIBRARIES.is_sorted() && NO_LIBRARY.is_sorted());
        for (option, licence, source) in LIBRARIES {
            assert!(!NO_LIBRARY.contains(option), "{option}");
            assert!(!library(option).unwrap().texts.is_empty(), "{licence}");
            assert_eq!(licences::canonical(licence).unwrap(), *licence);
            assert!(source.starts_with("https://"), "{source}");
        }
    }

    #[test]
    fn an_unknown_library_is_not_passed_over() {
        let parts =
            within("--prefix=/a --enable-gpl --enable-libx264 --disable-libvpx --enable-libx264").unwrap();
        assert_eq!(parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["libx264"]);
        let error = within("--enable-libnew").unwrap_err().to_string();
        assert_eq!(error, "the licence of ffmpeg's libnew is not known");
    }
}
