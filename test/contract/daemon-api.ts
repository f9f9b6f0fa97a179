import { request } from "node:http";

export interface DaemonAnswer {
	readonly status: number;
	/** Parsed JSON, or the text when it is none. */
	readonly body: unknown;
}

/** The daemon asked past the engine, as an operator's own tools do. */
export interface DaemonApi {
	/** Errors  when the status is 400 or more and not among `also`. */
	ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown, also?: readonly number[]): Promise<DaemonAnswer>;
	exists(path: string): Promise<boolean>;
	/** Runs a program in a container and waits for its exit code. */
	exec(id: string, command: readonly string[]): Promise<number>;
	/** Removes every container, then every network, that bears one of the labels (`key` or `key=value`) and satisfies. */
	removeLabelled(labels: readonly string[], satisfies?: (labels: Readonly<Record<string, string>>) => boolean): Promise<void>;
	/** Removes every container whose name begins so and satisfies. */
	removeNamed(prefix: string, satisfies?: (name: string) => boolean): Promise<void>;
}

interface Found {
	readonly Id: string;
	readonly Labels: Readonly<Record<string, string>>;
	/** Of a container, each with a slash before it. */
	readonly Names?: readonly string[];
}
const kinds = ["containers", "networks"] as const;
type Kind = (typeof kinds)[number];

const REMOVE_TRIES = 100;

export function createDaemonApi(socketPath: string): DaemonApi {
	const ask: DaemonApi["ask"] = async (method, path, body, also = []) => {
		const { status, text } = await send(socketPath, method, path, body);
		if (status >= 400 && !also.includes(status)) throw new Error(`${method} ${path}: ${status} ${text}`);
		return { status, body: parse(text) };
	};
	const find = async (kind: Kind, filters: Readonly<Record<string, readonly string[]>>): Promise<readonly Found[]> => {
		const path = kind === "containers" ? "/containers/json?all=true&" : "/networks?";
		const { body } = await ask("GET", `${path}filters=${encodeURIComponent(JSON.stringify(filters))}`);
		// The daemon's answer is as its API says.
		return body as readonly Found[];
	};
	const removeAll = async (findAll: (kind: Kind) => Promise<readonly Found[]>): Promise<void> => {
		for (let tries = 1; ; tries++) {
			let left = 0;
			for (const kind of kinds) {
				const query = kind === "containers" ? "?force=true&v=true" : "";
				// Already being removed, or still in use by what is being removed: the next round sees.
				await inTurns(await findAll(kind), async ({ Id }) => {
					const { status } = await ask("DELETE", `/${kind}/${Id}${query}`, undefined, [403, 404, 409]);
					if (status === 403 || status === 409) left++;
				});
			}
			if (left === 0) return;
			if (tries === REMOVE_TRIES) throw new Error(`${left} containers or networks could not be removed`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	};
	return {
		ask,
		exists: async (path) => (await ask("GET", path, undefined, [404])).status !== 404,
		async exec(id, command) {
			const made = await ask("POST", `/containers/${id}/exec`, { Cmd: command, AttachStdout: true, AttachStderr: true });
			const exec = textField(made.body, "Id");
			await ask("POST", `/exec/${exec}/start`, { Detach: false, Tty: false });
			return Number(field((await ask("GET", `/exec/${exec}/json`)).body, "ExitCode"));
		},
		removeLabelled: (labels, satisfies = () => true) =>
			removeAll(async (kind) => {
				const found = await Promise.all(labels.map((label) => find(kind, { label: [label] })));
				return found.flat().filter((one) => satisfies(one.Labels));
			}),
		removeNamed: (prefix, satisfies = () => true) =>
			removeAll(async (kind) => {
				if (kind !== "containers") return [];
				const found = await find(kind, { name: [`^/${prefix}`] });
				return found.filter(({ Names: names = [] }) => names.some((name) => name.startsWith(`/${prefix}`) && satisfies(name.slice(1))));
			}),
	};
}

const AT_ONCE = 4;

/** Does it to every item, few at once; nothing is under way any more when it rejects. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	const rest = items.values();
	const lane = async () => {
		for (const item of rest) await work(item);
	};
	const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
	const failed = lanes.find((one) => one.status === "rejected");
	if (failed) throw failed.reason;
}

/** A field of an answer, or undefined. */
export const field = (body: unknown, name: string): unknown =>
	typeof body === "object" && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;

export function textField(body: unknown, name: string): string {
	const text = field(body, name);
	if (typeof text !== "string") throw new Error(`the daemon's answer has no ${name}: ${JSON.stringify(body)}`);
	return text;
}

function send(
	socketPath: string,
	method: string,
	path: string,
	body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
	return new Promise((resolve, reject) => {
		const headers = body === undefined ? {} : { "content-type": "application/json" };
		const asked = request({ socketPath, method, path, headers }, (answer) => {
			let text = "";
			answer.setEncoding("utf8");
			answer.on("data", (part: string) => {
				text += part;
			});
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
			answer.on("error", reject);
		});
		asked.on("error", reject);
		asked.end(body === undefined ? undefined : JSON.stringify(body));
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
