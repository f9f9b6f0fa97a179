import { request } from "node:https";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { connect } from "node:tls";
import { startApi } from "@berth/api/compose";
import { loadConfig } from "@berth/api/config";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Certificates, createCertificates, type Pair } from "./certificates.ts";
import { sign } from "./signed-client.ts";
import { createStage, SECRET, type Stage } from "./stage.ts";

let certificates: Certificates;
let stage: Stage;
beforeAll(async () => {
	certificates = await createCertificates();
	stage = await createStage({
		WIRE_PRODUCTION: "true",
		WIRE_TLS_CERT: certificates.server.certPath,
		WIRE_TLS_KEY: certificates.server.keyPath,
		WIRE_TLS_CLIENT_CA: certificates.caPath,
		WIRE_TLS_CLIENT_NAMES: "control-plane, plane.example.org",
	});
});
afterAll(async () => {
	await stage[Symbol.asyncDispose]();
	await certificates[Symbol.asyncDispose]();
});

const options = (client: Pick<Pair, "cert" | "key"> | null) => ({
	host: "127.0.0.1",
	port: stage.port,
	ca: certificates.ca,
	...(client && { cert: client.cert, key: client.key }),
});

/** The status of one signed question; the word for how the connection ended when there was no answer. */
function ask(client: Pair | null, more: object = {}): Promise<number | "cut"> {
	const target = `/provisions?limit=${Math.ceil(Math.random() * 4_000)}`;
	const headers = { "x-fred-signature": sign(SECRET, { method: "GET", target }, Math.floor(Date.now() / 1_000)) };
	return new Promise((resolve) => {
		const sent = request({ ...options(client), path: target, headers, agent: false, ...more }, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		sent.on("error", () => resolve("cut"));
		sent.end();
	});
}

test("only TLS 1.3 is spoken, and only with a client whose certificate is signed by the authority and has a name of the list", async () => {
	const byCommonName = await certificates.client("control-plane", "anything.example.org");
	const byDnsName = await certificates.client("somebody", "plane.example.org");
	expect([await ask(byCommonName), await ask(byDnsName)]).toEqual([200, 200]);
	expect(await ask(byCommonName, { maxVersion: "TLSv1.2" })).toBe("cut");
	const others = [await certificates.client("other", "other.example.org"), await certificates.stranger("control-plane"), null];
	for (const client of others) expect(await ask(client)).toBe("cut");
	// A list that only begins like a name, or holds it with something beside, is another name.
	expect(await ask(await certificates.client("control-plane2", "xplane.example.org"))).toBe("cut");
});

test("a session that is resumed is let in for whom it was begun, and nobody else", async () => {
	const allowed = await certificates.client("control-plane", "again.example.org");
	const other = await certificates.client("other-again", "other.example.org");
	const begun = await sessionOf(allowed);
	expect(begun).not.toBeNull();
	const resumed = await openWith(allowed, begun);
	expect(resumed).toEqual({ wasResumed: true, isOpen: true });
	// One that was begun by somebody who is not on the list is cut each time anew.
	const foreign = await sessionOf(other);
	expect((await openWith(other, foreign)).isOpen).toBe(false);
	expect((await openWith(null, foreign)).isOpen).toBe(false);
});

/** The session that a connection is given, if it is given one before it ends. */
function sessionOf(client: Pair): Promise<Buffer | null> {
	return new Promise((resolve) => {
		const socket = connect({ ...options(client), minVersion: "TLSv1.3" });
		socket.once("session", (session: Buffer) => {
			resolve(session);
			socket.destroy();
		});
		socket.on("error", () => resolve(null));
		socket.on("close", () => resolve(null));
	});
}

/** Whether a question is answered on a connection that resumes a session. */
function openWith(client: Pair | null, session: Buffer | null): Promise<{ readonly wasResumed: boolean; readonly isOpen: boolean }> {
	return new Promise((resolve) => {
		const socket: TLSSocket = connect({ ...options(client), ...(session && { session }) });
		const end = (isOpen: boolean) => {
			resolve({ wasResumed: socket.isSessionReused(), isOpen });
			socket.destroy();
		};
		socket.once("secureConnect", () => socket.write("GET /health HTTP/1.1\r\nhost: here\r\n\r\n"));
		socket.once("data", (data: Buffer) => end(data.toString().startsWith("HTTP/1.1 200")));
		socket.once("error", () => end(false));
		socket.once("close", () => end(false));
	});
}

test("the server shows the certificate it was given", async () => {
	const client = await certificates.client("control-plane", "shown.example.org");
	const subject = await new Promise<string | string[] | undefined>((resolve, reject) => {
		const socket = connect({ ...options(client) }, () => {
			const shown: PeerCertificate = socket.getPeerCertificate();
			resolve(shown.subject.CN);
			socket.destroy();
		});
		socket.once("error", reject);
	});
	expect(subject).toBe("backend");
});

test("settings that contradict each other keep the service from starting, each by its name", async () => {
	const base = { DATABASE_URL: "postgres://nowhere", AUTH_SECRET: "a".repeat(32), WIRE_SECRET: SECRET };
	const problemsOf = (settings: Readonly<Record<string, string>>) =>
		startApi(loadConfig({ ...base, ...settings })).then(
			() => [],
			(err: { readonly problems: readonly string[] }) => err.problems,
		);
	expect(await problemsOf({ WIRE_PRODUCTION: "true" })).toEqual(["WIRE_PRODUCTION: needs WIRE_TLS_CERT and WIRE_TLS_KEY"]);
	expect(await problemsOf({ WIRE_TLS_CERT: "/x", WIRE_TLS_CLIENT_NAMES: "a" })).toEqual([
		"WIRE_TLS_CERT: and WIRE_TLS_KEY are set together or not at all",
		"WIRE_TLS_CLIENT_NAMES: needs WIRE_TLS_CLIENT_CA",
	]);
	expect(await problemsOf({ WIRE_TLS_CERT: "/no/such", WIRE_TLS_KEY: "/no/key" })).toEqual([
		"WIRE_TLS_CERT: /no/such cannot be read (ENOENT)",
		"WIRE_TLS_KEY: /no/key cannot be read (ENOENT)",
	]);
	expect(() => loadConfig({ ...base, WIRE_SECRET: "too short" })).toThrow("WIRE_SECRET: must have at least 32 characters");
});
