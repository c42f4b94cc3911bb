// Calls the fake LinkedIn with LinkedIn's own JavaScript client, which uses version 2.0.0 of the Rest.li
// protocol. The fake must understand its requests and send the members that it reads.
//
//	node linkedin.mjs '{"linkedin":"http://127.0.0.1:8093","linkedin_client_id":"…",…}'
//
// The argument is the line that examples/sandbox prints. The program prints a line for each operation and
// ends at the first one that fails.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { AuthClient, RestliClient } = require("linkedin-api-client");
const axios = createRequire(require.resolve("linkedin-api-client"))("axios"); // the instance that the client uses

const sandbox = JSON.parse(process.argv[2] ?? "null");
assert(sandbox?.linkedin, "the argument must be the line of a sandbox that serves linkedin");

// The client's URLs are constants. Every request is sent to the sandbox instead, regardless of the client's
// defaults.
let sent; // the last request
function atHome(config) {
  const url = new URL(config.url);
  assert(["api.linkedin.com", "www.linkedin.com"].includes(url.host), "a request to another host");
  sent = { method: config.method.toUpperCase(), path: url.pathname, query: url.search, headers: config.headers };
  config.url = config.url.replace(url.origin, new URL(sandbox.linkedin).origin);
  return { ...config, proxy: false, maxRedirects: 0, timeout: 10_000 };
}
axios.interceptors.request.use(atHome);
const client = new RestliClient();
client.axiosInstance.interceptors.request.use(atHome);

// check runs one operation and prints the result of its function.
async function check(operation, call) {
  try {
    const note = await call();
    console.log(note ? `${operation}: ${note}` : operation);
  } catch (err) {
    console.error(`${operation} FAILED: ${err?.stack ?? err}`);
    console.error(err?.response?.status ?? "", JSON.stringify(err?.response?.data) ?? "");
    process.exit(1);
  }
}

// rejected expects an error with a status.
async function rejected(call, status) {
  await assert.rejects(call, (err) => err.response?.status === status && err.response.data.status === status);
  return `rejected with ${status}`;
}

async function token(clientId, clientSecret) {
  const auth = new AuthClient({ clientId, clientSecret });
  const { access_token, expires_in } = await auth.getTwoLeggedAccessToken();
  assert.equal(expires_in, 1800);
  return access_token;
}
let parent, accessToken;
await check("token", async () => {
  parent = await token(sandbox.linkedin_parent_client_id, sandbox.linkedin_parent_client_secret);
  accessToken = await token(sandbox.linkedin_client_id, sandbox.linkedin_client_secret);
});
await check("token of nobody", () => {
  const auth = new AuthClient({ clientId: "nobody", clientSecret: "wrong" });
  return assert.rejects(auth.getTwoLeggedAccessToken(), (err) => err.response.status === 401 && err.response.data.error === "invalid_client_id");
});

