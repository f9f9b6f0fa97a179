import { afterAll, beforeAll, expect, test } from "vitest";
import { codesOf, createLifecycleStage, type LifecycleStage, refusalOf } from "./lifecycle-stage.ts";

let stage: LifecycleStage;
beforeAll(async () => {
	stage = await createLifecycleStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const file = `name: shop
services:
  web:
    image: docker.io/example/web:4
    ports: ["8080:8080"]
    environment: { KEY: "\${KEY}" }
    privileged: \${PRIVILEGED:-false}
`;

test("a Compose file becomes a manifest that can be provisioned as it is, on sizes that are on offer", async () => {
	const { client } = stage;
	const { ok, manifest, items, name, table } = await client.manifest.fromCompose.mutate({ text: file, variables: { KEY: "secret" } });
	expect({ ok, name, items: items.map(({ service, quantity }) => ({ service, quantity })) }).toEqual({
		ok: true,
		name: "shop",
		items: [{ service: "web", quantity: 1 }],
	});
	expect((await client.sku.offers.query()).map(({ name }) => name)).toContain(items[0]?.sku);
	expect(table.find(({ path }) => path === "services.web.ports[0]")).toMatchObject({ line: 5, column: 13, verdict: "translated" });
	expect(await client.manifest.check.mutate({ manifest })).toEqual({ ok: true, manifest, issues: [] });
	const chosen = items.map(({ service, quantity, sku }) => ({ service, quantity, sku: sku ?? "" }));
	const { leaseId } = await client.lease.provision.mutate({ name: name ?? "", items: chosen, manifest });
	expect((await stage.ended(leaseId)).lease.state).toBe("ready");
});

test("what a Compose file may not do blocks it until it is accepted, and a file that cannot be read is an error with its line", async () => {
	const { client } = stage;
	const variables = { KEY: "secret", PRIVILEGED: "true" };
	const refused = await client.manifest.fromCompose.mutate({ text: file, variables });
	expect(refused).toMatchObject({ ok: false, manifest: null });
	const blocking = refused.table.filter(({ blocking }) => blocking).map(({ path }) => path);
	expect(blocking).toEqual(["services.web.privileged"]);
	expect(await client.manifest.fromCompose.mutate({ text: file, variables, accept: blocking })).toMatchObject({ ok: true });
	expect(await refusalOf(client.manifest.fromCompose.mutate({ text: "services:\n\tweb: {}\n" }))).toMatchObject({
		code: "INVALID_COMPOSE",
		data: { problem: "yaml", line: 2 },
	});
	expect(await codesOf([client.manifest.fromCompose.mutate({ text: file, colour: "red" } as never)])).toEqual(["BAD_INPUT"]);
});

test("a manifest is checked by the rules of manifests and by those of the installation", async () => {
	const { client } = stage;
	expect(await client.manifest.check.mutate({ manifest: { image: "web", colour: "red" } })).toEqual({
		ok: false,
		manifest: null,
		issues: [{ path: "colour", message: "there is no such field" }],
	});
	const foreign = await client.manifest.check.mutate({ manifest: { image: "registry.elsewhere.example/web" } });
	expect(foreign).toMatchObject({
		ok: false,
		issues: [{ path: "services.app.image", message: expect.stringContaining("registry.elsewhere.example") }],
	});
});
