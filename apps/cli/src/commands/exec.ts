import { once } from "node:events";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { findLease } from "../run/find-lease.ts";
import { count } from "../run/options.ts";

interface ExecOptions {
	readonly interactive?: true;
	readonly tty?: true;
	readonly service?: string;
	readonly index: number;
}

/** `exec`: a program in a container, with this terminal as its own. Ends with what the program ended with. */
export function addExec(program: Command, { does }: CommandRunner): void {
	program
		.command("exec <lease> [command...]")
		.description("run a program in a container, a shell when none is named; what stands behind -- is the program's own")
		.option("-i, --interactive", "hand on what is typed, or what comes on standard input")
		.option("-t, --tty", "give it a terminal")
		.option("--service <name>", "in an instance of this service; may be left out where there is one")
		.option("--index <n>", "which of its instances", count, 0)
		.action(
			does(async (run, nameOrId: string, argv: readonly string[], { interactive, tty, service, index }: ExecOptions) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const session = await client.openExec({
					leaseId: id,
					service: service ?? onlyOne((await client.lease.get.query({ leaseId: id })).items),
					index,
					size: tty === true ? sizeOfTerminal() : null,
					signal: run.signal,
					...(argv.length === 0 ? {} : { argv }),
				});
				await session.opened;
				const restore =
					tty === true && interactive === true && process.stdin.isTTY
						? takeTerminal(() => session.resize(sizeOfTerminal()))
						: () => undefined;
				if (interactive === true) hand(session);
				else session.end();
				try {
					for await (const { stream, bytes } of session.output) {
						const to = stream === "stderr" ? process.stderr : process.stdout;
						if (!to.write(bytes)) await once(to, "drain");
					}
				} finally {
					restore();
					process.stdin.pause();
				}
				const { because, exitCode } = await session.exit;
				if (exitCode === null) throw new Failure("failure", `The session ended: ${because.replaceAll("_", " ")}.`, { because });
				process.exitCode = exitCode;
			}),
		);
}

/** Hands on what comes, no faster than it is taken. */
function hand(session: { write(bytes: Uint8Array): Promise<void>; end(): void }): void {
	process.stdin.on("data", (chunk: Buffer) => {
		process.stdin.pause();
		void session.write(chunk).then(() => process.stdin.resume());
	});
	process.stdin.once("end", () => session.end());
}

/** Every key goes to the program, Ctrl-C too. Returns what gives the terminal back. */
function takeTerminal(onResize: () => void): () => void {
	process.stdin.setRawMode(true);
	process.stdout.on("resize", onResize);
	return () => {
		process.stdin.setRawMode(false);
		process.stdout.off("resize", onResize);
	};
}

const sizeOfTerminal = () => ({ columns: clamp(process.stdout.columns, 80), rows: clamp(process.stdout.rows, 24) });
// Where there is no terminal there is no size either.
const clamp = (side: number | undefined, otherwise: number) => Math.min(Math.max(side ?? otherwise, 1), 1_000);

function onlyOne(items: readonly { readonly service: string }[]): string {
	const [first, second] = items;
	if (first !== undefined && second === undefined) return first.service;
	throw new Failure("usage", `Say in which service: --service ${items.map((item) => item.service).join(" or ")}.`);
}
