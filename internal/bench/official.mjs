// Reads all jobs of a fake with the provider's own client, and prints how many there were and
// how many milliseconds it took. Arguments: base URL, key, integration id, folder of packages.
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [base, api_key, integration_id, modules] = process.argv.slice(2);
const from = (path) => import(pathToFileURL(join(modules, "@kombo-api/sdk", path)).href);
const { Kombo } = await from("esm/index.js");
const { HTTPClient } = await from("esm/lib/http.js");

const http_client = new HTTPClient();
http_client.addHook("beforeRequest", (request) => {
  if (new URL(request.url).origin !== new URL(base).origin) throw new Error("a request to another host");
});
const kombo = new Kombo({ server_url: base, api_key, integration_id, http_client });

const start = performance.now();
let jobs = 0;
for await (const page of await kombo.ats.getJobs({ page_size: 250 })) {
  jobs += page.result.data.results.length;
}
console.log(JSON.stringify({ jobs, ms: performance.now() - start }));
