// Calls the fake Kombo with Kombo's own client. Its schemas are strict, so they accept only responses
// that have the form of Kombo's.
//
//	node official.mjs '{"kombo":"http://127.0.0.1:8092","kombo_api_key":"…","kombo_integration_id":"…"}'
//
// The argument is the line that examples/sandbox prints. The program prints a line for each operation and
// ends at the first one that fails.
import assert from "node:assert/strict";

import { Kombo } from "@kombo-api/sdk";
import { HTTPClient } from "@kombo-api/sdk/lib/http.js";
import { KomboAtsError, KomboGeneralError, KomboHrisError } from "@kombo-api/sdk/models/errors";

const sandbox = JSON.parse(process.argv[2] ?? "null");
assert(sandbox?.kombo, "the argument has to be the line of a sandbox that serves kombo");
const origin = new URL(sandbox.kombo).origin;

// clientOf returns a client that sends requests to the sandbox only, regardless of the client's defaults.
function clientOf(options = {}) {
  const http_client = new HTTPClient();
  http_client.addHook("beforeRequest", (request) => {
    assert.equal(new URL(request.url).origin, origin, "a request to another host");
  });
  return new Kombo({
    server_url: sandbox.kombo + "/v1",
    api_key: sandbox.kombo_api_key,
    integration_id: sandbox.kombo_integration_id,
    timeout_ms: 10_000,
    http_client,
    ...options,
  });
}

const kombo = clientOf();
const { ats, hris, assessment, general, connect } = kombo;
const integration_id = sandbox.kombo_integration_id;

// check runs one operation and prints the result of its function.
async function check(operation, call) {
  try {
    const note = await call();
    console.log(note ? `${operation}: ${note}` : operation);
  } catch (err) {
    console.error(`${operation} FAILED: ${err?.pretty?.() ?? err?.stack ?? err}`);
    console.error(err?.body ?? "");
    process.exit(1);
  }
}

// read reads all pages of a list.
async function read(list, request) {
  const records = [];
  let pages = 0;
  for await (const page of await list(request)) {
    const { results } = page.result.data;
    assert(results.length <= request.page_size, "a page with more than was asked for");
    records.push(...results);
    pages++;
  }
  assert.equal(new Set(records.map((r) => r.id)).size, records.length, "a record came twice");
  return { records, pages };
}

// readAll reads a list twice, with pages of the maximum size and with small pages.
async function readAll(list, request, largest, small) {
  const whole = await read(list, { ...request, page_size: largest });
  const parts = await read(list, { ...request, page_size: small });
  assert(whole.records.length > 0, "the list is empty");
  assert.deepEqual(parts.records, whole.records, "other records in pages of another size");
  assert.equal(whole.pages, Math.ceil(whole.records.length / largest));
  assert.equal(parts.pages, Math.ceil(parts.records.length / small));
  return { ...whole, small: parts.pages };
}

async function done(promise) {
  const answer = await promise;
  assert.equal(answer.status, "success");
  return answer.data;
}

// rejected expects an error of a class, with a code.
async function rejected(promise, type, status, code) {
  const err = await promise.then(() => assert.fail("the request was not rejected"), (err) => err);
  assert(err instanceof type, `${err?.constructor?.name}: ${err?.message}`);
  assert.equal(err.statusCode, status);
  assert.equal(err.data$.error.code, code);
  return `rejected, ${code}`;
}

await check("general.checkApiKey", async () => {
  assert((await done(general.checkApiKey())).environment_id);
  // Also without the version in the URL.
  assert((await done(clientOf({ server_url: sandbox.kombo }).general.checkApiKey())).environment_id);
});
await check("general.checkApiKey with a wrong key", () =>
  rejected(clientOf({ api_key: "wrong" }).general.checkApiKey(), KomboGeneralError, 401, "PLATFORM.AUTHENTICATION_INVALID"));
await check("general.triggerSync", async () => {
  assert((await done(general.triggerSync({}))).sync_id);
  assert((await done(general.triggerSync({ type: "DELTA" }))).already_queued);
});

