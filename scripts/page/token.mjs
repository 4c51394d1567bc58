// node token.mjs HUB TOKEN CHROMIUM [PICTURES]: the page of a hub that asks for a token.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.mjs";

const [hub, token, chromium, pictures] = process.argv.slice(2);
const DIALOG = "document.getElementById('token-dialog')";
const ROWS = "document.querySelectorAll('tbody tr').length";

const browser = await Browser.start(chromium);
let failed = false;

function check(isKept, otherwise) {
  if (!isKept) {
    throw new Error(otherwise);
  }
}

async function give(text) {
  await browser.evaluate(
    `document.getElementById('token-field').value = ${JSON.stringify(text)};` +
      `${DIALOG}.querySelector('button.strong').click()`,
  );
}

try {
  await browser.window(1280, 560);
  await browser.send("Page.navigate", { url: `${hub}/` });
  await browser.until(`${DIALOG}.open`, "the page asks for a token");
  if (pictures) {
    writeFileSync(join(pictures, "token.png"), await browser.picture());
  }
  await give("password");
  await browser.until(`${DIALOG}.innerText.includes('That is no token')`, "a password is none");
  await give(token);
  await browser.until(`${ROWS} > 2`, "the tags are there");
  await browser.send("Page.navigate", { url: `${hub}/#/tag/checkout/generations` });
  await browser.until("!!document.querySelector('a[download]')", "the generations are there");
  const bytes = await browser.evaluate(
    `new Promise((done) => {
      const made = URL.createObjectURL;
      URL.createObjectURL = (blob) => (done(blob.size), made(blob));
      document.querySelector('a[download]').click();
    })`,
  );
  check(bytes > 1000, `a download has ${bytes} bytes`);
  const others = browser.complaints.filter((complaint) => !/status of 401/.test(complaint));
  check(others.length === 0, `the browser complains:\n${others.join("\n")}`);
  check(!browser.complaints.join().includes(token), "the token is in the console");
  console.log("token: ok");
} catch (e) {
  console.error(e);
  failed = true;
}
await browser.end();
process.exit(failed ? 1 : 0);
