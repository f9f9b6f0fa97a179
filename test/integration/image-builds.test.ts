import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BerthClient, BuildImageInput } from "@berth/client";
import { newId } from "@berth/core";
import { pack } from "tar-stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { type CommandLine, createCommandLine } from "../support/command-line.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";

// Tenants build images on a real daemon, by the service as it is shipped. Every image of this run bears its id.

const PATIENCE_MS = 90_000;
const run = newId();
const host = createDockerHost();
const undo = new AsyncDisposableStack();
const SLEEP = 'CMD ["sleep", "2147483"]';

let server: BerthServer;
let berth: CommandLine;
let base: string;
let databaseUrl: string;
let installation: string;
let acme: { readonly client: BerthClient; readonly tenantId: string };
let rival: typeof acme;
let guest: typeof acme;

const query = async (sql: string, ...values: readonly unknown[]) =>
	(await withClient(databaseUrl, (db) => db.query(sql, [...values]))).rows as readonly Readonly<Record<string, unknown>>[];
const imagesOf = async (filter: (tags: readonly string[]) => boolean) =>
	(await host.docker.listImages({ all: true })).filter(
		({ Labels, RepoTags }) => Labels?.run === run && filter((RepoTags ?? []).filter((tag) => tag !== "<none>:<none>")),
	);
const unnamed = () => imagesOf((tags) => tags.length === 0);
const stepsRunning = async () => (await host.docker.listContainers({ all: true })).filter(({ Command }) => Command.includes(run));

beforeAll(async () => {
	base = (await ensureFixtureImages()).sleeper;
	const database = undo.use(await createTestDatabase());
	databaseUrl = database.url;
	installation = database.database.installationId;
	undo.defer(async () => {
		for (const { Id } of (await imagesOf(() => true)).reverse())
			await host.docker
				.getImage(Id)
				.remove({ force: true })
				.catch(() => undefined);
	});
	undo.defer(() => host.sweep(installation));
	const size = { cpuMillis: 500, memoryBytes: 2 ** 25, diskBytes: 0, pidsMax: 64, position: 9, enabled: true };
	await database.database.stores.catalog.putSku({ ...size, name: "bare" });
	server = undo.use(
		await createBerthServer({
			databaseUrl,
			env: {
				IMAGE_BUILDS: "acme,rival",
				BUILD_CONTEXT_MAX: "1MiB",
				BUILD_MEMORY: "64MiB",
				BUILDS_WAITING_MAX: "1",
				BUILT_IMAGES_MAX: "4",
				SWEEP_INTERVAL: "300ms",
			},
		}),
	);
	await server.start();
	const member = async (tenant: string) => {
		const { client, tenantId } = await server.signIn(tenant);
		if (tenantId === null) throw new Error("a member has a tenant");
		return { client, tenantId };
	};
	[acme, rival, guest] = [await member("acme"), await member("rival"), await member("guest")];
	const { key } = await acme.client.key.create.mutate({ name: "cli", scopes: ["read", "deploy"], expiresInDays: 7 });
	berth = undo.use(await createCommandLine({ url: server.url, key, secrets: [key] }));
});
afterAll(() => undo[Symbol.asyncDispose]());

/** A context whose steps are of this run; `mark` tells one image from another. */
function contextOf(mark: string, ...lines: readonly string[]): AsyncIterable<Uint8Array> {
	const archive = pack();
	archive.entry({ name: "Dockerfile" }, [`FROM ${base}`, `LABEL run=${run} mark=${mark}`, ...lines, SLEEP].join("\n"));
	archive.finalize();
	return archive as AsyncIterable<never>;
}
const step = (script: string) => `RUN ${JSON.stringify(["sh", "-c", `${script} # ${run}`])}`;
const build = ({ client }: typeof acme, mark: string, input: Partial<BuildImageInput> = {}) =>
	client.buildImage({ name: "app", tag: "1", context: contextOf(mark), ...input });
