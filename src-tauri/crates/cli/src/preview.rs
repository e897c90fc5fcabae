//! `hls-studio preview`.

use domain::failure::{Code, Failure};
use package::layout::MASTER;
use serde_json::json;
use studio::desk::opening;

use crate::command::Preview;
use crate::output::Output;
use crate::stop;

pub(crate) async fn run(wish: &Preview, output: &Output) -> u8 {
    let stop = stop::on_request();
    let server = match serve(wish) {
        Ok(server) => server,
        Err(failure) => return output.failed(&failure, None),
    };
    let (server, page, master) = server;
    output.event("serving", json!({ "page": page, "master": master }));
    output.say(&format!("Player:   {page}\nPlaylist: {master}\nPress Ctrl-C to stop."));
    if wish.open
        && let Err(error) = opening::open(&page)
    {
        output.say(&format!("No browser could be opened ({error}). Open the player's address yourself."));
    }
    stop.cancelled().await;
    server.shutdown();
    0
}

fn serve(wish: &Preview) -> Result<(preview::Server, String, String), Failure> {
    let folder = &wish.dir;
    if !folder.join(MASTER).is_file() {
        let message = format!("There is no {} in {}. Name a package's folder.", MASTER, folder.display());
        return Err(Failure::new(Code::NotAPackage, message));
    }
    let cannot = |error: std::io::Error| {
        Failure::new(Code::NotAPackage, "The package cannot be served.").with_detail(error.to_string())
    };
    let server = preview::Server::start(preview::Options::default()).map_err(cannot)?;
    let mount = server.mount(folder).map_err(cannot)?;
    package::keys::for_preview(folder).into_iter().for_each(|(path, bytes)| mount.overlay(&path, bytes));
    let (page, master) = (server.page_url(&mount), mount.url(MASTER));
    Ok((server, page, master))
}