// All lists.
const lists = {
  getJobs: 97, getApplications: 83, getCandidates: 71, getInterviews: 61, getOffers: 31, getApplicationStages: 7,
  getUsers: 7, getRoles: 2, getTags: 3, getRejectionReasons: 3,
};
const found = {};
for (const [name, small] of Object.entries(lists)) {
  await check(`ats.${name}`, async () => {
    const all = await readAll((r) => ats[name](r), { include_deleted: true }, 250, small);
    assert(all.small > 1, "a list of one page");
    assert(name !== "getJobs" || all.pages > 1, "the jobs are all on one page");
    found[name] = all.records;
    return `${all.records.length} records, ${all.pages} pages or ${all.small}`;
  });
}
const hrisLists = {
  getEmployees: 43, getEmployeeDocumentCategories: 3, getEmployments: 61, getGroups: 3, getLegalEntities: 2, getLocations: 2, getAbsenceTypes: 2,
  getTimeOffBalances: 71, getAbsences: 83, getTimesheets: 47, getPerformanceReviewCycles: 3, getPerformanceReviews: 31, getStaffingEntities: 7,
};
for (const [name, small] of Object.entries(hrisLists)) {
  await check(`hris.${name}`, async () => {
    const all = await readAll((r) => hris[name](r), { include_deleted: true }, 250, small);
    assert(all.small > 1, "a list of one page");
    assert(name !== "getEmployees" || all.pages > 1, "the employees are all on one page");
    found[name] = all.records;
    return `${all.records.length} records, ${all.pages} pages or ${all.small}`;
  });
}
await check("assessment.getAssessmentOrders", async () => {
  const all = await readAll((r) => assessment.getAssessmentOrders(r), {}, 250, 9);
  found.getOrders = all.records;
  return `${all.records.length} records, ${all.pages} pages or ${all.small}`;
});
await check("hris.getEmployees with filters", async () => {
  const { records } = await read((r) => hris.getEmployees(r), {
    page_size: 250, employment_statuses: ["ACTIVE", "LEAVE"], custom_fields: JSON.stringify({ first_aid: true }), updated_after: new Date("2020-01-01T00:00:00Z"),
  });
  assert(records.length > 0);
  for (const r of records) assert(r.custom_fields.first_aid && ["ACTIVE", "LEAVE"].includes(r.employment_status));
});
await check("hris.getAbsences with filters", async () => {
  const { employee_id } = found.getAbsences[0];
  const { records } = await read((r) => hris.getAbsences(r), { page_size: 250, employee_id, date_from: new Date("2020-01-01T00:00:00Z") });
  assert(records.length > 0 && records.every((r) => r.employee_id === employee_id));
});
await check("ats.getJobs with filters", async () => {
  const some = found.getJobs.slice(0, 3).map((job) => job.id);
  const { records } = await read((r) => ats.getJobs(r), {
    page_size: 250, include_deleted: true, ids: some, updated_after: new Date("2020-01-01T00:00:00Z"),
  });
  assert.deepEqual(records, found.getJobs.slice(0, 3));
});
await check("general.getIntegrationFields", async () => {
  const all = await readAll((r) => general.getIntegrationFields(r), { integration_id }, 2000, 2);
  found.fields = all.records;
  return `${all.records.length} records, ${all.pages} pages or ${all.small}`;
});
await check("general.getCustomFields", async () => {
  const all = await readAll((r) => general.getCustomFields(r), { integration_id }, 250, 2);
  found.custom = all.records;
  return `${all.records.length} records, ${all.pages} pages or ${all.small}`;
});

