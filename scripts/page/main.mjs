// node main.mjs HUB CORPUS CHROMIUM [PICTURES]

import { Browser } from "./browser.mjs";
import { Fleet } from "./fleet.mjs";
import { Reader } from "./look.mjs";

const [hub, corpus, chromium, pictures] = process.argv.slice(2);

const fleet = new Fleet(hub, corpus);
await fleet.send();
const browser = await Browser.start(chromium);
let failed = false;
try {
  const reader = new Reader(browser, hub, pictures);
  for (const step of [
    "allTags", "everyTab", "flameGraph", "comparedFlameGraph", "onAPhone", "policyForm", "holdAndRelease",
    "hostileNames",
  ]) {
    if (step === "hostileNames") {
      await fleet.sendHostile();
    }
    // Both are what a wrong field is answered with, and browsers write every 4xx to the console.
    const expected = step === "policyForm" || step === "holdAndRelease" ? /status of 400/ : /^$/;
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
