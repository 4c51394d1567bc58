// Sends the profiles of the corpus to a hub as services, so that there is something to see.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { hostileProfile } from "./hostile.mjs";

const PATIENCE = 60_000;
const MINUTE = 60_000;

/** A hub with the services `checkout`, `search`, `builder`, `newcomer` and `hostile`. */
export class Fleet {
  constructor(hub, corpus) {
    this.hub = hub;
    this.corpus = corpus;
  }

  async send() {
    const api = this.#profiles("apiserver");
    const json = this.#profiles("jsonbench");
    const go = this.#profiles("gocompile");
    await this.#put("/api/v1/tags/checkout/policy", { gate: "always", minDuration: "5s" });
    await this.#put("/api/v1/tags/search/policy", { gate: "always" });
    await this.#put("/api/v1/tags/newcomer/policy", { readyWeight: 2000 });
    for (let stage = 0; stage < 4; stage++) {
      const serve = api.filter((_, i) => i % 4 === stage);
      await this.#post("checkout", serve, { mode: "serve", build: stage < 2 ? "v1.8.0" : "v1.9.0" });
      if (stage === 2) {
        await this.#post("checkout", json.slice(0, 4), { mode: "batch", build: "v1.9.0" });
      }
      await this.#generation("checkout", stage + 1);
    }
    await this.#post("search", json.slice(0, 12), { build: "2026.11.1" });
    await this.#generation("search", 1);
    await this.#post("search", json.slice(12), { build: "2026.11.2" });
    await this.#generation("search", 2);
    await this.#post("builder", go, {}, 6);
    await this.#post("newcomer", api.slice(0, 2), {});
    await this.#refused(api);
    await this.#put("/api/v1/tags/search/hold", {
      generation: 1, reason: "2 was taken under a load test",
    });
    await this.#until("/api/v1/tags/checkout", (tag) => tag.received?.refused === 5);
    await this.#until("/api/v1/tags/builder", (tag) => tag.generation >= 1);
    await this.#until("/api/v1/tags/newcomer", (tag) => tag.state === "not_ready");
  }

  /** Sends what must not harm a reader. */
  async sendHostile() {
    await this.#post("hostile", [hostileProfile()], { build: "<b>1</b>" });
    await this.#generation("hostile", 1);
  }

  async #refused(api) {
    const old = { from: "2024-05-01T10:00:00Z" };
    await this.#post("checkout", api.slice(0, 3), { ...old, instance: "pod-old" });
    const late = { from: new Date(Date.now() + 600 * MINUTE).toISOString() };
    await this.#post("checkout", api.slice(3, 5), { ...late, instance: "pod-clock" });
  }

  #profiles(service) {
    const dir = join(this.corpus, "fleet", service);
    return readdirSync(dir)
      .filter((name) => /^\d+\.pprof$/.test(name))
      .sort()
      .map((name) => readFileSync(join(dir, name)));
  }

  async #post(tag, profiles, given, days = 1) {
    await Promise.all(
      profiles.map(async (profile, i) => {
        const ago = (i + 2) * 7 * MINUTE + (i % days) * 24 * 60 * MINUTE;
        const from = new Date(Date.now() - ago).toISOString();
        const params = new URLSearchParams({ instance: `pod-${i % 6}`, from, ...given });
        const answer = await fetch(`${this.hub}/profile/${tag}?${params}`, {
          method: "POST", body: profile,
        });
        if (!answer.ok) {
          throw new Error(`${tag}: ${answer.status} ${answer.headers.get("X-Pgohub-Problem")}`);
        }
      }),
    );
  }

  async #put(path, body) {
    const answer = await fetch(this.hub + path, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
  }

  #generation(tag, least) {
    return this.#until(`/api/v1/tags/${tag}`, (known) => known.generation >= least);
  }

  async #until(path, holds) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await fetch(this.hub + path);
      const known = answer.ok ? await answer.json() : {};
      if (holds(known)) {
        return;
      }
      if (Date.now() > end) {
        throw new Error(`${path} does not come to it: ${JSON.stringify(known).slice(0, 500)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
