// Goes through the page as a reader does, and takes pictures of it.

import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOSTILE } from "./hostile.mjs";

const MOST_BYTES = 200_000;
const TABS = ["Overview", "Flame graph", "Hot edges", "Generations", "Compare", "Refusals", "Policy", "Repository"];

/** One reader with a browser; every method is something that one does, and checks what comes. */
export class Reader {
  constructor(browser, hub, pictures) {
    this.browser = browser;
    this.hub = hub;
    this.pictures = pictures;
  }

  async picture(name) {
    if (this.pictures) {
      const file = join(this.pictures, `${name}.png`);
      writeFileSync(file, await this.browser.picture());
      check(statSync(file).size < MOST_BYTES, `${file} is too large`);
    }
  }

  async open(hash) {
    await this.browser.send("Page.navigate", { url: "about:blank" });
    await this.browser.send("Page.navigate", { url: `${this.hub}/${hash}` });
  }

  async allTags() {
    const { browser } = this;
    await browser.window(1280, 560);
    await this.open("");
    await browser.until("document.querySelectorAll('tbody tr').length === 4", "four tags");
    const states = await browser.evaluate(
      "[...document.querySelectorAll('tbody .status')].map(s => s.textContent).join()",
    );
    check(states === "served,served,not ready,held", states);
    // The merger may still be at the last fragments.
    await browser.until("document.querySelectorAll('tbody .spark i').length >= 9", "samples by day");
    await this.picture("tags");
    await browser.press("/");
    for (const letter of "new") {
      await browser.press(letter);
    }
    await browser.until("document.querySelectorAll('tbody tr').length === 1", "one tag is found");
    await this.open("#/?q=nobody");
    await browser.until("document.querySelector('.state-title')?.textContent.includes('nobody')");
  }

  async everyTab() {
    const { browser } = this;
    await browser.window(1280, 860);
    await this.open("#/tag/checkout");
    for (const tab of TABS) {
      await this.#clickLink(tab);
      await browser.until(
        "!document.querySelector('.part .waiting') && document.querySelector('.part').innerText.length > 40",
        `${tab} is there`,
      );
      check(!(await browser.evaluate("!!document.querySelector('.state.wrong')")), `${tab} failed`);
    }
    await this.#clickLink("Overview");
    await browser.until("document.querySelectorAll('.copy').length === 4");
    const lines = await browser.evaluate("document.querySelector('.copy pre').textContent");
    check(lines.includes(`${this.hub}/profile/checkout`), lines);
    await this.picture("tag");
  }

  async flameGraph() {
    const { browser } = this;
    await browser.window(1280, 800);
    await this.open("#/tag/checkout/flame");
    await browser.until("document.querySelector('.flame[aria-busy=false] canvas')");
    await browser.until("document.querySelectorAll('select').length === 4", "the choices are there");
    await this.picture("flame");
    const { x, y } = await browser.evaluate(
      "(({ x, y }) => ({ x, y }))(document.querySelector('canvas').getBoundingClientRect())",
    );
    await browser.move(x + 300, y + 30);
    await browser.until("document.querySelector('.flame-line code')?.textContent.includes('serve')");
    await browser.click(x + 300, y + 30);
    await browser.until("location.hash.includes('path=')", "a click zooms in");
    await browser.until("document.querySelector('.flame-line').textContent.includes('of all')");
    await browser.evaluate("document.querySelector('canvas').focus()");
    await browser.press("ArrowDown");
    await browser.press("ArrowDown");
    await browser.press("Enter");
    await browser.until("/path=\\w{8}\\.\\w{8}/.test(location.hash)", "Enter zooms in");
    await browser.press("Home");
    await browser.until("!location.hash.includes('path=')", "Home shows all");
    await browser.evaluate(
      "document.querySelector('.tools input').value = 'json'; " +
        "document.querySelector('.tools input').dispatchEvent(new Event('input'))",
    );
    await browser.until("document.querySelector('.tools .aside').textContent.includes('%')");
  }