/** Begins one whose last step lasts for ever, and comes back when it runs. */
async function beginEndless(who: typeof acme, name: string, signal: AbortSignal) {
	const running = Promise.withResolvers<void>();
	const context = contextOf(name, step("echo one > /one"), step(`echo endless; sleep 2147483`));
	const ended = build(who, name, { name, context, signal, onOutput: (text) => text.includes("endless\n") && running.resolve() });
	ended.catch(running.reject);
	await running.promise;
	return { ended };
}
const refusal = (call: Promise<unknown>) =>
	call.then(
		() => null,
		(error: Error & { readonly data?: { readonly code?: string } }) => error.data?.code ?? error.message,
	);
const provision = (who: typeof acme, name: string, image: string) =>
	who.client.lease.provision.mutate({ name, items: [{ sku: "bare" }], manifest: { image } });
const ended = async (who: typeof acme, { leaseId, operationId }: { readonly leaseId: string; readonly operationId: string }) => {
	const { operation, lease } = await who.client.lease.wait.query({ leaseId, operationId, timeoutMs: PATIENCE_MS });
	expect({ end: operation?.state, reason: operation?.reason ?? null }).toEqual({ end: "succeeded", reason: null });
	return lease;
};
/** Of the one container of a lease that runs. */
const imageOf = async (leaseId: string) => {
	const { containers } = await host.leftovers(installation);
	const found = containers.find((one) => one.leaseId === leaseId && one.state === "running");
	return (await host.docker.getContainer(found?.id ?? "none").inspect()).Image;
};

test("an image that is built is leased, and another build of its name changes no lease before it is updated", async () => {
	const dir = join(berth.dir, "context");
	await mkdir(dir);
	await writeFile(
		join(dir, "Dockerfile"),
		[`FROM ${base}`, `LABEL run=${run} mark=first`, "COPY . /built", step("ls -a /built"), SLEEP].join("\n"),
	);
	await writeFile(join(dir, ".dockerignore"), "*.log\n!kept.log\n");
	for (const name of ["kept.log", "left.log"]) await writeFile(join(dir, name), name);
	await symlink("/etc/passwd", join(dir, "link"));
	const { code, stdout, stderr } = await berth.run(["images", "build", "context", "-t", "app:1"]);
	expect({ code, stdout }, stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("localhost/berth/app:1") });
	expect(stderr).toMatch(/kept\.log\nlink\n/);
	expect(stderr).not.toContain("left.log\n");
	const [first] = (await berth.json<{ images: { ref: string; imageId: string; pinned: string }[] }>(["images", "ls"])).images;
	expect(first).toMatchObject({
		ref: "localhost/berth/app:1",
		pinned: expect.stringContaining(`localhost/berth/${acme.tenantId}/app:1--`),
	});

	const plan = await acme.client.lease.planProvision.mutate({
		name: "shop",
		items: [{ sku: "bare" }],
		manifest: { image: "localhost/berth/app:1" },
	});
	expect(plan).toMatchObject({ images: [{ ref: first?.pinned, present: true, pulls: false }], admission: { admitted: true } });
	const lease = await ended(acme, await provision(acme, "shop", "localhost/berth/app:1"));
	expect(await imageOf(lease.id)).toBe(first?.imageId);

	const second = await build(acme, "second");
	expect(second.imageId).not.toBe(first?.imageId);
	await ended(acme, await acme.client.lease.restart.mutate({ leaseId: lease.id }));
	expect(await imageOf(lease.id)).toBe(first?.imageId);
	await ended(acme, await acme.client.lease.update.mutate({ leaseId: lease.id, manifest: { image: "localhost/berth/app:1" } }));
	expect(await imageOf(lease.id)).toBe(second.imageId);
	// What an old release is of is there as long as it can be gone back to.
	await ended(acme, await acme.client.release.rollBack.mutate({ leaseId: lease.id, releaseNumber: 1 }));
	expect(await imageOf(lease.id)).toBe(first?.imageId);
	const told = await query("select actor, action, facts ->> 'imageId' as image from audit_log where target_kind = 'image' order by id");
	expect(told.map(({ action, image }) => [action, image])).toEqual([
		["image.build", first?.imageId],
		["image.build", second.imageId],
	]);
});

