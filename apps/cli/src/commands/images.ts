import { posix } from "node:path";
import type { Command } from "commander";
import { listContext } from "../images/list-context.ts";
import { packContext } from "../images/pack-context.ts";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { imageName } from "../run/options.ts";
import { printable } from "../run/output.ts";
import { ago, bytes } from "../run/words.ts";

interface BuildOptions {
	readonly tag: { readonly name: string; readonly tag: string };
	readonly file: string;
}

/** `images build`, `images ls` and `images rm`: images that the tenant builds. */
export function addImages(program: Command, { does }: CommandRunner): void {
	const images = program.command("images").description("images that you build on the node");
	images
		.command("build [dir]")
		.description("build an image of a directory and its Dockerfile, where you may")
		.requiredOption("-t, --tag <name:tag>", "what to call it among your own", imageName)
		.option("-f, --file <path>", "the Dockerfile, by its path below the directory", "Dockerfile")
		.action(
			does(async (run, dir: string | undefined, { tag, file }: BuildOptions) => {
				const dockerfile = posix.normalize(file);
				if (dockerfile.startsWith("..") || posix.isAbsolute(dockerfile))
					throw new Failure("usage", "The Dockerfile is one below the directory.");
				const client = await run.client();
				const context = await listContext(dir ?? ".", dockerfile);
				for (const path of context.skipped) run.out.note(`${printable(path)} is neither a file nor a directory and is left out.`);
				run.out.note(`Sending ${context.entries.length} files and directories, ${bytes(context.bytes)}.`);
				const failed: { error?: Error } = {};
				const archive = packContext(context.entries, run.signal);
				const build = client.buildImage({
					...tag,
					dockerfile,
					context: withFailure(archive, failed),
					signal: run.signal,
					onWaiting: (before) => run.out.note(`Waiting for its turn; ${before} go before it.`),
					onOutput: (text) => void (run.out.isJson || run.out.isQuiet || process.stderr.write(printable(text))),
				});
				// What could not be read is the cause, whatever the connection made of it.
				const image = await build.catch((error: unknown) => Promise.reject(failed.error ?? error));
				run.out.show(
					image,
					() => `${image.ref} is built (${bytes(image.sizeBytes)}). In a manifest: image: ${image.ref}`,
					() => [image.ref],
				);
			}),
		);
	images
		.command("ls")
		.description("list the images that you built and keep")
		.action(
			does(async (run) => {
				const found = await (await run.client()).image.built.query();
				run.out.show(
					found,
					() => ({
						head: ["name", "tag", "built", "by", "size", "as a base"],
						rows: found.images.map(({ name, tag, builtAt, builtBy, sizeBytes, pinned }) => [
							name,
							tag,
							ago(builtAt),
							builtBy,
							bytes(sizeBytes),
							pinned,
						]),
						none: found.refusal === null ? "You have built no images." : found.refusal.message,
					}),
					() => found.images.map(({ ref }) => ref),
				);
			}),
		);
	images
		.command("rm")
		.argument("<name:tag>", "which", imageName)
		.description("keep an image no longer; leases that run it go on")
		.action(
			does(async (run, of: BuildOptions["tag"]) => {
				const answer = await (await run.client()).image.remove.mutate(of);
				run.out.show(
					answer,
					() => `${of.name}:${of.tag} is kept no longer.`,
					() => [`${of.name}:${of.tag}`],
				);
			}),
		);
}

async function* withFailure(source: AsyncIterable<Uint8Array>, failed: { error?: Error }): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		yield* source;
	} catch (error) {
		failed.error = error instanceof Error ? error : new Error(String(error));
		throw error;
	}
}
