import { type AppError, isAppError, type Manifest, type ManifestIssue, parseManifest } from "@berth/core";
import { invalid, invalidManifest } from "./refusal.ts";

const EXPOSE_MAX = 64;

type Fields = Record<string, unknown>;

/**
 * Reads a payload: a manifest as the protocol's clients write it. It may say what ours leaves unsaid: null for what is not there, times
 * in nanoseconds, ports to expose, a port of the host that is none. What it means is then held against our own rules.
 *
 * Errors  WireRefusal 400.
 */
export function readPayload(payload: Uint8Array): Manifest {
	if (payload.byteLength === 0) throw invalidManifest("empty payload");
	let document: unknown;
	try {
		document = JSON.parse(new TextDecoder().decode(payload));
	} catch {
		throw invalidManifest("the payload is not JSON");
	}
	if (!isFields(document)) throw invalidManifest("the payload is not an object");
	try {
		return parseManifest("services" in document ? { ...document, services: eachOf(document.services, toOwn) } : toOwn(document, "app"));
	} catch (err) {
		throw isAppError(err, "INVALID_MANIFEST") ? toRefusal(err) : err;
	}
}

/** What is wrong with a manifest or with what it has for its sizes, as the protocol says it. */
export function toRefusal(error: AppError) {
	const [issue] = (error.data.issues as readonly ManifestIssue[] | undefined) ?? [];
	// Of an image's name the protocol says only that it is not valid.
	if (typeof error.data.image === "string") return invalid("an image is not a valid reference");
	return invalidManifest(issue === undefined ? "it breaks a rule" : [issue.path, issue.message].filter(Boolean).join(": ").slice(0, 1_024));
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

const eachOf = (value: unknown, change: (one: unknown, name: string) => unknown): unknown =>
	isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one, name)])) : value;

/** Names of fields in any case of their letters, and without those that are null. */
const known = [
	"image",
	"ports",
	"env",
	"command",
	"args",
	"labels",
	"health_check",
	"tmpfs",
	"user",
	"depends_on",
	"stop_grace_period",
	"init",
	"expose",
];
const plain = (value: Fields, names: readonly string[]): Fields =>
	Object.fromEntries(
		Object.entries(value)
			.filter(([, held]) => held !== null)
			.map(([name, held]) => [names.find((one) => one === name.toLowerCase()) ?? name, held]),
	);

function toOwn(value: unknown, service: string): unknown {
	if (!isFields(value)) return value;
	const { expose, ports, health_check: check, stop_grace_period: grace, ...rest } = plain(value, known);
	checkExpose(expose, service);
	return {
		...rest,
		...(ports !== undefined && { ports: toOwnPorts(ports, service) }),
		...(check !== undefined && { health_check: toOwnCheck(check) }),
		...(grace !== undefined && { stop_grace_period: toOwnTime(grace) }),
	};
}

/** Between containers of one tenant every port is open: there is nothing to do for it, and yet it may be wrong. */
function checkExpose(expose: unknown, service: string): void {
	if (expose === undefined) return;
	const fail = (why: string) => invalidManifest(`service ${JSON.stringify(service)}: expose: ${why}`);
	if (!Array.isArray(expose)) throw fail("must be a list");
	if (expose.length > EXPOSE_MAX) throw fail(`at most ${EXPOSE_MAX} ports`);
	if (new Set(expose).size !== expose.length) throw fail("a port is named twice");
	if (!expose.every((port) => typeof port === "string" && /^\+?\d{1,9}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
		throw fail("each must be a port from 1 to 65535");
}

function toOwnPorts(ports: unknown, service: string): unknown {
	if (!isFields(ports)) return ports;
	const entries = Object.entries(ports).toSorted(([one], [other]) => (one < other ? -1 : 1));
	for (const [spec, port] of entries)
		if (isFields(port) && typeof port.host_port === "number" && port.host_port > 0)
			throw invalidManifest(
				`service ${JSON.stringify(service)}: port ${spec.slice(0, 32)}: a fixed host_port is not allowed; use ingress or the connection endpoint`,
			);
	return Object.fromEntries(
		Object.entries(ports).map(([spec, port]) => {
			const [, digits, protocol = ""] = /^\+?(\d{1,9})\/(tcp|udp)$/i.exec(spec) ?? [];
			const name = digits === undefined ? spec : `${Number(digits)}/${protocol.toLowerCase()}`;
			if (port === null) return [name, {}];
			if (!isFields(port)) return [name, port];
			const { host_port: hostPort, ...rest } = plain(port, ["host_port", "ingress"]);
			return [name, hostPort === undefined || hostPort === 0 ? rest : { ...rest, host_port: hostPort }];
		}),
	);
}

function toOwnCheck(check: unknown): unknown {
	if (!isFields(check)) return check;
	const fields = plain(check, ["test", "interval", "timeout", "start_period", "retries"]);
	for (const name of ["interval", "timeout", "start_period"]) {
		if (fields[name] === undefined) continue;
		const time = toOwnTime(fields[name]);
		// None at all is as if it were not said.
		if (time === "0ms") delete fields[name];
		else fields[name] = time;
	}
	return fields;
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 };

/** Nanoseconds, or a text with units that ours lacks. What is no time at all is left for our rules to refuse. */
function toOwnTime(time: unknown): unknown {
	if (typeof time === "number" && Number.isSafeInteger(time) && time >= 0) return spell(time / 1e6);
	if (typeof time !== "string" || !/^\+?(\d+(\.\d*)?(ns|us|µs|μs|ms|s|m|h))+$/.test(time)) return time === "0" ? "0ms" : time;
	let totalMs = 0;
	for (const [, amount, unit] of time.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h)/g))
		totalMs += Number(amount) * (unitMs[unit ?? ""] ?? 0);
	return spell(totalMs);
}

/** Never with an exponent, which is no way to write a time. */
const spell = (ms: number): string => `${Number.isInteger(ms) ? ms : ms.toFixed(6).replace(/0+$/, "")}ms`;
