import type { BerthClient } from "@berth/client";
import { apiCommand } from "../api-command.ts";
import { clientOf, signIn } from "../session.ts";

const demoTenant = "demo";
const member = ["--tenant", demoTenant, "--email", "demo@localhost.local", "--name", "Demo"];

/** A client that acts as the demo's tenant, which is made, with the usual sizes, where it is missing. */
export async function demoClient(url: string, env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<BerthClient> {
	const created = JSON.parse(await apiCommand(["create-member", ...member], env, signal)) as { readonly url: string };
	return clientOf(url, await signIn(created.url), demoTenant);
}
