import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createTestApi, type TestApi } from "../api/fixture.ts";
import { nodeWorks } from "../api/lifecycle-stage.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createSignedClient, type Reply, type SignedClient, sign } from "./signed-client.ts";

export const SECRET = "integration-vector-secret-0123456789abcdef";
export const TENANT = "manifest1abc";
export const PROVIDER = "22222222-2222-4222-8222-222222222222";
/** What the control plane calls the size `bench`. */
export const BENCH = "33333333-3333-4333-8333-333333333333";

/** A callback as its receiver took it. */
export interface Told {
	readonly body: Readonly<Record<string, unknown>>;
	readonly isSigned: boolean;
}

export interface Stage extends AsyncDisposable {
	readonly berth: TestApi;
	readonly port: number;
	readonly wire: SignedClient;
	/** Where the control plane is told. */
	readonly callbackUrl: string;
	/** The nth callback of a lease, waited for. */
	told(uuid: string, nth: number): Promise<Told>;
	/** How many callbacks of a lease there were so far. */
	toldSoFar(uuid: string): number;
	/** A lease that serves, by its name. */
	ready(over?: object): Promise<string>;
	/** Waits until the status of a lease is this. */
	status(uuid: string, wanted: string): Promise<Readonly<Record<string, unknown>>>;
}

export async function createStage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
	const berth = await createTestApi({
		settings: {
			WIRE_SECRET: SECRET,
			WIRE_PORT: "0",
			WIRE_NAME: "docker-1",
			WIRE_SKUS: `${BENCH}=bench`,
			// The protocol's own callbacks go where its client says, whatever tenants may.
			ALLOW_PRIVATE_CALLBACKS: "false",
			...settings,
		},
	});
	const { catalog } = berth.api.database.stores;
	const bare = { name: "bench", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 0, pidsMax: 64, position: 0, enabled: true };
	await catalog.putSku(bare);
	await catalog.putSku({ ...bare, name: "disk", diskBytes: 2 ** 26 });
	await catalog.putSku({ ...bare, name: "small-disk", diskBytes: 2 ** 20 });
	await nodeWorks(berth);
	const { all, url, close } = await receiver();
	const port = berth.api.wirePort ?? 0;
	const wire = createSignedClient(port, SECRET);
	const of = (uuid: string) => all.filter(({ body }) => body.lease_uuid === uuid);
	const status: Stage["status"] = (uuid, wanted) =>
		waitUntil(
			async () => {
				const { json } = await wire.get(`/provisions/${uuid}`);
				const found = json as Readonly<Record<string, unknown>>;
				return found.status === wanted ? found : null;
			},
			{ timeoutMs: 30_000, what: `the status ${wanted}` },
		);
	return {
		berth,
		port,
		wire,
		callbackUrl: url,
		told: (uuid, nth) => waitUntil(() => of(uuid)[nth] ?? null, { timeoutMs: 30_000, what: `callback ${nth} of ${uuid}` }),
		toldSoFar: (uuid) => of(uuid).length,
		status,
		async ready(over = {}) {
			const lease_uuid = randomUUID();
			expectStatus(await wire.post("/provision", aProvision({ lease_uuid, callback_url: url, ...over })), 202);
			await status(lease_uuid, "ready");
			return lease_uuid;
		},
		async [Symbol.asyncDispose]() {
			await berth[Symbol.asyncDispose]();
			await close();
		},
	};
}

function expectStatus(reply: Reply, status: number): void {
	if (reply.status !== status) throw new Error(`${reply.status} ${reply.text}`);
}

async function receiver() {
	const all: Told[] = [];
	const server = createServer((req, res) => {
		let body = "";
		req.setEncoding("utf8");
		req.on("data", (text: string) => (body += text));
		req.on("end", () => {
			const header = String(req.headers["x-fred-signature"]);
			const seconds = Number(/^t=(\d+),/.exec(header)?.[1]);
			const isSigned =
				header === sign(SECRET, { method: req.method ?? "", target: req.url ?? "", body }, seconds) &&
				Math.abs(seconds - Date.now() / 1_000) < 60;
			all.push({ body: JSON.parse(body), isSigned });
			res.end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		all,
		url: `http://127.0.0.1:${port}/callbacks/provision?from=backend`,
		close: () => new Promise((resolve) => server.close(resolve)),
	};
}

export const payloadOf = (manifest: unknown): string => Buffer.from(JSON.stringify(manifest)).toString("base64");

export const aProvision = (over: object = {}) => ({
	lease_uuid: randomUUID(),
	tenant: TENANT,
	provider_uuid: PROVIDER,
	items: [{ sku: BENCH, quantity: 1 }],
	callback_url: "http://127.0.0.1:9/callbacks/provision",
	payload: payloadOf({ image: "shop:1", ports: { "80/tcp": {} } }),
	payload_hash: "00",
	...over,
});