// Jobs, on both generations of the API.
const versionString = "202603";
function job(id, more) {
  return {
    externalJobPostingId: id, jobPostingOperationType: "CREATE", title: "Welder", description: "You join sheets of steel. ".repeat(8),
    companyApplyUrl: `https://careers.example.com/${id}`, companyName: "Example", listedAt: Date.now() - 86_400_000, location: "Hamburg, Germany", ...more,
  };
}
const tasks = [];
for (const [api, more] of [["v2", {}], ["rest", { versionString }]]) {
  await check(`batchCreate simpleJobPostings (${api})`, async () => {
    const entities = [job(`contract-${api}-1`), job(`contract-${api}-2`), job(`contract-${api}-3`, { title: "" })];
    const { data } = await client.batchCreate({ resourcePath: "/simpleJobPostings", entities, accessToken, ...more });
    assert.deepEqual(data.elements.map((e) => e.status), [202, 202, 422]);
    assert.match(data.elements[2].error.message, /\/title :: field is required/);
    for (const { id } of data.elements.slice(0, 2)) tasks.push(decodeURIComponent(id));
    return sent.path;
  });
  await check(`batchGet simpleJobPostingTasks (${api})`, async () => {
    const { data } = await client.batchGet({ resourcePath: "/simpleJobPostingTasks", ids: tasks, accessToken, ...more });
    assert.equal(sent.method, "GET");
    assert.match(sent.query, /^\?ids=List\(/);
    const results = Object.entries(data.results).map(([key, task]) => [decodeURIComponent(key), task.status]);
    assert.deepEqual(results.sort(), tasks.map((id) => [id, "IN_PROGRESS"]).sort());
    assert.deepEqual(data.errors, {});
  });
}
await check("batchGet simpleJobPostingTasks, tunneled", async () => {
  const unknown = Array.from({ length: 60 }, (_, i) => `urn:li:simpleJobPostingTask:unknown-${"x".repeat(50)}-${i}`);
  const { data } = await client.batchGet({ resourcePath: "/simpleJobPostingTasks", ids: [...tasks, ...unknown], accessToken, versionString });
  assert.equal(sent.method, "POST");
  assert.equal(sent.headers["X-HTTP-Method-Override"], "GET");
  assert.equal(Object.keys(data.results).length, tasks.length);
  assert.deepEqual(Object.values(data.statuses), unknown.map(() => 404));
});
await check("batchGet jobPostingStatus", async () => {
  const { data } = await client.batchGet({ resourcePath: "/jobPostingStatus", ids: ["sandbox-1", "nobody-1", "nobody:2"], accessToken });
  assert.equal(data.results["sandbox-1"].listingStatus, "LISTED");
  assert.deepEqual(data.statuses, { "nobody-1": 404, "nobody%3A2": 404 });
});
await check("get jobPostingStatus with a key that is not a list", () =>
  rejected(client.get({ resourcePath: "/jobPostingStatus", queryParams: { ids: "nobody-1" }, accessToken }), 400));
for (const version of ["abcdef", "202401"]) {
  await check(`batchGet with version ${version}`, () =>
    rejected(client.batchGet({ resourcePath: "/simpleJobPostingTasks", ids: tasks, accessToken, versionString: version }), 426));
}
await check("batchCreate with the parent's token", () =>
  rejected(client.batchCreate({ resourcePath: "/simpleJobPostings", entities: [job("contract-parent")], accessToken: parent }), 403));
await check("batchCreate as LinkedIn's Java SDK writes it", async () => {
  const additionalConfig = { headers: { "X-RestLi-Method": "BATCH_CREATE" } };
  const { data } = await client.batchCreate({ resourcePath: "/simpleJobPostings", entities: [job("contract-java")], accessToken, additionalConfig });
  assert.equal(sent.headers["X-RestLi-Method"], "BATCH_CREATE");
  assert.equal(data.elements[0].status, 202);
});

// Applications.
const resourcePath = "/provisionedApplications";
const customerID = `contract-${Date.now()}`;
let key;
await check("create provisionedApplications", async () => {
  const entity = { uniqueForeignId: customerID, name: "Example ATS - Contract", description: "Jobs" };
  // With a slash at the end of the path, like LinkedIn's Java SDK.
  const { data, createdEntityId } = await client.create({ resourcePath: resourcePath + "/", entity, accessToken: parent });
  assert.equal(createdEntityId, data.key);
  key = data.key;
  await token(data.credentials.client_id, data.credentials.client_secret);
  await rejected(client.create({ resourcePath, entity, accessToken: parent }), 409);
  return key;
});
async function found() {
  const { data } = await client.finder({ resourcePath, finderName: "credentialsByUniqueForeignId", queryParams: { uniqueForeignId: customerID }, accessToken: parent });
  assert.equal(data.elements.length, 1);
  assert.equal(data.elements[0].key, key);
  return data.elements[0];
}
await check("finder provisionedApplications", async () => assert.equal((await found()).name, "Example ATS - Contract"));
await check("partialUpdate provisionedApplications", async () => {
  const update = { resourcePath: resourcePath + "/{urn}", pathKeys: { urn: key }, accessToken: parent };
  await client.partialUpdate({ ...update, patchSetObject: { name: "Example ATS - Renamed" } });
  assert.equal((await found()).name, "Example ATS - Renamed");
  await client.partialUpdate({ ...update, patchSetObject: { name: "Example ATS - Tunneled" }, queryParams: { padding: "x".repeat(5000) } });
  assert.equal((await found()).name, "Example ATS - Tunneled");
  await rejected(client.partialUpdate({ ...update, pathKeys: { urn: key + "0" }, patchSetObject: { name: "x" } }), 404);
});
await check("action developerApplicationsSecurity", async () => {
  const action = { resourcePath: "/developerApplicationsSecurity", actionName: "rollDeveloperApplicationSecret", accessToken };
  const { data } = await client.action(action);
  await token(sandbox.linkedin_client_id, data.value.client_secret);
  return rejected(client.action(action), 400);
});
await check("create jobApplicationLifecycleActions", async () => {
  const entity = { jobApplicationId: "urn:li:jobApplication:7", action: "APPLICATION_VIEWED", performedAt: Date.now(), integrationContext: "urn:li:organization:1234" };
  const { status, createdEntityId } = await client.create({ resourcePath: "/jobApplicationLifecycleActions", entity, accessToken });
  assert.equal(status, 201);
  assert(createdEntityId);
});
await check("finder developerWebhooks", async () => {
  const { data } = await client.finder({
    resourcePath: "/developerWebhooks", finderName: "parentApplication", queryParams: { queryCriteria: { webhookStatus: "BLOCKED" } }, accessToken: parent,
  });
  assert.match(sent.query, /queryCriteria=\(webhookStatus:BLOCKED\)/);
  assert.deepEqual(data.elements, []);
  assert.equal(data.paging.start, 0);
});
