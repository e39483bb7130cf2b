// Runs Lightning Flow Scanner, a library, on the files named: node scan_salesforce_flows.cjs FOLDER FILE...
// FOLDER is where the library is installed. Says how many flows have a finding.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

const [folder, ...files] = process.argv.slice(2);
const scanner = createRequire(path.join(folder, "package.json"))("lightning-flow-scanner-core");

async function main() {
  const results = scanner.scan(await scanner.parse(files));
  const failed = results.filter((result) => result.flow === undefined || result.errorMessage);
  const loud = results.filter((result) => result.ruleResults.some((rule) => rule.occurs));
  console.log(`${results.length} flows, ${loud.length} with findings`);
  process.exitCode = results.length === files.length && failed.length === 0 ? 0 : 3;
}

main();
