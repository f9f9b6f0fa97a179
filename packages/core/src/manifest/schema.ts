import { z } from "zod";
import { DAY, parseDuration } from "../duration.ts";

// The rules are those of fred's manifest (field names, limits, forms), so that its documents are ours too.

/** What stands in place of a value that a reader may not see. No manifest may hold it: what was read that way would overwrite the value. */
export const HIDDEN_VALUE = "[hidden]";

const SERVICES_MAX = 16;
const PORTS_MAX = 64;
const ENV_MAX = 256;
const LABELS_MAX = 128;
const TMPFS_MAX = 4;

const duration = z.string().refine((text) => parseDuration(text) !== null, { error: "must be a duration such as 30s, 1m30s or 500ms" });

const reservedEnv = (name: string) => {
	const upper = name.toUpperCase();
	return upper === "PATH" || ["LD_", "BERTH_", "FRED_", "DOCKER_"].some((prefix) => upper.startsWith(prefix));
};
const reservedLabel = (key: string) =>
	["berth.", "fred.", "traefik.", "com.docker."].some((prefix) => key.toLowerCase().startsWith(prefix));
const tooMany = (max: number) => (entries: object) => Object.keys(entries).length <= max;

const span = duration.refine(
	(text) => {
		const ms = parseDuration(text) ?? 0;
		return Number.isInteger(ms) && ms >= 1 && ms <= DAY;
	},
	{ error: "must be between 1ms and 24h, in whole milliseconds" },
);

const portSpec = z
	.string()
	.regex(/^\d{1,5}\/(tcp|udp)$/, { error: 'must be written "<port>/tcp" or "<port>/udp"' })
	.refine(
		(spec) => {
			const port = Number(spec.split("/")[0]);
			return port >= 1 && port <= 65_535;
		},
		{ error: "the port must be between 1 and 65535" },
	);

const port = z.strictObject({
	ingress: z.boolean().optional(),
	/** Whether the port of the host at which it answers is the same for as long as the lease lasts. Absent: another one at each start. */
	stable: z.boolean().optional(),
});

const healthCheck = z.strictObject({
	test: z
		.array(z.string())
		.min(1)
		.refine(([kind, ...rest]) => (kind === "NONE" ? rest.length === 0 : (kind === "CMD" || kind === "CMD-SHELL") && rest.length > 0), {
			error: 'must be ["NONE"], ["CMD", program, …] or ["CMD-SHELL", line]',
		}),
	interval: duration.optional(),
	timeout: duration.optional(),
	start_period: duration.optional(),
	retries: z.int().min(0).max(100).optional(),
});

const probePort = z.int().min(1).max(65_535);

/** How a service is asked whether it is ready, from outside of it; every way of asking has its own field, and one is named. */
const readiness = z
	.strictObject({
		/** Ready when this answers with `status`; with any from 200 to 299 when absent. */
		http: z
			.strictObject({
				port: probePort,
				path: z
					.string()
					.max(2_048)
					.regex(/^\/[\x21-\x7e]*$/, { error: "must begin with / and hold neither spaces nor what is not ASCII" }),
				status: z.int().min(100).max(599).optional(),
			})
			.optional(),
		/** Ready when the port takes a connection. */
		tcp: z.strictObject({ port: probePort }).optional(),
		/** Ready when this program, run inside, ends with 0. */
		command: z
			.array(
				z
					.string()
					.max(4_096)
					.regex(/^[^\0]*$/, { error: "may not hold NUL" }),
			)
			.max(64)
			.refine(([program]) => program !== undefined && program !== "", { error: "the program, its first word, may not be empty" })
			.optional(),
		interval: span.optional(),
		timeout: span.optional(),
		start_period: span.optional(),
		retries: z.int().min(1).max(1_000).optional(),
	})
	.refine(({ http, tcp, command }) => [http, tcp, command].filter((way) => way !== undefined).length === 1, {
		error: "needs one of http, tcp and command",
	});

const tmpfsPath = z.string().refine((path) => {
	if (!path.startsWith("/") || path.includes("\0") || path.split("/").some((part) => part === ".." || part === ".")) return false;
	const clean = path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
	return (
		!["/", "/tmp", "/run", "/proc", "/sys", "/dev"].includes(clean) &&
		!["/proc/", "/sys/", "/dev/"].some((prefix) => clean.startsWith(prefix))
	);
}, "must be an absolute path that is not /, /tmp or /run and not in /proc, /sys or /dev");

export const serviceSchema = z.strictObject({
	image: z.string().min(1).max(512),
	ports: z
		.record(portSpec, port)
		.refine(tooMany(PORTS_MAX), { error: `at most ${PORTS_MAX} ports` })
		.optional(),
	env: z
		.record(
			z
				.string()
				.regex(/^[^=\0]+$/, { error: 'a name may not be empty or hold "=" or NUL' })
				.refine((name) => !reservedEnv(name), {
					error: "PATH and names that begin with LD_, BERTH_, FRED_ or DOCKER_ are reserved",
				}),
			z
				.string()
				.regex(/^[^\0]*$/, { error: "may not hold NUL" })
				.refine((value) => value !== HIDDEN_VALUE, {
					error: `${HIDDEN_VALUE} stands for a value that was hidden from who read it; say the value itself`,
				}),
		)
		.refine(tooMany(ENV_MAX), { error: `at most ${ENV_MAX} variables` })
		.optional(),
	command: z
		.array(z.string())
		.refine(([program]) => program !== "", { error: "the program, its first word, may not be empty" })
		.optional(),
	args: z.array(z.string()).optional(),
	labels: z
		.record(
			z
				.string()
				.min(1)
				.refine((key) => !reservedLabel(key), { error: "labels that begin with berth., fred., traefik. or com.docker. are reserved" }),
			z.string(),
		)
		.refine(tooMany(LABELS_MAX), { error: `at most ${LABELS_MAX} labels` })
		.optional(),
	health_check: healthCheck.optional(),
	readiness: readiness.optional(),
	tmpfs: z.array(tmpfsPath).max(TMPFS_MAX).optional(),
	user: z
		.string()
		.regex(/^[^\s:]+(:[^\s:]+)?$/, { error: "must be user or user:group, by name or number" })
		.optional(),
	depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(["service_started", "service_healthy"]) })).optional(),
	stop_grace_period: duration
		.refine((text) => (parseDuration(text) ?? 0) >= 1_000 && (parseDuration(text) ?? 0) <= 120_000, {
			error: "must be between 1s and 120s",
		})
		.optional(),
	init: z.boolean().optional(),
	/** `init` runs to exit 0 before the others begin, in the order written; `sidecar` runs beside them and counts for readiness. */
	role: z.enum(["main", "init", "sidecar"]).optional(),
	/** Which goes first when an instance is replaced. Absent: the old one where the service keeps data, else the new one. */
	update_order: z.enum(["start-first", "stop-first"]).optional(),
	/** When the registry is asked for the image. Absent: `if-missing`. */
	pull_policy: z.enum(["if-missing", "always"]).optional(),
});

export const serviceName = z
	.string()
	.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "a service name is 1 to 63 of a-z, 0-9 and -, not at its ends" });

export const manifestSchema = z.strictObject({
	services: z
		.record(serviceName, serviceSchema)
		.refine((services) => Object.keys(services).length >= 1, { error: "needs at least one service" })
		.refine(tooMany(SERVICES_MAX), { error: `at most ${SERVICES_MAX} services` }),
});

export type Service = z.infer<typeof serviceSchema>;
/** What a tenant asked for, validated and always in its stack form. */
export type Manifest = z.infer<typeof manifestSchema>;
