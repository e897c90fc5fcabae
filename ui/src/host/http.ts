// The host of a plain browser: commands by POST, events by Server-Sent Events, files by upload.
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Failure } from "../generated/Failure";
import { toFailure } from "./failure";
import type { Dropped, DropHandlers, Host } from "./host";
import { subscribe, type Open } from "./subscription";

type Reply = { ok: Answer } | { error: Failure };

async function rpc(command: Command): Promise<Answer> {
  const reply = await fetch("/rpc", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  })
    .then((response) => response.json() as Promise<Reply>)
    .catch((reason: unknown) => Promise.reject(toFailure(reason)));
  if ("error" in reply) throw toFailure(reply.error);
  return reply.ok;
}

const open: Open = (line) => {
  const source = new EventSource("/events");
  source.onmessage = (message: MessageEvent<string>) => line.event(JSON.parse(message.data) as StudioEvent);
  source.onerror = () => {
    source.close();
    line.lost();
  };
  return () => source.close();
};

async function upload(file: File): Promise<string> {
  const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
  const answer = (await response.json()) as { path: string } | { error: Failure };
  if ("error" in answer) throw answer.error;
  return answer.path;
}

const dropped = (files: File[]): Dropped => ({
  count: files.length,
  paths: () => Promise.all(files.map(upload)).catch((reason: unknown) => Promise.reject(toFailure(reason))),
});

function onDrop(handlers: DropHandlers): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  let depth = 0;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  window.addEventListener("dragenter", (event) => {
    if (hasFiles(event) && depth++ === 0) handlers.hover(true);
  }, { signal });
  window.addEventListener("dragleave", (event) => {
    if (hasFiles(event) && depth > 0 && --depth === 0) handlers.hover(false);
  }, { signal });
  window.addEventListener("dragover", (event) => event.preventDefault(), { signal });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    handlers.hover(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) handlers.drop(dropped(files));
  }, { signal });
  return () => listeners.abort();
}

/** Asks for files with the browser's own dialog. An empty list when the person thought better of it. */
function chooseFiles(accept = ""): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = accept === "";
    input.accept = accept;
    input.hidden = true;
    const settle = () => {
      resolve([...(input.files ?? [])]);
      input.remove();
    };
    input.addEventListener("change", settle);
    input.addEventListener("cancel", settle);
    document.body.append(input);
    input.click();
  });
}

async function chooseVideos(): Promise<Answer> {
  const files = await chooseFiles();
  if (files.length === 0) return { answer: "done" };
  return rpc({ command: "add", paths: await dropped(files).paths() });
}

async function chooseBeside(video: number): Promise<Answer> {
  const files = await chooseFiles();
  if (files.length === 0) return { answer: "done" };
  return rpc({ command: "add_beside", video, files: await dropped(files).paths() });
}

async function chooseWatermark(video: number): Promise<Answer> {
  const [file] = await chooseFiles("image/*");
  return file ? rpc({ command: "set_watermark", video, path: await upload(file) }) : { answer: "done" };
}

async function choosePresets(): Promise<Answer> {
  const [file] = await chooseFiles(".json");
  return file ? rpc({ command: "import_presets", path: await upload(file) }) : { answer: "done" };
}

async function savePresets(presets: string[]): Promise<void> {
  const answer = await rpc({ command: "export_presets", presets });
  if (answer.answer !== "presets") return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([answer.text], { type: "application/json" }));
  link.download = "HLS Studio presets.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The host of a page that an HTTP server serves. */
export const httpHost = (): Host => ({
  capabilities: { chooseOutput: false, own: false },
  rpc,
  subscribe: (listener) => subscribe(open, listener),
  onDrop,
  chooseVideos,
  chooseBeside,
  chooseWatermark,
  choosePresets,
  savePresets,
  attend: () => () => {},
  wish: () => {},
});
