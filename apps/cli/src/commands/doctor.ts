import { stat } from "node:fs/promises";
import { berthErrorOf, createBerthClient } from "@berth/client";
import type { Command } from "commander";
import type { CommandRunner, Run } from "../run/cli.ts";
import { exitCodes } from "../run/failure.ts";
import { version } from "../version.ts";

interface Finding {
	readonly check: string;
	readonly ok: boolean;
	readonly what: string;
}

/** Further apart, a key that was made for minutes is expired or not yet good. */
const CLOCK_MS = 30_000;

/** `doctor`, `version`. */
export function addDoctor(program: Command, { does }: CommandRunner): void {
	program
		.command("doctor")
		.description("find out why nothing works")
		.action(
			does(async (run) => {
				const findings = await examine(run);
				run.out.show(findings, () => ({
					head: ["check", "", "what"],
					rows: findings.map(({ check, ok, what }) => [check, ok ? "ok" : "WRONG", what]),
				}));
				if (findings.some(({ ok }) => !ok)) process.exitCode = exitCodes.failure;
			}),
		);
	program
		.command("version")
		.description("the versions of this program and of the server")
		.action(
			does(async (run) => {
				const server = await serverVersion(run);
				run.out.show(
					{ client: version, server },
					() => `berth ${version}, server ${server ?? "unknown"}`,
					() => [version],
				);
				if (server !== null && majorOf(server) !== majorOf(version))
					run.out.note(`This program and the server are of different versions: get the one that fits.`);
			}),
		);
}

const majorOf = (text: string) =>
	text
		.split(".")
		.slice(0, text.startsWith("0.") ? 2 : 1)
		.join(".");

/** Null where nobody is logged in, or the server does not say. */
async function serverVersion(run: Run): Promise<string | null> {
	const context = await run.context().catch(() => null);
	if (context === null) return null;
	const answer = await fetch(new URL("/healthz", context.url), { signal: AbortSignal.timeout(5_000) }).catch(() => null);
	const body = (await answer?.json().catch(() => null)) as { readonly version?: unknown } | null | undefined;
	return typeof body?.version === "string" ? body.version : null;
}

async function examine(run: Run): Promise<readonly Finding[]> {
	const findings: Finding[] = [];
	const found = (check: string, ok: boolean, what: string) => void findings.push({ check, ok, what });
	const held = await stat(run.env.configFile).catch(() => null);
	if (held !== null)
		found(
			"contexts",
			(held.mode & 0o077) === 0,
			(held.mode & 0o077) === 0 ? run.env.configFile : `others can read ${run.env.configFile}: chmod 600`,
		);
	const context = await run.context().catch((error: Error) => error);
	if (context instanceof Error) {
		found("login", false, context.message);
		return findings;
	}
	found("login", true, context.url);
	const started = Date.now();
	const answer = await fetch(new URL("/readyz", context.url), { signal: AbortSignal.timeout(10_000) }).catch(() => null);
	found(
		"server",
		answer?.ok === true,
		answer === null ? "it does not answer" : answer.ok ? `ready, in ${Date.now() - started} ms` : `it answers with ${answer.status}`,
	);
	const serverTime = Date.parse(answer?.headers.get("date") ?? "");
	if (!Number.isNaN(serverTime)) {
		const apart = Math.abs(serverTime - Date.now());
		found("clock", apart < CLOCK_MS, `${Math.round(apart / 1_000)} s apart`);
	}
	try {
		const me = await createBerthClient(context).me.get.query();
		found("key", true, `${me.user.email}, of ${me.tenants.map(({ name }) => name).join(", ") || "no tenant"}`);
	} catch (error) {
		found("key", false, berthErrorOf(error).message);
	}
	return findings;
}
