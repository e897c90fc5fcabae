// The desktop window's host. The only file that knows Tauri.
import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Told } from "../generated/Told";
import type { Wish } from "../generated/Wish";
import type { Words } from "../generated/Words";
import { toFailure } from "./failure";
import type { DropHandlers, Host } from "./host";
import { subscribe, type Open } from "./subscription";

const rpc = (command: Command): Promise<Answer> =>
  invoke<Answer>("rpc", { command }).catch((reason: unknown) => Promise.reject(toFailure(reason)));

const open: Open = (line) => {
  const channel = new Channel<StudioEvent>();
  channel.onmessage = (event) => line.event(event);
  const lost = () => line.lost();
  invoke("subscribe", { channel }).then(lost, lost);
  return () => {
    channel.onmessage = () => {};
  };
};

function onDrop(handlers: DropHandlers): () => void {
  let stopped = false;
  const listening = getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (stopped) return;
    if (payload.type === "enter") handlers.hover(true);
    if (payload.type === "leave" || payload.type === "drop") handlers.hover(false);
    if (payload.type === "drop") {
      const paths = [...new Set(payload.paths)];
      if (paths.length > 0) handlers.drop({ count: paths.length, paths: () => Promise.resolve(paths) });
    }
  });
  return () => {
    stopped = true;
    listening.then((unlisten) => unlisten()).catch(() => {});
  };
}

function attend(words: Words, told: (told: Told) => void): () => void {
  const channel = new Channel<Told>();
  channel.onmessage = told;
  void invoke("attend", { words, channel });
  return () => {
    channel.onmessage = () => {};
  };
}

/** The host of the desktop window. */
export const tauriHost = (): Host => ({
  capabilities: { chooseOutput: true, own: true },
  rpc,
  subscribe: (listener) => subscribe(open, listener),
  onDrop,
  chooseVideos: () => rpc({ command: "choose_videos" }),
  chooseBeside: (video) => rpc({ command: "choose_beside", video }),
  chooseWatermark: (video) => rpc({ command: "choose_watermark", video }),
  choosePresets: () => rpc({ command: "choose_presets" }),
  savePresets: async (presets) => void (await rpc({ command: "save_presets", presets })),
  attend,
  wish: (wish: Wish) => void invoke("wish", { wish }),
});
