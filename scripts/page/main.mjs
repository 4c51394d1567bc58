// node main.mjs HUB CORPUS CHROMIUM [PICTURES]

import { Browser } from "./browser.mjs";
import { Fleet } from "./fleet.mjs";
import { Reader } from "./look.mjs";

const MOST_SECONDS = 180;

const [hub, corpus, chromium, pictures] = process.argv.slice(2);

// Browsers write every 4xx to the console: these are what a wrong field and an unknown tag are answered with.
const EXPECTED = {
  policyForm: /status of 400/,
  publicationForm: /status of 400/,
  holdAndRelease: /status of 400/,
  flameGraphOfABuild: /status of 404/,
  errorState: /status of 404/,
};

setTimeout(() => {
  console.error(`not done within ${MOST_SECONDS} s`);
  process.exit(1);
}, MOST_SECONDS * 1000).unref();

const fleet = new Fleet(hub, corpus);
await fleet.send();
const browser = await Browser.start(chromium);
let failed = false;
try {
  const reader = new Reader(browser, hub, pictures);
  for (const step of [
    "allTags", "everyTab", "flameGraph", "flameGraphOfABuild", "comparedFlameGraph", "theFleet", "candidates",
    "onAPhone", "policyForm", "publicationForm", "holdAndRelease", "liveUpdate", "errorState", "hostileNames",
  ]) {
    if (step === "hostileNames") {
      await fleet.sendHostile();
    }
    const expected = EXPECTED[step] ?? /^$/;
    browser.complaints = [];
    await reader[step]();
    const complaints = browser.complaints.filter((complaint) => !expected.test(complaint));
    if (complaints.length > 0) {
      throw new Error(`${step}: the browser complains:\n${complaints.join("\n")}`);
    }
    console.log(`${step}: ok`);
  }
} catch (e) {
  console.error(e);
  failed = true;
}
await browser.end();
process.exit(failed ? 1 : 0);