test("an image is nobody's but the tenant's that built it, under whatever name", async () => {
	const { pinned, imageId } = await build(acme, "own", { name: "own" });
	const named = `localhost/berth/${acme.tenantId}/own:1`;
	const short = imageId.replace("sha256:", "").slice(0, 12);
	const own = await ended(rival, await provision(rival, "rivals", base));
	for (const image of [named, pinned, short, imageId.slice(0, 20)]) {
		const manifest = { image };
		expect([image, await refusal(provision(rival, "taken", image))]).toEqual([image, "IMAGE_NOT_ALLOWED"]);
		expect(await refusal(rival.client.lease.planProvision.mutate({ name: "taken", items: [{ sku: "bare" }], manifest }))).toBe(
			"IMAGE_NOT_ALLOWED",
		);
		expect(await refusal(rival.client.lease.update.mutate({ leaseId: own.id, manifest }))).toBe("IMAGE_NOT_ALLOWED");
		expect(await refusal(rival.client.lease.planUpdate.mutate({ leaseId: own.id, manifest }))).toBe("IMAGE_NOT_ALLOWED");
		const archive = pack();
		archive.entry({ name: "Dockerfile" }, `FROM ${image}\nLABEL run=${run}`);
		archive.finalize();
		expect([image, await refusal(build(rival, "x", { context: archive as AsyncIterable<never> }))]).toEqual([image, "IMAGE_NOT_ALLOWED"]);
	}
	// The same words are another image in another's mouth.
	expect(await refusal(provision(rival, "taken", "localhost/berth/own:1"))).toBe("IMAGE_NOT_FOUND");
	expect((await rival.client.lease.list.query({ includeClosed: true })).leases.map(({ name }) => name)).toEqual(["rivals"]);
	expect((await rival.client.image.built.query()).images).toEqual([]);
	expect(await refusal(rival.client.image.remove.mutate({ name: "own", tag: "1" }))).toBe("NOT_FOUND");
	expect((await host.docker.getImage(pinned).inspect()).Id).toBe(imageId);

	// And it may stand on it itself.
	const archive = pack();
	archive.entry({ name: "Dockerfile" }, `FROM ${pinned}\nLABEL run=${run} above=yes`);
	archive.finalize();
	expect((await build(acme, "x", { name: "above", context: archive as AsyncIterable<never> })).name).toBe("above");
	expect(await refusal(build(acme, "x", { name: "fourth" }))).toBe("QUOTA_EXCEEDED");
	await acme.client.image.remove.mutate({ name: "above", tag: "1" });
	expect(await refusal(build(guest, "x"))).toBe("FORBIDDEN");
	expect(await guest.client.image.built.query()).toMatchObject({ refusal: { code: "FORBIDDEN" }, images: [], limits: null });
});

