//! Embeds the window's files and checks the permissions.

fn main() {
    // Cargo does not see that the built window is read when the crate is compiled.
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
}
