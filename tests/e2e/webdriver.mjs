// A WebDriver client: one session with the real window.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { atEnd, until } from "./programs.mjs";

/** Debian's driver of WebKitGTK. */
const WEBKIT = "/usr/bin/WebKitWebDriver";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/**
 * What an app says whose inspector has no port: WebKit's driver picks one that is free, and by the time the app is there
 * somebody else may have got it. The driver waits for ever then.
 */
const TAKEN = "Failed to start remote inspector server";

/** The app has come up without a way to speak to it, which says nothing of the app. */
export class Unreachable extends Error {}

/** The ports that no system gives out by itself, to nobody who asks for any. */
const [LOWEST, HIGHEST] = [20_000, 32_767];

/** A port that nobody had a moment ago, and that nobody gets by chance before it is used. */
export async function freePort() {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST + 1 - LOWEST));
    const server = createServer().listen(port, "127.0.0.1");
    const free = await once(server, "listening").then(() => true, () => false);
    await new Promise((closed) => server.close(closed));
    if (free) return port;
  }
  throw new Error("no port is free");
}

/** Starts `tauri-driver` with `environment`, which the app inherits; ended with the test. */
export async function startDriver(test, environment) {
  const [port, nativePort] = [await freePort(), await freePort()];
  const ports = ["--port", port, "--native-port", nativePort].map(String);
  const native = process.platform === "linux" ? ["--native-driver", WEBKIT] : [];
  return answering(test, process.env.TAURI_DRIVER || "tauri-driver", [...ports, ...native], port, environment);
}

/** The web view's own driver for an app that runs, and that was told to listen for it at `target`. */
export async function startNative(test, target) {
  const port = await freePort();
  return answering(test, WEBKIT, [`--port=${port}`, `--target=${target}`], port, {});
}

/** A driver, once it answers: its address, what rejects when its app is unreachable, and its end. */
async function answering(test, program, list, port, environment) {
  const driver = spawn(program, list, { env: { ...process.env, ...environment }, stdio: ["ignore", "inherit", "pipe"] });
  // The app speaks through it, and all that is said is passed on.
  const unreachable = new Promise((_, reject) => {
    createInterface({ input: driver.stderr }).on("line", (line) => {
      process.stderr.write(`${line}\n`);
      if (line.includes(TAKEN)) reject(new Unreachable(line));
    });
  });
  unreachable.catch(() => {});
  const ended = new Promise((resolve, reject) => {
    driver.once("exit", resolve);
    driver.once("error", reject);
  });
  ended.catch(() => {});
  const stop = async () => {
    driver.kill();
    await ended.catch(() => {});
  };
  atEnd(test, stop);
  const url = `http://127.0.0.1:${port}`;
  const ready = fetch.bind(null, `${url}/status`);
  await Promise.race([
    until("the driver answers", () => ready().then(() => true, () => false), 20_000),
    ended.then((code) => Promise.reject(new Error(`${program} ended with ${code}`))),
  ]);
  return { url, unreachable, stop };
}

/** A session with the app at `application`, which is started with `files`. */
export class Session {
  #url;
  #driver;

  static start(driver, application, files = []) {
    return Session.#with(driver, { "tauri:options": { application, args: files } });
  }

  /** A session with the app that the driver's target is. */
  static attach(driver) {
    return Session.#with(driver, {});
  }

  static async #with(driver, alwaysMatch) {
    const session = new Session();
    session.#url = driver.url;
    session.#driver = driver;
    const wish = { alwaysMatch };
    const { sessionId } = await Promise.race([session.#ask("POST", "/session", { capabilities: wish }), driver.unreachable]);
    session.#url = `${driver.url}/session/${sessionId}`;
    return session;
  }

  async #ask(method, path, body, signal) {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal,
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }

  title() {
    return this.#ask("GET", "/title");
  }

  /** Shows another page in the window. A function called in it may take `bound` milliseconds. */
  async show(url, bound = 120_000) {
    await this.#ask("POST", "/timeouts", { script: bound, pageLoad: bound });
    await this.#ask("POST", "/url", { url });
  }

  /** Calls a function in the page with plain values; a promise is waited for. */
  async run(code, ...values) {
    const script = `
      const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${code})(...[...arguments].slice(0, -1)))
        .then((value) => done({ value }), (error) => done({ error: error?.message ?? JSON.stringify(error) }));`;
    const { value, error } = await this.#ask("POST", "/execute/async", { script, args: values });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Waits until a function in the page gives something. */
  until(what, code, ...values) {
    return until(what, () => this.run(code, ...values), 120_000);
  }

  async #element(id) {
    const selector = `[data-testid="${id}"]`;
    const found = await until(`there is ${id}`, () =>
      this.#ask("POST", "/element", { using: "css selector", value: selector }).catch(() => null),
    );
    return found[ELEMENT];
  }

  /** Clicks as a person would. */
  async click(id) {
    await this.#ask("POST", `/element/${await this.#element(id)}/click`, {});
  }

  /** Takes hold of something with the pointer and carries it so many pixels to the right; `letGo` ends it. */
  async carry(id, pixels) {
    const origin = { [ELEMENT]: await this.#element(id) };
    await this.#point([
      { type: "pointerMove", duration: 0, origin, x: 0, y: 0 },
      { type: "pointerDown", button: 0 },
      { type: "pointerMove", duration: 200, origin: "pointer", x: pixels, y: 0 },
    ]);
  }

  letGo() {
    return this.#point([{ type: "pointerUp", button: 0 }]);
  }

  #point(actions) {
    return this.#ask("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  }

  /** Presses keys in a field, one after another; those of WebDriver for others than letters. */
  async type(id, text) {
    await this.#ask("POST", `/element/${await this.#element(id)}/value`, { text });
  }

  /** Keeps a picture of the window. */
  async picture(path) {
    await writeFile(path, Buffer.from(await this.#ask("GET", "/screenshot"), "base64"));
  }

  /** Ends the session, the app and the driver with it. A driver whose app has gone by itself may never answer. */
  async end() {
    await this.#ask("DELETE", "", undefined, AbortSignal.timeout(5_000)).catch(() => {});
    await this.#driver.stop();
  }
}