test("what is refused, fails or is given up leaves nothing, and neither does what waits for it", async () => {
	const before = (await unnamed()).length;
	let sent = 0;
	const endless = async function* () {
		for (;;) {
			sent += 65_536;
			yield new Uint8Array(65_536);
		}
	};
	expect(await refusal(build(acme, "x", { name: "large", context: endless() }))).toBe("BODY_TOO_LARGE");
	expect(sent).toBeLessThan(64 * 2 ** 20);
	for (const name of ["No", "a/b", "../x", "x".repeat(64)])
		expect([name, await refusal(build(acme, "x", { name }))]).toEqual([name, "BAD_INPUT"]);
	let output = "";
	const failing = build(acme, "x", {
		name: "failing",
		context: contextOf("failing", step("echo told; exit 3")),
		onOutput: (text) => (output += text),
	});
	expect(await refusal(failing)).toBe("BAD_INPUT");
	expect(output).toContain("told\n");

	const leaving = new AbortController();
	const running = await beginEndless(acme, "running", leaving.signal);
	const waits = Promise.withResolvers<number>();
	const waiting = build(rival, "waiting", { name: "waiting", onWaiting: waits.resolve });
	expect(await waits.promise).toBe(0);
	expect(await refusal(build(rival, "x", { name: "third" }))).toBe("BUSY");
	leaving.abort();
	await expect(running.ended).rejects.toThrow("aborted");
	expect((await waiting).name).toBe("waiting");
	await waitUntil(async () => (await stepsRunning()).length === 0 && (await unnamed()).length <= before + 2, {
		timeoutMs: PATIENCE_MS,
		what: "nothing to be left of a build that was given up",
	});
	await waitUntil(async () => (await query("select from built_image where state = 'building'")).length === 0, {
		timeoutMs: PATIENCE_MS,
		what: "builds that came to nothing to be forgotten",
	});
	expect((await imagesOf((tags) => tags.some((tag) => /running|failing|large/.test(tag)))).length).toBe(0);
});

test("a process that is killed while it builds leaves nothing once another has started", async () => {
	const before = (await unnamed()).map(({ Id }) => Id);
	const running = await beginEndless(acme, "killed", new AbortController().signal);
	const context = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("berth-build-"));
	await waitUntil(
		async () => {
			const [row] = await query("select id, made from built_image where state = 'building'");
			return Array.isArray(row?.made) && row.made.length >= 2 && (await context()).some((name) => name.endsWith(String(row.id)));
		},
		{ timeoutMs: PATIENCE_MS, what: "the build to have made something" },
	);
	const [row] = await query("select id from built_image where state = 'building'");
	await server.kill();
	await expect(running.ended).rejects.toThrow(/terminated|fetch failed/);
	expect((await unnamed()).length).toBeGreaterThan(before.length);
	await query("update built_image set held_until = now() - interval '1 s' where state = 'building'");
	await query("update node set claimed_until = now() - interval '1 s' where claimed_by is not null");
	await server.start();
	await waitUntil(async () => (await query("select from built_image where id = $1", row?.id)).length === 0, {
		timeoutMs: PATIENCE_MS,
		what: "the killed build to be forgotten",
	});
	expect((await unnamed()).map(({ Id }) => Id).toSorted()).toEqual(before.toSorted());
	expect(await stepsRunning()).toEqual([]);
	expect((await context()).some((name) => name.endsWith(String(row?.id)))).toBe(false);
});

test("images that are kept stay when the node's are collected, and go when they are kept no longer and no lease needs them", async () => {
	const admin = (await server.signIn()).client;
	const tagsOf = async (tenant: typeof acme) => (await imagesOf((tags) => tags.some((tag) => tag.includes(tenant.tenantId)))).length;
	const kept = (await acme.client.image.built.query()).images;
	const { leases } = await acme.client.lease.list.query({});
	for (const { id } of leases) await ended(acme, await acme.client.lease.close.mutate({ leaseId: id, data: "destroy", confirmBytes: 0 }));
	const collected = await admin.admin.images.collect.mutate({ minAgeMs: 0 });
	expect(
		collected?.images.filter(({ ref, fate }) => ref.includes("localhost/berth/") || (fate === "removed" && ref.includes(run))),
	).toEqual([]);
	for (const { pinned, imageId } of kept) expect((await host.docker.getImage(pinned).inspect()).Id).toBe(imageId);

	for (const { name, tag } of kept) expect((await berth.run(["images", "rm", `${name}:${tag}`])).code).toBe(0);
	await waitUntil(async () => (await tagsOf(acme)) === 0, { timeoutMs: PATIENCE_MS, what: "the images to go" });
	expect(await query("select name from built_image where tenant_id = $1", acme.tenantId)).toEqual([]);
	expect(await refusal(provision(acme, "late", "localhost/berth/app:1"))).toBe("IMAGE_NOT_FOUND");
});
