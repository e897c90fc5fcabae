//! AES-128 over whole segments (RFC 8216 §4.3.2.4): cipher block chaining, the last block padded (PKCS #7).

use std::fmt;
use std::io::{self, Read};

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};

/// Bytes in a block, a key and an initialization vector.
pub(crate) const BLOCK: usize = 16;

/// Bytes that are encrypted at once; whole blocks.
const AT_ONCE: usize = 1 << 20;

/// A key. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key([u8; BLOCK]);

impl Key {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub(crate) fn random() -> io::Result<Self> {
        let mut key = [0; BLOCK];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        Ok(Self(key))
    }

    /// The key in a key file (RFC 8216 §5); `None` when it holds anything else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// What its file holds.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// A key with the vector that one segment begins with.
#[derive(Clone, Debug)]
pub(crate) struct Cipher {
    key: Key,
    vector: [u8; BLOCK],
}

impl Cipher {
    /// With a vector that a playlist gives.
    pub(crate) fn new(key: Key, vector: [u8; BLOCK]) -> Self {
        Self { key, vector }
    }

    /// With that of a segment for which none is given: its Media Sequence Number (RFC 8216 §5.2).
    pub(crate) fn numbered(key: Key, sequence: u64) -> Self {
        Self::new(key, u128::from(sequence).to_be_bytes())
    }

    /// Gives `length` bytes of `source`, encrypted, piece by piece to `write`.
    ///
    /// # Errors
    /// Those of reading, when there are fewer bytes, too, and of writing.
    pub(crate) fn encrypt(
        &self,
        source: &mut impl Read,
        length: u64,
        mut write: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut cipher = cbc::Encryptor::<Aes128>::new(&self.key.0.into(), &self.vector.into());
        let room = usize::try_from(length).unwrap_or(AT_ONCE).min(AT_ONCE);
        let mut buffer = vec![0; room + BLOCK];
        let mut left = length;
        while left >= AT_ONCE as u64 {
            let chunk = buffer.get_mut(..AT_ONCE).unwrap_or_default();
            source.read_exact(chunk)?;
            let (blocks, _) = Array::slice_as_chunks_mut(chunk);
            cipher.encrypt_blocks(blocks);
            write(chunk)?;
            left -= AT_ONCE as u64;
        }
        let rest = usize::try_from(left).unwrap_or_default();
        source.read_exact(buffer.get_mut(..rest).unwrap_or_default())?;
        let last = buffer.get_mut(..rest / BLOCK * BLOCK + BLOCK).unwrap_or_default();
        let padded = cipher.encrypt_padded::<Pkcs7>(last, rest);
        write(padded.map_err(|_| io::Error::other("no room for the padding"))?)
    }

    /// What was encrypted into `bytes`, in place; `None` when that was not done with this key and vector.
    pub(crate) fn decrypt(&self, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let cipher = cbc::Decryptor::<Aes128>::new(&self.key.0.into(), &self.vector.into());
        let clear = cipher.decrypt_padded::<Pkcs7>(&mut bytes).ok()?.len();
        bytes.truncate(clear);
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(cipher: &Cipher, bytes: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        let write = |piece: &[u8]| {
            all.extend_from_slice(piece);
            Ok(())
        };
        cipher.encrypt(&mut &*bytes, bytes.len() as u64, write).unwrap();
        all
    }

    /// The first two blocks of NIST SP 800-38A, F.2.1.
    #[test]
    fn it_is_what_the_standard_says() {
        let hex = |text: &str| -> Vec<u8> {
            let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            (0..text.len()).step_by(2).map(digits).collect()
        };
        let key = Key::read(&hex("2b7e151628aed2a6abf7158809cf4f3c")).unwrap();
        let vector = hex("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
        let clear = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let found = encrypted(&Cipher::new(key, vector), &clear);
        assert_eq!(found[..32], hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"));
        assert_eq!(found.len(), 48);
    }

    #[test]
    fn any_length_comes_back() {
        let cipher = Cipher::numbered(Key::random().unwrap(), 7);
        for length in [0, 1, 15, 16, 17, 4096, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 100] {
            let clear: Vec<u8> = (0..length).map(|at| (at * 7 % 251) as u8).collect();
            let found = encrypted(&cipher, &clear);
            assert_eq!(found.len(), (length / BLOCK + 1) * BLOCK, "{length}");
            assert!(cipher.decrypt(found).as_deref() == Some(&clear), "{length}");
        }
    }

    #[test]
    fn another_vector_or_a_short_source_is_noticed() {
        let key = Key::random().unwrap();
        let [one, two] = [1, 2].map(|sequence| Cipher::numbered(key.clone(), sequence));
        assert_ne!(encrypted(&one, b"the same"), encrypted(&two, b"the same"));
        assert_eq!(one.decrypt(vec![1; 15]), None);
        assert!(one.encrypt(&mut &b"short"[..], 6, |_| Ok(())).is_err());
        assert!(format!("{one:?}").contains("Key(…)"));
    }
}
