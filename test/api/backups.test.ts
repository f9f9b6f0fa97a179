import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { createBerthClient } from "@berth/client";
import { backupHeader, type RetentionView } from "@berth/core";
import { createFakeEngine } from "@berth/engine/fake";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import type { Person, TestApi } from "./fixture.ts";
import { createLifecycleStage, type LifecycleStage, nobody } from "./lifecycle-stage.ts";

const MIB = 2 ** 20;
const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("archives of volumes over HTTP", () => {
	let stage: LifecycleStage;
	let berth: TestApi;
	let owner: Person;
	let stranger: Person;
	let leaseId: string;

	beforeAll(async () => {
		stage = await createLifecycleStage({ settings: { SWEEP_INTERVAL: "500ms" } });
		berth = stage.berth;
		owner = await berth.member("acme");
		stranger = await berth.member("elsewhere");
		leaseId = await stage.readyLease("kept", "small");
	});
	afterAll(() => stage[Symbol.asyncDispose]());

	const download = (query: string, person: Person | null = owner, init: RequestInit = {}) =>
		fetch(`${berth.url}/api/backups/export?${query}`, { ...init, headers: person === null ? {} : { cookie: person.cookie } });
	const upload = (body: Uint8Array, query = "", person: Person | null = owner, headers: Readonly<Record<string, string>> = {}) =>
		fetch(`${berth.url}/api/backups/import${query}`, {
			method: "POST",
			body: new Uint8Array(body),
			headers: { ...(person === null ? {} : { cookie: person.cookie }), ...headers },
		});
	const codeOf = async (answer: Response) => ((await answer.json()) as { error: { data: { code: string } } }).error.data.code;
	const whole = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
	const reserved = async () => (await berth.api.database.stores.nodes.list()).map((node) => node.reserved.diskBytes);
	const records = async () => (await owner.client.retention.list.query({})).retentions;
	const inState = async (state: RetentionView["state"]) => (await records()).filter((one) => one.state === state);
	const exported = async (query: string) => {
		const answer = await download(query);
		expect(answer.status).toBe(200);
		return { answer, bytes: await whole(answer) };
	};

	it("gives a stopped lease's data, and neither a running one's nor another tenant's", async () => {
		expect(await codeOf(await download(`lease=${leaseId}`))).toBe("INVALID_STATE");
		await owner.client.lease.stop.mutate({ leaseId });
		await stage.ended(leaseId);
		expect(await owner.client.backup.plan.query({ leaseId })).toMatchObject({
			leaseName: "kept",
			node: "node-1",
			isHere: true,
			volumes: [{ service: "web", index: 0, quotaBytes: 64 * MIB }],
			path: `/api/backups/export?lease=${leaseId}`,
		});
		const { answer, bytes } = await exported(`lease=${leaseId}`);
		expect(answer.headers.get("content-type")).toBe("application/x-tar");
		expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="kept-\d{8}-\d{6}\.tar"$/);
		expect(bytes.includes("berth-backup.json")).toBe(true);
		expect(bytes.includes("manifest.json")).toBe(true);

		expect(await codeOf(await download(`lease=${leaseId}`, null))).toBe("UNAUTHENTICATED");
		expect(await codeOf(await download(`lease=${leaseId}`, stranger))).toBe("NOT_FOUND");
		expect(await codeOf(await download(`lease=${nobody}`))).toBe("NOT_FOUND");
		for (const query of ["", "lease=../x", `lease=${leaseId}&retention=${leaseId}`])
			expect(await codeOf(await download(query))).toBe("BAD_INPUT");
		expect((await download(`lease=${leaseId}`, owner, { method: "HEAD" })).status).toBe(200);
	});

	it("is read by the process that has the data, and another one says which that is", async () => {
		const other = await berth.also({ ROLE: "api", NODE_NAME: "elsewhere" });
		const url = `http://localhost:${other.port}`;
		const headers = { cookie: owner.cookie };
		const answer = await fetch(`${url}/api/backups/export?lease=${leaseId}`, { headers });
		expect(await answer.json()).toMatchObject({ error: { data: { code: "UNSUPPORTED", data: { node: "node-1" } } } });
		const plan = createBerthClient({ url, headers }).backup.plan.query({ leaseId });
		expect(await plan).toMatchObject({ isHere: false, node: "node-1", bytes: null });
		const { bytes } = await exported(`lease=${leaseId}`);
		const refused = await fetch(`${url}/api/backups/import`, { method: "POST", headers, body: new Uint8Array(bytes) });
		expect(await codeOf(refused)).toBe("CAPACITY_EXHAUSTED");
	});

	it("makes retained data of an archive, which comes back in a lease as it was", async () => {
		const [before] = await reserved();
		const content = randomBytes(3 * MIB);
		const archive = await archiveWith(await exported(`lease=${leaseId}`).then(({ bytes }) => bytes), content);
		const answer = await upload(archive, "?tenant=acme");
		const record = (await answer.json()) as RetentionView;
		expect({ status: answer.status, record }).toMatchObject({
			status: 201,
			record: { state: "active", leaseId: null, leaseName: "kept", volumes: 1, bytes: 64 * MIB },
		});
		expect(await reserved()).toEqual([(before ?? 0) + 64 * MIB]);

		const first = await exported(`retention=${record.id}`);
		const restored = await owner.client.retention.restore.mutate({ retentionId: record.id, name: "again" });
		expect((await stage.ended(restored.leaseId)).lease.state).toBe("ready");
		expect(await codeOf(await download(`retention=${record.id}`))).toBe("NOT_FOUND");
		await owner.client.lease.stop.mutate({ leaseId: restored.leaseId });
		await stage.ended(restored.leaseId);
		const second = await exported(`lease=${restored.leaseId}`);
		for (const { bytes } of [first, second]) expect(bytes.indexOf(content)).toBeGreaterThan(0);
		// What an admin sees of a tenant's, a member of another one does not.
		expect(await codeOf(await upload(archive, "?tenant=acme", stranger))).toBe("FORBIDDEN");
	});

	it("makes one record of an archive that is sent twice with a key", async () => {
		const archive = await archiveWith(await exported(`lease=${leaseId}`).then(({ bytes }) => bytes), randomBytes(1_000));
		const before = (await inState("active")).length;
		const cut = await upload(archive.subarray(0, 700), "?idempotencyKey=sent-twice");
		expect(await codeOf(cut)).toBe("BAD_INPUT");
		const first = await upload(archive, "?idempotencyKey=sent-twice");
		expect(first.status).toBe(201);
		const again = await upload(archive, "?idempotencyKey=sent-twice");
		expect([again.status, await again.json()]).toEqual([201, await first.json()]);
		expect(await inState("active")).toHaveLength(before + 1);
		expect(await codeOf(await upload(archive, "?idempotencyKey=sent-twice&sku=web:small"))).toBe("IDEMPOTENCY_KEY_REUSED");
		expect(await codeOf(await upload(archive, "?idempotencyKey=short"))).toBe("BAD_INPUT");
	});

	it("offers nothing of an upload that is cut, changed, hostile, or too much, and gives all of it back", async () => {
		const base = await exported(`lease=${leaseId}`).then(({ bytes }) => bytes);
		const archive = await archiveWith(base, randomBytes(400_000));
		const before = { disk: await reserved(), active: (await inState("active")).length };
		const changed = Buffer.from(archive);
		const at = changed.length - 300_000;
		changed[at] = (changed[at] ?? 0) ^ 1;
		const large = await archiveWith(base, randomBytes(10), { quotaBytes: 2 ** 45 });
		const unknown = await archiveWith(base, randomBytes(10), { sku: "nowhere" });
		const bare = { name: "bare", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 0, pidsMax: 64, position: 1, enabled: true };
		await berth.api.database.stores.catalog.putSku(bare);
		const cases: readonly (readonly [string, Buffer, string])[] = [
			["BAD_INPUT", Buffer.from("no tar at all"), ""],
			["BAD_INPUT", Buffer.alloc(1_024), ""],
			["BAD_INPUT", archive.subarray(0, 700), ""],
			["BAD_INPUT", archive.subarray(0, 200_000), ""],
			["BAD_INPUT", archive.subarray(0, archive.lastIndexOf("manifest.json")), ""],
			["BAD_INPUT", changed, ""],
			["CAPACITY_EXHAUSTED", large, ""],
			["SKU_UNKNOWN", unknown, ""],
			["BAD_INPUT", archive, "?sku=web"],
			["BAD_INPUT", archive, "?sku=web:bare"],
		];
		for (const [code, bytes, query] of cases) expect(await codeOf(await upload(bytes, query))).toBe(code);
		expect(await codeOf(await upload(archive, "", null))).toBe("UNAUTHENTICATED");
		expect(await codeOf(await upload(archive, "", owner, { origin: "https://evil.example" }))).toBe("FORBIDDEN");
		for (const bytes of [600, 4_000, 250_000]) await cutUpload(archive, bytes);
		// A size that is not to be had here is replaced by one that is.
		expect((await upload(unknown, "?sku=web:small")).status).toBe(201);

		await waitUntil(async () => (await inState("importing")).length === 0, { timeoutMs: 20_000, what: "no import to be under way" });
		expect(await inState("active")).toHaveLength(before.active + 1);
		await sweep();
		expect(await reserved()).toEqual([(before.disk[0] ?? 0) + 64 * MIB]);
		const engine = createFakeEngine(berth.host, { installation: berth.api.database.installationId });
		const rows = await berth.api.database.stores.volumes.listByNode(
			(await berth.api.database.stores.nodes.list())[0]?.id ?? (nobody as never),
		);
		const onDisk = await engine.volumes.list({ signal: AbortSignal.timeout(5_000) });
		expect(onDisk.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id as string).sort());
		await engine.close();

		const figures = await (await fetch(`${berth.url}/metrics`)).text();
		expect(figures).toMatch(/backup_imports_total\{outcome="BAD_INPUT"\} [1-9]/);
		expect(figures).toMatch(/backup_exports_total\{outcome="ok"\} [1-9]/);
	});

	it("takes no more at once than it may, and gives a place back whatever ends a transfer", async () => {
		const base = await exported(`lease=${leaseId}`).then(({ bytes }) => bytes);
		const archive = await archiveWith(base, randomBytes(400_000));
		const begun = [openUpload(archive, 5_000), openUpload(archive, 5_000)];
		await waitUntil(async () => (await inState("importing")).length === 2, { timeoutMs: 20_000, what: "two imports" });
		expect(await codeOf(await upload(archive))).toBe("RATE_LIMITED");
		// Two of a tenant's are enough whoever asks, and are not all there is.
		const guest = await berth.member("guests");
		const { accounts, database } = berth.api;
		const acme = (await database.stores.catalog.listTenants()).find(({ name }) => name === "acme");
		const { userId } = await accounts.ensureUser({ email: "guests@example.org" });
		await database.stores.catalog.addMember(acme?.id ?? (nobody as never), userId, "owner");
		expect(await codeOf(await upload(archive, "?tenant=acme", guest))).toBe("RATE_LIMITED");
		expect((await upload(archive, "?tenant=guests", guest)).status).toBe(201);
		// What is not all there is nobody's to restore.
		const [half] = await inState("importing");
		await expect(owner.client.retention.restore.mutate({ retentionId: half?.id ?? "", name: "early" })).rejects.toMatchObject({
			data: { code: "INVALID_STATE" },
		});
		for (const socket of begun) socket.destroy();
		const answered = await waitUntil(
			async () => {
				const answer = await upload(archive);
				return answer.status === 201 ? answer : null;
			},
			{ timeoutMs: 20_000, what: "a place to be free" },
		);
		expect(answered.status).toBe(201);
	});

	it("keeps no connection of an upload that it refuses, though all of it is yet to come", async () => {
		const { hostname, port } = new URL(berth.url);
		const socket = connect(Number(port), hostname);
		const heard: Buffer[] = [];
		socket.on("error", () => undefined).on("data", (bytes: Buffer) => heard.push(bytes));
		socket.write(`POST /api/backups/import HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: 1000000000\r\n\r\nmore`);
		await waitUntil(() => socket.closed, { timeoutMs: 20_000, what: "the connection to be closed" });
		expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1\.1 401 [\s\S]*UNAUTHENTICATED/);
	});

	const sweep = async () => {
		await waitUntil(async () => (await inState("reaping")).length === 0, { timeoutMs: 60_000, what: "what was given up to be gone" });
	};

	/** Sends so much of an upload and no more. */
	function openUpload(archive: Buffer, bytes: number) {
		const { hostname, port } = new URL(berth.url);
		const socket = connect(Number(port), hostname);
		socket.on("error", () => undefined);
		socket.write(
			`POST /api/backups/import HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${owner.cookie}\r\ncontent-length: ${archive.length}\r\n\r\n`,
		);
		socket.write(archive.subarray(0, bytes));
		return socket;
	}

	async function cutUpload(archive: Buffer, bytes: number): Promise<void> {
		const { imports } = await counts();
		const socket = openUpload(archive, bytes);
		await new Promise((resolve) => setImmediate(resolve));
		socket.end();
		await waitUntil(async () => (await counts()).imports > imports, { timeoutMs: 20_000, what: "a cut upload to be heard of" });
		socket.destroy();
	}

	async function counts() {
		const figures = await (await fetch(`${berth.url}/metrics`)).text();
		const all = [...figures.matchAll(/backup_imports_total\{outcome="\w+"\} (\d+)/g)];
		return { imports: all.reduce((sum, [, count]) => sum + Number(count), 0) };
	}

	/** The archive of a lease whose data is this one file, as an export would have it. */
	async function archiveWith(exportedBytes: Buffer, content: Buffer, changed: { quotaBytes?: number; sku?: string } = {}): Promise<Buffer> {
		const header = backupHeader.parse(
			JSON.parse(exportedBytes.toString("utf8", 512, 512 + Number.parseInt(exportedBytes.toString("latin1", 124, 135), 8))),
		);
		const volume = header.volumes[0];
		const item = header.items[0];
		if (volume === undefined || item === undefined) throw new Error("the lease has no volume");
		if (changed.quotaBytes !== undefined) volume.quotaBytes = changed.quotaBytes;
		if (changed.sku !== undefined) item.sku = changed.sku;
		const when = { mtime: new Date(1_700_000_000_000), uid: 7, gid: 8 };
		const line = (...fields: readonly (string | number)[]) => `${fields.join("\0")}\n`;
		const ns = 1_700_000_000_000_000_000n.toString();
		const lines =
			line("directory", "data", 7, 8, "700", ns, "", "") + line("file", "data/blob", 7, 8, "640", ns, content.length, sumOf(content));
		const sums = { files: 1, directories: 1, links: 0, bytes: content.length, sha256: sumOf(Buffer.from(lines, "latin1")) };
		const seal = { header, volumes: [{ prefix: volume.path, ...sums, skipped: [], skippedCount: 0 }] };
		const archive = pack();
		archive.entry({ name: "berth-backup.json" }, JSON.stringify(header));
		archive.entry({ name: `${volume.path}/data/`, type: "directory", mode: 0o700, ...when });
		archive.entry({ name: `${volume.path}/data/blob`, mode: 0o640, ...when }, content);
		archive.entry({ name: "manifest.json" }, JSON.stringify(seal));
		archive.finalize();
		const chunks: Uint8Array[] = [];
		for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
		return Buffer.concat(chunks);
	}
});