// The account.
await check("general.getTools", async () => {
  for (const category of ["ats", "hris", "assessment", "lms"]) await done(general.getTools({ category }));
  const { tools } = await done(general.getTools({ category: "ats" }));
  assert(tools.length > 0);
  return `${tools.length} tools`;
});
await check("general.getIntegrationDetails", () => done(general.getIntegrationDetails({ integration_id })).then((d) => d.setup_status));
await check("general.sendPassthroughRequest", async () => {
  const answer = await done(general.sendPassthroughRequest({
    tool: integration_id.split(":")[0], api: "v1", body: { method: "POST", path: "/jobs", data: { page: 1 } },
  }));
  assert.equal(answer.status, 200);
});
await check("general.createReconnectionLink", async () => {
  assert((await done(general.createReconnectionLink({ integration_id, body: { language: "de", link_type: "MAGIC_LINK" } }))).link);
});
await check("general.createSetupLink", async () => {
  assert((await done(general.createSetupLink({ integration_id, body: { link_type: "EMBEDDED" } }))).link);
});
await check("general.setIntegrationEnabled", async () => {
  for (const value of [false, true]) await done(general.setIntegrationEnabled({ integration_id, body: { value } }));
});
await check("general.updateIntegrationField", async () => {
  for (const enable_passthrough of [false, true]) {
    const field = await done(general.updateIntegrationField({
      integration_id, integration_field_id: found.fields[0].id, body: { enable_passthrough },
    }));
    assert.equal(field.is_passthrough_enabled, enable_passthrough);
  }
});
await check("general.updateCustomFieldMapping", async () => {
  for (const integration_field_id of [null, found.fields[0].id]) {
    await done(general.updateCustomFieldMapping({ integration_id, custom_field_id: found.custom[0].id, body: { integration_field_id } }));
  }
});
await check("connect.createConnectionLink", async () => {
  assert((await done(connect.createConnectionLink({
    end_user_email: "admin@example.com", end_user_organization_name: "Example Works", integration_category: "ATS",
  }))).link);
});
await check("connect.getIntegrationByToken", () => done(connect.getIntegrationByToken({ token: "test-token" })).then((d) => d.id));

// Writes that use the records from above. Each e-mail address is new, because the sandbox may be used again.
const live = (records) => records.filter((r) => r.remote_deleted_at === null);
const candidate = () => ({ first_name: "Ada", last_name: "Example", email_address: `ada.${process.pid}.${Date.now()}.${Math.random()}@example.com` });
const file = { name: "CV.pdf", content_type: "application/pdf", data: Buffer.from("%PDF-1.4").toString("base64"), type: "CV" };
const open = live(found.getJobs).find((job) => job.status === "OPEN" && job.stages.length > 0);
const closed = live(found.getJobs).find((job) => job.status === "CLOSED");
const made = {};
await check("ats.createApplication", async () => {
  made.application = await done(ats.createApplication({
    job_id: open.id,
    body: {
      candidate: { ...candidate(), location: { city: "Berlin", country: "DE" }, gender: "OTHER" },
      stage_id: open.stages[0].id, attachments: [file],
    },
  }));
  assert.equal(made.application.job.id, open.id);
  assert.equal(made.application.candidate.first_name, "Ada");
  const { records } = await read((r) => ats.getApplications(r), { page_size: 250, ids: [made.application.id] });
  assert.equal(records.length, 1, "it is not among the applications");
  return made.application.id;
});
await check("ats.createApplication for a closed job", () =>
  rejected(ats.createApplication({ job_id: closed.id, body: { candidate: candidate() } }), KomboAtsError, 400, "ATS.JOB_CLOSED"));
