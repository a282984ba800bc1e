// Fails when src/api/schema.d.ts is not what openapi.json says.
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const source = new URL("../openapi.json", import.meta.url);
const committed = readFileSync(new URL("../src/api/schema.d.ts", import.meta.url), "utf8");
const generated = COMMENT_HEADER + astToString(await openapiTS(source));

if (committed.trim() !== generated.trim()) {
  console.error("src/api/schema.d.ts differs from openapi.json. Run: npm run api");
  process.exit(1);
}
console.log("src/api/schema.d.ts agrees with openapi.json");
