import { createReadStream, createWriteStream } from "node:fs";
import { access, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { findLease } from "../run/find-lease.ts";
import { pair } from "../run/options.ts";
import { bytes } from "../run/words.ts";

interface ExportOptions {
	readonly output?: string;
	readonly retained?: true;
}

/** `backup export` and `backup import`: archives of volumes. */
export function addBackup(program: Command, { does }: CommandRunner): void {
	const backup = program.command("backup").description("archives of volumes");
	backup
		.command("export <lease>")
		.description("write the archive of a stopped lease to a file; - is standard output")
		.option("-o, --output <path>", "where to; the server's name for it when absent")
		.option("--retained", "it is the id of retained data, and no lease")
		.action(
			does(async (run, nameOrId: string, { output, retained }: ExportOptions) => {
				const client = await run.client();
				const source = retained === true ? { retentionId: nameOrId } : { leaseId: (await findLease(client, nameOrId)).id };
				const { fileName, body } = await client.exportBackup(source, { signal: run.signal });
				const file = output ?? fileName;
				let written = 0;
				const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
					for await (const chunk of chunks) {
						written += chunk.length;
						yield chunk;
					}
				};
				if (file === "-") return pipeline(body, counted, process.stdout, { end: false });
				// Under its name only once it is whole.
				const part = `${file}.part`;
				try {
					await pipeline(body, counted, createWriteStream(part, { mode: 0o600 }));
					await rename(part, file);
				} catch (error) {
					await rm(part, { force: true });
					if (error instanceof TypeError) throw new Failure("failure", "The download broke off: an archive that is not whole is none.");
					throw error;
				}
				run.out.show(
					{ file, bytes: written },
					() => `${file}: ${bytes(written)}`,
					() => [file],
				);
			}),
		);
	backup
		.command("import <file>")
		.description("take an archive in as retained data, of which restore makes a lease; - is standard input")
		.option("--size <service=sku>", "another size than the archive's; several times", pair)
		.action(
			does(async (run, file: string, { size }: { readonly size?: Readonly<Record<string, string>> }) => {
				if (file !== "-") await access(file).catch(() => Promise.reject(new Failure("usage", `${file} cannot be read.`)));
				const client = await run.client();
				const archive = Readable.toWeb(file === "-" ? process.stdin : createReadStream(file)) as ReadableStream<Uint8Array>;
				const retained = await client.importBackup(archive, { signal: run.signal, ...(size === undefined ? {} : { skus: size }) });
				run.out.show(
					retained,
					() => `${retained.leaseName} is kept; bring it back by: berth restore ${retained.id}`,
					() => [retained.id],
				);
			}),
		);
}
