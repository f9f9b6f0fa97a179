import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { Missing } from "../say.ts";

const defaultSocket = "/var/run/docker.sock";

/** Where a daemon is asked, and whether somebody named the place. */
export interface DockerHost {
	readonly address: Pick<RequestOptions, "socketPath" | "host" | "port">;
	readonly text: string;
	readonly isNamed: boolean;
}

/** Errors  Missing when DOCKER_HOST is of a kind we do not speak. */
export function readDockerHost(text = process.env.DOCKER_HOST): DockerHost {
	if (!text) return { address: { socketPath: defaultSocket }, text: `unix://${defaultSocket}`, isNamed: false };
	const [, socketPath] = /^unix:\/\/(\/.+)$/.exec(text) ?? [];
	if (socketPath !== undefined) return { address: { socketPath }, text, isNamed: true };
	const [, host, port] = /^tcp:\/\/([^/:]+):(\d+)\/?$/.exec(text) ?? [];
	if (host !== undefined) return { address: { host, port: Number(port) }, text, isNamed: true };
	throw new Missing(`DOCKER_HOST is ${text}; Berth speaks unix:// and tcp://.`, "unset DOCKER_HOST");
}

export interface DockerCall {
	readonly method?: "GET" | "POST" | "DELETE";
	readonly path: string;
	readonly body?: NodeJS.ReadableStream;
	readonly headers?: Readonly<Record<string, string>>;
	readonly timeoutMs?: number;
}

export interface DockerAnswer {
	readonly status: number;
	readonly text: string;
}

const readAll = async (answer: IncomingMessage) => {
	let text = "";
	for await (const chunk of answer.setEncoding("utf8")) text += chunk as string;
	return text;
};

/** One call of the daemon's API. Errors  what the system says when it cannot be reached. */
export function askDocker(host: DockerHost, call: DockerCall): Promise<DockerAnswer> {
	return new Promise((resolve, reject) => {
		const asked = request(
			{ ...host.address, method: call.method ?? "GET", path: call.path, headers: call.headers, timeout: call.timeoutMs ?? 10_000 },
			(answer) => void readAll(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject),
		);
		asked.on("error", reject);
		asked.on("timeout", () => asked.destroy(new Error(`${host.text} did not answer in time`)));
		if (call.body === undefined) asked.end();
		else call.body.pipe(asked);
	});
}

export const doesAnswer = (host: DockerHost): Promise<boolean> =>
	askDocker(host, { path: "/_ping", timeoutMs: 3_000 }).then(
		({ status }) => status === 200,
		() => false,
	);
