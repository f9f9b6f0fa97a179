import type { RouterOutputs } from "@berth/client";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { toTable } from "../run/output.ts";
import { bytes } from "../run/words.ts";

type Message = RouterOutputs["lease"]["stats"] extends AsyncIterable<infer T> ? T : never;

/** `top`: what the instances of a lease use now. */
export function addTop(program: Command, { does }: CommandRunner): void {
	program
		.command("top <lease>")
		.description("show what the instances of a lease use, about once a second")
		.option("--once", "say it once")
		.action(
			does(async (run, nameOrId: string, { once }: { readonly once?: true }) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const isScreen = process.stdout.isTTY && once !== true && !run.out.isJson;
				const shown = Promise.withResolvers<void>();
				const source = client.lease.stats.subscribe(
					{ leaseId: id },
					{
						onData(message) {
							// The first one of all is before the engine has said anything.
							if (once === true && message.instances.some(({ sample, gap }) => sample === null && gap === null)) return;
							run.out.line(message, () => `${isScreen ? "\u001b[H\u001b[J" : ""}${table(message, run.out.hasColor)}`);
							if (once === true) shown.resolve();
						},
						onError: (error) => shown.reject(error),
						onComplete: () => shown.resolve(),
					},
				);
				run.signal.addEventListener("abort", () => shown.resolve(), { once: true });
				await shown.promise.finally(() => source.unsubscribe());
			}),
		);
}

function table({ instances }: Message, hasColor: boolean): string {
	const percent = (share: number | null) => (share === null ? null : `${share.toFixed(1)} %`);
	return toTable(
		{
			head: ["instance", "cpu", "memory", "limit", "received", "sent", "pids"],
			rows: instances.map(({ service, index, sample, gap }) =>
				sample === null
					? [`${service}-${index}`, gap ?? "unknown", null, null, null, null, null]
					: [
							`${service}-${index}`,
							percent(sample.cpu.percent),
							bytes(sample.memory.usedBytes),
							bytes(sample.memory.limitBytes),
							bytes(sample.network.rx.bytes),
							bytes(sample.network.tx.bytes),
							sample.pids,
						],
			),
			none: "Nothing runs.",
		},
		hasColor,
	);
}
