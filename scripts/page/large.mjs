// node large.mjs CHROMIUM HUB: how long a reader waits for the flame graph of the tag `large`.

import { Browser } from "./browser.mjs";

const [chromium, hub] = process.argv.slice(2);
const SHOWN = "!!document.querySelector('.flame[aria-busy=false] canvas') && document.querySelector('canvas').height > 400";

const browser = await Browser.start(chromium);
try {
  await browser.window(1280, 800);
  await browser.send("Page.navigate", { url: `${hub}/#/tag/large` });
  await browser.until("document.querySelectorAll('.tabs a').length > 2");
  await took("the page: first view", () => browser.evaluate("location.hash = '#/tag/large/flame'"), SHOWN);
  const { x, y } = await browser.evaluate(
    "(({ x, y }) => ({ x, y }))(document.querySelector('canvas').getBoundingClientRect())",
  );
  await took("the page: zoom", () => browser.click(x + 200, y + 70), `location.hash.includes('path=') && ${SHOWN}`);
  await took("the page: pointing at 20 frames", async () => {
    for (let i = 0; i < 20; i++) {
      await browser.move(x + 40 * i, y + 70 + 20 * (i % 10));
    }
  }, "document.querySelector('.flame-line code') !== null");
} finally {
  await browser.end();
}

async function took(what, act, until) {
  const began = performance.now();
  await act();
  await browser.until(until, what);
  console.log(`| ${what} | ${Math.round(performance.now() - began)} ms | |`);
}
