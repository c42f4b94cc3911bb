// Reads all jobs of a fake with Kombo's official client and prints the number of jobs and the
// duration in milliseconds as JSON. Arguments: base URL, API key, integration id, node_modules folder.
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [base, api_key, integration_id, modules] = process.argv.slice(2);
const importFrom = (path) => import(pathToFileURL(join(modules, "@kombo-api/sdk", path)).href);
const { Kombo } = await importFrom("esm/index.js");
const { HTTPClient } = await importFrom("esm/lib/http.js");

const http_client = new HTTPClient();
http_client.addHook("beforeRequest", (request) => {
  if (new URL(request.url).origin !== new URL(base).origin) throw new Error("request to another origin: " + request.url);
});
const kombo = new Kombo({ server_url: base, api_key, integration_id, http_client });

const start = performance.now();
let jobs = 0;
for await (const page of await kombo.ats.getJobs({ page_size: 250 })) {
  jobs += page.result.data.results.length;
}
console.log(JSON.stringify({ jobs, ms: performance.now() - start }));
