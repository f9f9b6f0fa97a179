import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestApi, type TestApi } from "../api/fixture.ts";
import { type CommandLine, createCommandLine } from "../support/command-line.ts";
import { waitUntil } from "../support/wait-until.ts";

/** The command line as it is shipped, beside a whole service on a simulated host. */
export interface CliStage extends CommandLine {
	readonly berth: TestApi;
	/** Of an owner of the tenant `acme`, and of an admin. */
	readonly key: string;
	readonly adminKey: string;
}

export async function createCliStage(): Promise<CliStage> {
	const berth = await createTestApi();
	const { client } = await berth.member("acme");
	const { key } = await client.key.create.mutate({
		name: "cli",
		scopes: ["read", "read:sensitive", "write", "deploy", "exec"],
		expiresInDays: 7,
	});
	const admin = await berth.admin();
	const { key: adminKey } = await admin.client.admin.keys.create.mutate({ name: "cli", scopes: ["admin:write"], expiresInDays: 7 });
	const line = await createCommandLine({ url: berth.url, key, secrets: [key, adminKey] });
	await writeFile(join(line.dir, "manifest.yaml"), "image: shop:1\nenv:\n  MODE: one\n");
	await writeFile(join(line.dir, "changed.yaml"), "image: shop:2\nenv:\n  MODE: two\n");
	await writeFile(join(line.dir, "volume.json"), JSON.stringify({ image: "shop:keeps-data" }));
	return {
		...line,
		berth,
		key,
		adminKey,
		async [Symbol.asyncDispose]() {
			await berth[Symbol.asyncDispose]();
			await line[Symbol.asyncDispose]();
		},
	};
}

/** What a command that waited tells. */
export interface WaitedLease {
	readonly lease: { readonly id: string; readonly state: string; readonly release: { readonly number: number } };
	readonly operation: { readonly state: string };
}

/** Leases what a file says under a name, and waits for it. */
export const up = (stage: CliStage, name: string, file = "manifest.yaml") =>
	stage.json<WaitedLease>(["up", "-f", file, "--name", name, "--size", "small", "--wait"]);

/** What an admin's key is given by. */
export const asAdmin = ({ adminKey }: CliStage) => ({ env: { BERTH_API_KEY: adminKey } });

/** The container of a lease's instance that runs. */
export const containerOf = ({ berth }: CliStage, leaseId: string) =>
	waitUntil(() => berth.host.containers().find(({ phase, leaseId: of }) => phase === "running" && of === leaseId) ?? null, {
		timeoutMs: 60_000,
		what: "the container to run",
	});