await check("ats.createCandidate", async () => {
  made.candidate = await done(ats.createCandidate({ candidate: candidate(), application: { job_id: `remote:${open.remote_id}` } }));
  return made.candidate.id;
});
await check("ats.moveApplicationToStage", () => done(ats.moveApplicationToStage({
  application_id: made.application.id, body: { stage_id: open.stages.at(-1).id },
})).then(() => ""));
await check("ats.addApplicationNote", () => done(ats.addApplicationNote({
  application_id: made.application.id, body: { content: "A note", content_type: "PLAIN_TEXT" },
})).then(() => ""));
const link = { label: "Result", url: "https://example.com/result", details: { custom_field_name_prefix: "Acme:", attributes: [{ key: "Score", value: "87" }] } };
await check("ats.addApplicationResultLink", () => done(ats.addApplicationResultLink({ application_id: made.application.id, body: link })).then(() => ""));
await check("ats.addCandidateResultLink", () => done(ats.addCandidateResultLink({ candidate_id: made.candidate.id, body: link })).then(() => ""));
await check("ats.addApplicationAttachment", () => done(ats.addApplicationAttachment({
  application_id: made.application.id, body: { attachment: file },
})).then(() => ""));
await check("ats.addCandidateAttachment", () => done(ats.addCandidateAttachment({
  candidate_id: made.candidate.id, body: { attachment: file },
})).then(() => ""));
await check("ats.getApplicationAttachments", async () => {
  const { results } = await done(ats.getApplicationAttachments({ application_id: made.application.id }));
  assert.equal(results.length, 2);
});
await check("ats.getCandidateAttachments", async () => {
  const { results } = await done(ats.getCandidateAttachments({ candidate_id: made.candidate.id }));
  assert.equal(results.length, 1);
});
await check("ats.addCandidateTag", () => done(ats.addCandidateTag({ candidate_id: made.candidate.id, body: { tag: { name: "contract" } } })).then(() => ""));
await check("ats.removeCandidateTag", () => done(ats.removeCandidateTag({ candidate_id: made.candidate.id, body: { tag: { name: "contract" } } })).then(() => ""));
await check("ats.rejectApplication", () => done(ats.rejectApplication({
  application_id: made.application.id, body: { rejection_reason_id: live(found.getRejectionReasons)[0].id, note: "No" },
})).then(() => ""));
await check("ats.importTrackedApplication", async () => {
  const imported = await done(ats.importTrackedApplication({
    tracked_at: new Date("2025-01-01T00:00:00Z"), greenhouse: { id_type: "application_id", application_id: "12345" },
  }));
  assert(imported.id);
});

// HRIS and assessment.
const day = new Date("2026-03-02T00:00:00Z");
await check("hris.createAbsence", async () => {
  made.absence = await done(hris.createAbsence({
    employee_id: found.getEmployees[0].id, absence_type_id: found.getAbsenceTypes[0].id, start_date: day, end_date: day, employee_note: null,
    amount: 1, unit: "DAYS",
  }));
  assert.equal(made.absence.start_date, "2026-03-02");
  return made.absence.id;
});
await check("hris.deleteAbsence", () => done(hris.deleteAbsence({ absence_id: made.absence.id, body: {} })).then((a) => a.remote_deleted_at.toISOString?.() ?? ""));
await check("hris.getEmployeeForm", async () => {
  made.form = (await done(hris.getEmployeeForm({}))).properties;
  return `${Object.keys(made.form).length} fields`;
});
await check("hris.createEmployeeWithForm", async () => {
  const properties = {
    firstName: "Ada", lastName: "Example", workEmail: candidate().email_address, startDate: "2026-04-01", site: made.form.site.options.entries[0].id,
    equipment: [made.form.equipment.options.entries[0].id], home: { street: "1 Example Street", phones: ["+43 1 234"] },
  };
  const employee = await done(hris.createEmployeeWithForm({ properties }));
  const { records } = await read((r) => hris.getEmployees(r), { page_size: 250, ids: [employee.id] });
  assert.equal(records[0].first_name, "Ada");
  await rejected(hris.createEmployeeWithForm({ properties }), KomboHrisError, 409, "HRIS.EMPLOYEE_ALREADY_EXISTS");
  return employee.id;
});
await check("hris.addEmployeeDocument", () => done(hris.addEmployeeDocument({
  employee_id: found.getEmployees[0].id,
  body: { category_id: found.getEmployeeDocumentCategories[0].id, document: { name: file.name, content_type: file.content_type, data: file.data } },
})).then(() => ""));
await check("assessment.getPackages", () => done(assessment.getPackages()).then((d) => `${d.packages.length} packages`));
await check("assessment.setPackages", () => done(assessment.setPackages({
  packages: [{ id: "typing", type: "SKILLS_TEST", name: "Typing", description: "How fast." }],
})).then(() => ""));
await check("assessment.updateOrderResult", () => done(assessment.updateOrderResult({
  assessment_order_id: found.getOrders.find((o) => o.status === "OPEN").id,
  body: {
    status: "COMPLETED", result_url: "https://example.com/result", completed_at: new Date(), score: 7, max_score: 10,
    attributes: [
      { type: "TEXT", label: "Fit", value: "Good" },
      { type: "SUB_RESULT", id: "1", label: "Part", score: { value: 3, max: 5 }, status: "COMPLETED" },
    ],
  },
})).then(() => ""));