  async flameGraphOfABuild() {
    const { browser } = this;
    const weight = "Number(document.querySelector('.flame-line').textContent.match(/Weight ([\\d,]+)/)?.[1].replace(/,/g, ''))";
    const build = "document.querySelector('[data-key=\"choice Build\"]')";
    await browser.window(1280, 620);
    await this.open("#/tag/checkout/flame");
    await browser.until(`${build}?.options.length === 3`, "there are two builds");
    const all = await browser.evaluate(weight);
    await browser.evaluate(`${build}.focus()`);
    await browser.press("ArrowDown", { code: "ArrowDown", windowsVirtualKeyCode: 40 });
    await browser.until("/build=v1\\.[89]\\.0/.test(location.hash)", "a key chooses a build");
    await browser.until(`${weight} > 0 && ${weight} < ${all}`, "it is of that build alone");
    check(await browser.evaluate(`${build} === document.activeElement`), "the choice keeps the focus");
    await this.#choose("Compare with", "build v1.8.0");
    await browser.until("document.querySelector('.flame-line').textContent.includes('orange')");
    check(await browser.evaluate("location.hash.includes('baseBuild=v1.8.0')"), "it is in the address");
    await this.open("#/tag/checkout/flame?build=v0");
    await this.#clickButton("All builds");
    await browser.until(`${weight} === ${all}`, "all builds are back");
  }

  async comparedFlameGraph() {
    const { browser } = this;
    await browser.window(1280, 620, true);
    await this.open("#/tag/checkout/compare?from=1&to=4");
    await browser.until("document.querySelectorAll('tbody tr').length > 20");
    await this.#clickLink("As a flame graph");
    await browser.until("document.querySelector('.flame-line').textContent.includes('orange')");
    await browser.until("document.querySelectorAll('select').length === 4", "the choices are there");
    await this.picture("compared");
  }

  async theFleet() {
    const { browser } = this;
    await browser.window(1280, 620);
    await this.open("");
    await browser.until("document.querySelector('.views a[aria-current]')?.textContent === 'Tags'");
    await browser.evaluate("document.querySelector('.views a[data-view=fleet]').click()");
    await browser.until("document.querySelectorAll('.chart .spark.large i').length > 0", "the flow is there");
    const words = await browser.evaluate("document.querySelector('main').innerText");
    check(/Instances\s+[1-9]/.test(words) && /Served\s+[1-9]/.test(words), words);
    await this.picture("fleet");
  }

  async candidates() {
    const { browser } = this;
    await browser.window(1280, 860);
    await this.open("#/tag/checkout/edges");
    await browser.until("document.querySelectorAll('tbody tr').length >= 50");
    const before = await browser.evaluate("document.querySelectorAll('tbody tr').length");
    await browser.until("document.querySelectorAll('select').length === 4", "the choices are there");
    await this.#choose("Which", "devirtualise");
    await browser.until(
      "[...document.querySelectorAll('tbody tr')].every(r => r.innerText.includes('devirtualisation'))",
      "only candidates are left",
    );
    const after = await browser.evaluate("document.querySelectorAll('tbody tr').length");
    check(after > 0 && after < before, `${after} of ${before} are candidates`);
    await this.picture("edges");
  }

  async publicationForm() {
    const { browser } = this;
    await browser.window(1280, 860);
    await this.open("#/tag/builder/publication");
    await browser.until("document.querySelector('#publication-repository')");
    await browser.evaluate("document.querySelector('#publication-branch').value = 'main'");
    await browser.evaluate("document.querySelector('#publication-path').value = 'default.pgo'");
    await this.#fill("#publication-repository", "ssh://git.example.org/x");
    await browser.until("document.querySelector('#publication-repository[aria-invalid=true]')");
    await this.#fill("#publication-repository", "https://git.example.org/builder.git");
    await browser.until("document.querySelector('.note').textContent.startsWith('Saved')");
    await this.#clickButton("Commit it no more");
    await browser.until("document.querySelector('.note').textContent.includes('no more')");
  }

  /** A tag that begins while one looks appears by itself, and at once. */
  async liveUpdate() {
    const { browser } = this;
    await browser.window(1280, 560);
    await this.open("");
    await browser.until("document.querySelectorAll('tbody tr').length === 4");
    await browser.evaluate("window.stays = true");
    await browser.until(
      "performance.getEntriesByType('resource').some(e => e.name.includes('/api/v1/tags?'))",
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const began = Date.now();
    const body = JSON.stringify({ readyWeight: 2000 });
    await fetch(`${this.hub}/api/v1/tags/appears/policy`, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body,
    });
    await browser.until("document.body.innerText.includes('appears')", "it appears");
    check(await browser.evaluate("window.stays === true"), "the page was not loaded anew");
    console.log(`  seen after ${Date.now() - began} ms`);
  }

  async errorState() {
    const { browser } = this;
    await browser.window(390, 780);
    await this.open("#/tag/nobody-knows-it");
    await browser.until("document.querySelector('.state-title')?.textContent.includes('nothing is known')");
    await browser.until("!!document.querySelector('.state a')", "there is a way on");
  }

