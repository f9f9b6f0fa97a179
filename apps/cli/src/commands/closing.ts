import { confirm, isCancel } from "@clack/prompts";
import type { Command } from "commander";
import { settle, type WaitOptions } from "../follow/settle.ts";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { findLease } from "../run/find-lease.ts";
import { future, pair } from "../run/options.ts";
import { ago, bytes, moment } from "../run/words.ts";
import { waiting } from "./waiting.ts";

interface CloseOptions extends WaitOptions {
	readonly destroyData?: true;
	readonly keepData?: true;
	readonly yes?: true;
}

/** `close`, `renew`, `restore`, `retained`. */
export function addClosing(program: Command, { does }: CommandRunner): void {
	waiting(program.command("close <lease>").description("end a lease; its data is kept for a while, by the rules of its tenant and size"))
		.option("--keep-data", "keep the data, whatever the rules say")
		.option("--destroy-data", "give the data up at once; it cannot be taken back")
		.option("-y, --yes", "ask nothing")
		.action(
			does(async (run, nameOrId: string, { destroyData, keepData, yes, ...options }: CloseOptions) => {
				if (destroyData === true && keepData === true) throw new Failure("usage", "--keep-data and --destroy-data are one or the other.");
				const client = await run.client();
				const lease = await findLease(client, nameOrId);
				const plan = await client.lease.planClose.query({ leaseId: lease.id });
				const isLost = destroyData === true || (keepData !== true && plan.data === "destroy" && plan.volumes > 0);
				if (isLost && yes !== true) await assertMeant(`Close ${lease.name} and destroy its data (${bytes(plan.bytes)})?`);
				const data =
					destroyData === true
						? { data: "destroy" as const, confirmBytes: plan.bytes }
						: keepData === true
							? { data: "retain" as const }
							: {};
				await settle(run, client, lease.name, await client.lease.close.mutate({ leaseId: lease.id, ...data }), options);
			}),
		);

	program
		.command("renew <lease> <when>")
		.description("move the end of a lease's term: 7d from now, a time, or never")
		.action(
			does(async (run, nameOrId: string, when: string) => {
				const expiresAt = when === "never" ? null : future(when);
				const client = await run.client();
				const lease = await findLease(client, nameOrId);
				const renewed = await client.lease.renew.mutate({ leaseId: lease.id, expiresAt });
				run.out.show(
					renewed,
					() => `${lease.name} ends ${expiresAt === null ? "never" : moment(renewed.expiresAt)}.`,
					() => [lease.id],
				);
			}),
		);

	program
		.command("retained")
		.description("list what closed leases left")
		.action(
			does(async (run) => {
				const client = await run.client();
				const { retentions } = await client.retention.list.query({ limit: 100 });
				run.out.show(
					retentions,
					() => ({
						head: ["id", "lease", "state", "size", "kept for"],
						rows: retentions.map(({ id, leaseName, state, bytes: size, expiresAt }) => [id, leaseName, state, bytes(size), ago(expiresAt)]),
						none: "Nothing is kept.",
					}),
					() => retentions.map(({ id }) => id),
				);
			}),
		);

	waiting(program.command("restore <retained>").description("make a new lease of what a closed one left"))
		.option("--name <name>", "its name; that of the closed one when absent")
		.option("--size <service=sku>", "another size; several times", pair)
		.action(
			does(
				async (
					run,
					retentionId: string,
					options: WaitOptions & { readonly name?: string; readonly size?: Readonly<Record<string, string>> },
				) => {
					const client = await run.client();
					const { retention } = await client.retention.get.query({ retentionId });
					if (retention === null) throw new Failure("notFound", "This data is gone.");
					const name = options.name ?? retention.leaseName;
					const sizes = options.size;
					const items =
						sizes === undefined
							? {}
							: {
									items: retention.items.map(({ service, sku, quantity }) => ({
										service,
										quantity,
										sku: sizes[service] ?? sizes["*"] ?? sku,
									})),
								};
					await settle(run, client, name, await client.retention.restore.mutate({ retentionId, name, ...items }), options);
				},
			),
		);
}

/** Errors  a failure where nobody says yes, or nobody is there to be asked. */
async function assertMeant(question: string): Promise<void> {
	if (!process.stdin.isTTY) throw new Failure("usage", `${question} Say --yes to mean it.`);
	const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
	if (isCancel(answer) || !answer) throw new Failure("failure", "Nothing was done.");
}
