import { stat } from "node:fs/promises";
import { ok, type Verdict } from "@berth/engine";
import type { Config } from "../config.ts";
import type { ApiCheck } from "./api-check.ts";

/** Whether the secrets are secret: not out of somebody's example, and in files that nobody else may read. */
export function secretChecks(config: Pick<Config, "AUTH_SECRET" | "CALLBACK_SECRET" | "secretFiles">): readonly ApiCheck[] {
	const { AUTH_SECRET, CALLBACK_SECRET, secretFiles } = config;
	return [
		{
			id: "secrets",
			title: "The secrets were made for this installation",
			judge: () =>
				judgeSecrets([
					{ name: "AUTH_SECRET", value: AUTH_SECRET.reveal() },
					...(CALLBACK_SECRET === null ? [] : [{ name: "CALLBACK_SECRET", value: CALLBACK_SECRET.reveal() }]),
				]),
		},
		{
			id: "secret_file_mode",
			title: "Files of secrets are for Berth alone",
			judge: async () => judgeSecretFiles(await Promise.all(secretFiles.map(async ({ path }) => ({ path, ...(await look(path)) })))),
		},
	];
}

const exampleWords = /change.?me|change.?this|replace.?(me|this)|example|placeholder|your.?(auth.?)?secret|insecure|do.?not.?use|password/i;
/** A random secret of 32 characters has about this many different ones even when it is hexadecimal. */
const DIFFERENT_MIN = 8;
const runs = /0123456789|1234567890|abcdefghij/i;

const isExample = (value: string): boolean => exampleWords.test(value) || runs.test(value) || new Set(value).size < DIFFERENT_MIN;

export function judgeSecrets(secrets: readonly { readonly name: string; readonly value: string }[]): Verdict {
	const bad = secrets.filter(({ value }) => isExample(value)).map(({ name }) => name);
	if (bad.length === 0) return ok(`${secrets.map(({ name }) => name).join(", ")} look random`);
	return {
		severity: "blocker",
		seen: `${bad.join(", ")} can be guessed or stands in examples`,
		remedy: "Set a random one, for example of openssl rand -base64 32; everybody is signed out then.",
	};
}

interface SecretFile {
	readonly path: string;
	readonly isRegular: boolean;
	readonly mode: number;
	/** Whether it is this process' user's, or root's. */
	readonly isOurs: boolean;
}

/** Links are followed: what holds the secret counts. */
async function look(path: string): Promise<Omit<SecretFile, "path">> {
	const found = await stat(path);
	return { isRegular: found.isFile(), mode: found.mode & 0o777, isOurs: found.uid === 0 || found.uid === process.getuid?.() };
}

export function judgeSecretFiles(files: readonly SecretFile[]): Verdict {
	const bad = files.flatMap((file) => faultOf(file) ?? []);
	if (bad.length === 0) return ok(files.length === 0 ? "no secret stands in a file" : files.map(({ path }) => path).join(", "));
	return {
		severity: "blocker",
		seen: bad.join(", "),
		remedy: "Give each a file of its own that its owner, Berth's user or root, alone may read: chmod 600.",
	};
}

function faultOf({ path, isRegular, mode, isOurs }: SecretFile): string | null {
	if (!isRegular) return `${path} is no file`;
	if ((mode & 0o077) !== 0) return `${path} has mode ${mode.toString(8)}`;
	return isOurs ? null : `${path} belongs to another user`;
}