  async hostileNames() {
    const { browser } = this;
    await browser.window(1280, 860);
    for (const part of ["", "/flame", "/edges", "/generations", "/compare"]) {
      await this.open(`#/tag/hostile${part}`);
      await browser.until(
        "!document.querySelector('.part .waiting') && document.querySelector('.part')?.innerText.length > 20",
      );
      const harmed = await browser.evaluate(
        "Boolean(window.hostile) || document.querySelectorAll('main img, main script, main b').length > 0",
      );
      check(!harmed, `${part} runs what stands in a profile`);
    }
    await this.open("#/tag/hostile/edges");
    await browser.until("document.querySelectorAll('tbody .function').length >= 4");
    const names = await browser.evaluate(
      "[...document.querySelectorAll('tbody .function')].map(f => f.title)",
    );
    check(names.includes(HOSTILE[1]), `the name is shown as it is: ${names}`);
    check(!/[\u202e\u0007\u200b]/.test(names.join("")), "nothing in a name turns the text around");
  }

  async policyForm() {
    const { browser } = this;
    await browser.window(1280, 860);
    await this.open("#/tag/builder/policy");
    await browser.until("document.querySelector('#policy-minSamples')");
    await this.#fill("#policy-minSamples", "many");
    await browser.until("document.querySelector('#policy-minSamples[aria-invalid=true]')");
    const wrong = await browser.evaluate("document.querySelector('#policy-minSamples-error').textContent");
    check(wrong.includes("minSamples"), `at the field: ${wrong}`);
    await this.#fill("#policy-minSamples", "12");
    await browser.until("document.querySelector('.note').textContent === 'Saved.'");
    await browser.until("document.querySelector('.field.set #policy-minSamples').value === '12'");
    await this.#clickButton("default");
    await browser.until("!document.querySelector('.field.set')", "it is back at its default");
  }

  async holdAndRelease() {
    const { browser } = this;
    await this.open("#/tag/search/generations");
    await browser.until("document.querySelector('.held-line')");
    await this.#clickButton("Release");
    await browser.until("!document.querySelector('.held-line')", "it is released");
    await browser.until("document.querySelectorAll('.generation.current').length === 1");
    await browser.evaluate("[...document.querySelectorAll('.generation button')].at(-1).click()");
    await this.#fill("#hold-reason", " ");
    await browser.until("document.querySelector('#hold-error').textContent.includes('reason')");
    await this.#fill("#hold-reason", "2 was taken under a load test");
    await browser.until("document.querySelector('.held-line q')?.textContent.includes('load test')");
    await browser.until("document.querySelector('.generation.held')");
  }

  async onAPhone() {
    const { browser } = this;
    await browser.window(390, 780, true, 1.5);
    await this.open("#/tag/checkout/flame");
    await browser.until("document.querySelector('.flame[aria-busy=false] canvas')");
    await browser.until("document.querySelectorAll('select').length === 4", "the choices are there");
    const wide = await browser.evaluate("document.documentElement.scrollWidth > 390");
    check(!wide, "nothing is wider than a phone");
    await this.picture("phone");
    for (const part of ["", "/edges", "/generations", "/compare", "/refusals", "/policy", "/publication"]) {
      await this.open(`#/tag/checkout${part}`);
      await browser.until("document.querySelector('.part')?.innerText.length > 40");
      const isWide = await browser.evaluate("document.documentElement.scrollWidth > 390");
      check(!isWide, `${part} is wider than a phone`);
    }
    for (const view of ["", "#/fleet"]) {
      await this.open(view);
      await browser.until("document.querySelector('tbody tr, .facts')");
      const isWide = await browser.evaluate("document.documentElement.scrollWidth > 390");
      check(!isWide, `${view} is wider than a phone`);
    }
  }

  async #clickLink(text) {
    const link = `[...document.querySelectorAll('main a')].find(a => a.innerText.startsWith('${text}'))`;
    await this.browser.until(`!!${link}`, `there is a link ${text}`);
    await this.browser.evaluate(`${link}.click()`);
  }

  async #choose(label, value) {
    await this.browser.evaluate(
      `(() => { const s = document.querySelector('[data-key="choice ${label}"]'); s.value = '${value}'; s.dispatchEvent(new Event('change')); })()`,
    );
  }

  async #clickButton(text) {
    const button = `[...document.querySelectorAll('main button')].find(b => b.innerText === '${text}')`;
    await this.browser.until(`!!${button}`, `there is a button ${text}`);
    await this.browser.evaluate(`${button}.click()`);
  }

  async #fill(selector, text) {
    const field = `document.querySelector('${selector}')`;
    await this.browser.evaluate(`${field}.value = ${JSON.stringify(text)}`);
    await this.browser.evaluate(`${field}.form.requestSubmit()`);
  }
}

function check(holds, words) {
  if (!holds) {
    throw new Error(words);
  }
}
