// The bill of materials that `--full supply` has just written, judged by the format's makers.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";

describe("the bill of materials", () => {
  test("is valid CycloneDX 1.6, and what is not is refused", async () => {
    const folder = process.env.HLS_STUDIO_FULL_DIR;
    assert.ok(folder, "this runs as a part of `cargo xtask test --full supply`");
    const text = await readFile(join(folder, "supply", "sbom.cdx.json"), "utf8");
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    assert.equal(await validator.validate(text), null);
    const { components } = JSON.parse(text);
    assert.ok(components.length > 300, `${components.length} components`);
    assert.notEqual(await validator.validate(text.replace('"bom-ref"', '"bom-reference"')), null);
  });
});
