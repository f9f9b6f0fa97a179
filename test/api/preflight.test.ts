import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";
import { judgeStreaming, readInParts } from "@berth/api/preflight/streaming";
import { judgeExpiry, readExpiry } from "@berth/api/preflight/tls";
import { expect, test } from "vitest";
import { createTestApi } from "./fixture.ts";

const signal = new AbortController().signal;

test("an admin sees the checks of the service beside those of the host, and what is well is said to be so", async () => {
	await using service = await createTestApi();
	const { client } = await service.admin();
	const results = new Map((await client.admin.preflight.list.query()).map((result) => [result.id, result]));
	const well = [
		"db_reachable",
		"db_migrated",
		"store_integrity",
		"clock_database",
		"default_limits",
		"secrets",
		"secret_file_mode",
		"public_url_streams",
	];
	for (const id of [...well, "node_version", "bind_public_without_tls"]) expect(results.get(id), id).toMatchObject({ severity: "ok" });
	expect(results.get("admin_password")).toMatchObject({ severity: "info", seen: "0 of 1 admins" });
	expect(results.has("tls_expiry")).toBe(false);
	expect(results.get("backup_age")).toMatchObject({ severity: "info", broke: false });
	expect(results.size).toBeGreaterThan(well.length + 6);
	expect(JSON.stringify([...results.values()])).not.toContain(service.secret);
	const page = await readFile(new URL("../../docs/preflight.md", import.meta.url), "utf8");
	for (const id of [...results.keys(), "tls_expiry", "ingress_tls_expiry", "engine_checks"])
		expect(page, id).toContain(`<a id="${id}"></a>`);
	for (const { id, docs } of results.values()) expect(docs).toBe(`docs/preflight.md#${id}`);
});

test("a proxy that holds answers back until their end is seen", async () => {
	await using service = await createTestApi();
	const hoarder = createServer((asked, answer) => {
		const passOn = async (got: IncomingMessage) => answer.end(Buffer.concat(await got.toArray()));
		request(`${service.url}${asked.url}`, (got) => void passOn(got)).end();
	});
	await new Promise<void>((resolve) => hoarder.listen(0, "127.0.0.1", resolve));
	const { port } = hoarder.address() as AddressInfo;
	try {
		const seen = await readInParts(`http://127.0.0.1:${port}/healthz?stream=1`, signal);
		expect(judgeStreaming(seen)).toMatchObject({ severity: "warning", seen: "an answer came all at once" });
		expect(await readInParts("http://127.0.0.1:1/", signal)).toBeNull();
	} finally {
		await new Promise((resolve) => hoarder.close(resolve));
	}
});

test("the end of a certificate is read, though nobody vouches for it", async () => {
	const folder = await mkdtemp(join(tmpdir(), "berth-tls-"));
	const [key, cert] = [join(folder, "key"), join(folder, "cert")];
	const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "5", "-subj", "/CN=localhost", "-keyout", key, "-out", cert];
	try {
		await promisify(execFile)("openssl", words);
		const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (socket) =>
			socket.on("error", () => undefined),
		);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		try {
			const until = await readExpiry(new URL(`https://127.0.0.1:${port}`), signal);
			expect(judgeExpiry(until, new Date()).severity).toBe("warning");
			expect(judgeExpiry(until, new Date(Date.now() + 6 * 86_400_000)).severity).toBe("blocker");
		} finally {
			await new Promise((resolve) => server.close(resolve));
		}
		expect(await readExpiry(new URL("https://127.0.0.1:1"), signal)).toBeNull();
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
