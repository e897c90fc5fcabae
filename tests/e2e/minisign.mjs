// Signs as `tauri signer` does: minisign's format, by a key of the test's own. https://jedisct1.github.io/minisign/#signature-format
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const base64 = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part))).toString("base64");

/** A new key: `key` as a build is given it, and `signature(bytes, version)` as it stands in `latest.json`. */
export function signer() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const number = randomBytes(8);
  // The last 32 bytes of its DER form are the key itself.
  const bare = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const key = base64(`untrusted comment: minisign public key\n${base64("Ed", number, bare)}\n`);
  const signature = (bytes, version) => {
    const signed = sign(null, createHash("blake2b512").update(bytes).digest(), privateKey);
    const trusted = `timestamp:1700000000\tfile:HLS Studio.AppImage\tversion:${version}`;
    const whole = sign(null, Buffer.concat([signed, Buffer.from(trusted)]), privateKey);
    return base64(`untrusted comment: signature\n${base64("ED", number, signed)}\ntrusted comment: ${trusted}\n${base64(whole)}\n`);
  };
  return { key, signature };
}
