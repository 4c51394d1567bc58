// A headless Chromium, spoken to over its DevTools protocol through two pipes.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 30_000;
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--hide-scrollbars", "--remote-debugging-pipe",
];

/** A browser with one page. */
export class Browser {
  #process;
  #dir;
  #next = 1;
  #waiting = new Map();
  #session;
  /** What the page complained about: exceptions, errors in the console, failed files. */
  complaints = [];

  static async start(program) {
    const browser = new Browser();
    browser.#dir = mkdtempSync(join(tmpdir(), "pgohub-page-"));
    browser.#process = spawn(program, [...FLAGS, `--user-data-dir=${browser.#dir}`], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    browser.#listen();
    const { targetId } = await browser.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.#send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) {
      await browser.send(`${domain}.enable`);
    }
    return browser;
  }

  #listen() {
    let rest = "";
    this.#process.stdio[4].on("data", (data) => {
      const messages = (rest + data.toString()).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.#take(JSON.parse(message)));
    });
    this.#process.on("exit", () => {
      this.#waiting.forEach(({ reject }) => reject(new Error("Chromium ended")));
    });
  }

  #take(message) {
    const waiting = this.#waiting.get(message.id);
    if (waiting) {
      this.#waiting.delete(message.id);
      if (message.error) {
        waiting.reject(new Error(message.error.message));
      } else {
        waiting.resolve(message.result);
      }
    } else if (message.method === "Runtime.exceptionThrown") {
      const { text, exception } = message.params.exceptionDetails;
      this.complaints.push(exception?.description ?? text);
    } else if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error") {
      this.complaints.push(message.params.args.map((a) => a.description ?? a.value).join(" "));
    } else if (message.method === "Log.entryAdded" && message.params.entry.level === "error") {
      const { text, url } = message.params.entry;
      this.complaints.push(`${text} ${url ?? ""}`);
    }
  }

  #send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** A command to the page. */
  send(method, params) {
    return this.#send(method, params, this.#session);
  }

  /** What an expression comes to in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression, what = expression) {
    const end = Date.now() + PATIENCE;
    while (!(await this.evaluate(expression).catch(() => false))) {
      if (Date.now() > end) {
        const text = await this.evaluate("document.body.innerText.slice(0, 600)").catch(() => "");
        throw new Error(`not so within ${PATIENCE / 1000} s: ${what}\n${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sets the size of the window, and whether it is dark. */
  async window(width, height, dark = false, scale = 1) {
    const mobile = width < 600;
    const metrics = { width, height, deviceScaleFactor: scale, mobile };
    await this.send("Emulation.setDeviceMetricsOverride", metrics);
    const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
    await this.send("Emulation.setEmulatedMedia", { features });
  }

  /** Presses a key, such as `Enter`, or a letter. */
  async press(key, code = {}) {
    for (const type of ["keyDown", "keyUp"]) {
      await this.send("Input.dispatchKeyEvent", {
        type, key, ...code, text: type === "keyDown" && key.length === 1 ? key : undefined,
      });
    }
  }

  /** Clicks at a place of the window. */
  async click(x, y) {
    const at = { x, y, button: "left", clickCount: 1 };
    await this.send("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
    await this.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
  }

  /** Moves the pointer. */
  move(x, y) {
    return this.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  }

  /** A picture of the window, as the bytes of a PNG file. */
  async picture() {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }

  async end() {
    await this.#send("Browser.close").catch(() => {});
    if (this.#process.exitCode === null) {
      await new Promise((resolve) => this.#process.once("exit", resolve));
    }
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
