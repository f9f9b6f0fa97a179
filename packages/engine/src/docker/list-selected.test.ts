import { expect, test } from "vitest";
import { label } from "../labels.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };

test("a list holds only what its own labels say was asked for, also when the filter was not heeded", async () => {
	await using daemon = await startScriptedDaemon();
	const labelled = (installation: string, lease: string, tenant: string) => ({
		[label.installation]: installation,
		[label.lease]: lease,
		[label.tenant]: tenant,
	});
	const containers = {
		right: labelled("here", "l1", "ada"),
		"other-lease": labelled("here", "l2", "ada"),
		"other-tenant": labelled("here", "l1", "bob"),
		"other-installation": labelled("there", "l1", "ada"),
		nobodys: {},
	};
	daemon.on("GET /containers/json", json(Object.keys(containers).map((Id) => ({ Id }))));
	for (const [id, labels] of Object.entries(containers)) daemon.on(`GET /containers/${id}/json`, json(inspectAnswer(id, labels)));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "here" });
	const idsOf = async (selector: object) => (await engine.containers.list(selector, call)).map(({ id }) => id);
	expect(await idsOf({ leaseId: "l1", tenantId: "ada" })).toEqual(["right"]);
	expect(await idsOf({ leaseId: "l1" })).toEqual(["right", "other-tenant"]);
	expect(await idsOf({ managed: true })).toEqual(["right", "other-lease", "other-tenant"]);
	await engine.close();
});
