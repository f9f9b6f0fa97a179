import { randomBytes } from "node:crypto";
import { type RunningApi, startApi } from "@berth/api/compose";
import { loadConfig } from "@berth/api/config";
import { type BerthClient, createBerthClient } from "@berth/client";
import { createFakeEngine, createFakeHost, type FakeHost } from "@berth/engine/fake";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase } from "../support/postgres.ts";

/** A whole service in this process: real Postgres, a simulated host. */
export interface TestApi extends AsyncDisposable {
	readonly url: string;
	readonly api: RunningApi;
	readonly host: FakeHost;
	/** Past the service: what a test looks at or dates back by itself. */
	readonly databaseUrl: string;
	/** Every line that was logged. */
	readonly logged: readonly string[];
	/** The secret that must be in none of them. */
	readonly secret: string;
	/** Somebody of a tenant, made if need be and signed in by a one-use link. */
	member(tenant: string): Promise<Person>;
	admin(): Promise<Person>;
	/** Another process of the same installation, by the settings in which it differs; it ends with this one. */
	also(settings: Readonly<Record<string, string>>): Promise<RunningApi>;
	/** Stops the service and starts it again on the same database and host. */
	restart(): Promise<void>;
}

export interface Person {
	readonly cookie: string;
	readonly client: BerthClient;
}

/** Takes a sign-in link as its page does when the button is pressed. */
export async function takeLink(link: string): Promise<{ readonly status: number; readonly cookie: string; readonly body: unknown }> {
	const { origin, hash } = new URL(link);
	const answer = await fetch(`${origin}/api/auth/sign-in/link`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ token: hash.replace("#link=", "") }),
	});
	return { status: answer.status, cookie: cookiesOf(answer), body: await answer.json() };
}

/** The cookies that an answer leaves a browser with. */
export function cookiesOf(answer: Response): string {
	const kept = new Map<string, string>();
	for (const text of answer.headers.getSetCookie()) {
		const [pair = "", ...attributes] = text.split(";");
		const name = pair.split("=")[0] ?? "";
		if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) kept.delete(name);
		else kept.set(name, pair);
	}
	return [...kept.values()].join("; ");
}

export interface TestApiOptions {
	/** Puts something between the service and its database. */
	readonly databaseVia?: (url: string) => Promise<string>;
	/** Where pages come from. */
	readonly webUrl?: string;
	/** Between two commands to one lease; none when absent, so that a test need not wait. */
	readonly commandSpacing?: string;
	/** Settings beside those that every test has. */
	readonly settings?: Readonly<Record<string, string>>;
}

export async function createTestApi(options: TestApiOptions = {}): Promise<TestApi> {
	const testDatabase = await createTestDatabase();
	const host = createFakeHost({ everyImagePublished: true, cpus: 64, memoryBytes: 2 ** 38 });
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const secret = randomBytes(32).toString("base64url");
	const logged: string[] = [];
	const env: Readonly<Record<string, string>> = {
		DATABASE_URL: (await options.databaseVia?.(testDatabase.url)) ?? testDatabase.url,
		AUTH_SECRET: secret,
		PORT: String(port),
		WEB_URL: options.webUrl ?? "",
		NODE_NAME: "node-1",
		NODE_DISK: "1TiB",
		LOG_LEVEL: "debug",
		DRAIN_TIMEOUT: "1s",
		ALLOW_PRIVATE_CALLBACKS: "true",
		COMMAND_SPACING: options.commandSpacing ?? "0s",
		...options.settings,
	};
	const start = (settings: Readonly<Record<string, string>> = {}) =>
		startApi(loadConfig({ ...env, ...settings }), {
			createEngine: (installation) => createFakeEngine(host, { installation }),
			logTo: { write: (line) => logged.push(line) },
			timings: { settleMs: 50 },
			policy: { hasVolumes: true, ingressDomain: "apps.example" },
		});
	let api = await start();
	const others: RunningApi[] = [];

	const signedIn = async (email: string): Promise<Person> => {
		const link = await api.accounts.createSignInLink(email, 60_000);
		const { cookie } = await takeLink(link.url);
		return { cookie, client: createBerthClient({ url, headers: { cookie } }) };
	};

	return {
		url,
		get api() {
			return api;
		},
		host,
		databaseUrl: testDatabase.url,
		logged,
		secret,
		async member(tenant) {
			const email = `${tenant}@example.org`;
			const { catalog } = api.database.stores;
			const { userId } = await api.accounts.ensureUser({ email });
			const known = (await catalog.listTenants()).find(({ name }) => name === tenant);
			await catalog.addMember((known ?? (await catalog.putTenant({ name: tenant }))).id, userId, "owner");
			const size = { name: "small", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 2 ** 26, pidsMax: 64, position: 0, enabled: true };
			await catalog.putSku(size);
			return signedIn(email);
		},
		async admin() {
			await api.accounts.ensureUser({ email: "root@example.org", isAdmin: true });
			return signedIn("root@example.org");
		},
		async also(settings) {
			const other = await start({ PORT: "0", ...settings });
			others.push(other);
			return other;
		},
		async restart() {
			await api.stop();
			api = await start();
		},
		async [Symbol.asyncDispose]() {
			await Promise.all([api, ...others].map((each) => each.stop()));
			host.close();
			await testDatabase[Symbol.asyncDispose]();
		},
	};
}

export const oneContainer = (name: string, image = "shop:1") => ({ name, items: [{ sku: "small" }], manifest: { image } });
