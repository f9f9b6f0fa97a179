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
	/** Removes every container, then every network, that bears one of the labels. */
	removeLabelled(labels: readonly string[]): Promise<void>;
}

export function createDaemonApi(socketPath: string): DaemonApi {
	const ask: DaemonApi["ask"] = async (method, path, body, also = []) => {
		const { status, text } = await send(socketPath, method, path, body);
		if (status >= 400 && !also.includes(status)) throw new Error(`${method} ${path}: ${status} ${text}`);
		return { status, body: parse(text) };
	};
	const idsOf = async (kind: "containers" | "networks", label: string): Promise<string[]> => {
		const path = kind === "containers" ? "/containers/json?all=true&" : "/networks?";
		const { body } = await ask("GET", `${path}filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`);
		return (Array.isArray(body) ? body : []).map((item: { Id: string }) => item.Id);
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
		async removeLabelled(labels) {
			for (const label of labels) {
				const ids = await idsOf("containers", label);
				await Promise.all(ids.map((id) => ask("DELETE", `/containers/${id}?force=true&v=true`, undefined, [404, 409])));
			}
			for (const label of labels) {
				const ids = await idsOf("networks", label);
				await Promise.all(ids.map((id) => ask("DELETE", `/networks/${id}`, undefined, [404])));
			}
		},
	};
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
