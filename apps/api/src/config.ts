import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { type Key, keys } from "./config-keys.ts";

type Values = { readonly [K in keyof typeof keys]: (typeof keys)[K] extends Key<infer T> ? T : never };

/** The settings of the service, read and checked once at start. */
export interface Config extends Omit<Values, "PUBLIC_URL" | "NODE_NAME"> {
	readonly PUBLIC_URL: string;
	readonly NODE_NAME: string;
	/** Where secrets were read from, when not from the environment itself. */
	readonly secretFiles: readonly SecretFile[];
	/** Where each setting is from, for people; the value of a secret is not among them. Not listed with the rest. */
	readonly settings: readonly Setting[];
}

/** One setting as it is in force. */
export interface Setting {
	readonly name: string;
	readonly source: "default" | "file" | "environment";
	/** As it would be written; null when it is not set, and of every secret. */
	readonly value: string | null;
	readonly isSet: boolean;
}

interface SecretFile {
	readonly name: string;
	readonly path: string;
}

/** What is wrong with the environment: every problem, so that one edit mends them all. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(`the configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
		this.problems = problems;
	}
}

type Environment = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string;

const readText: ReadFile = (path) => readFileSync(path, "utf8");

/**
 * Reads the environment. A secret may stand in a file that `<NAME>_FILE` names; an empty value counts as absent.
 *
 * Errors  ConfigError with every problem, name by name; a secret's value is in none of them.
 */
export function loadConfig(env: Environment = process.env, readFile: ReadFile = readText): Config {
	const problems: string[] = [];
	const values: Record<string, unknown> = {};
	for (const [name, key] of Object.entries<Key<unknown>>(keys)) {
		const text = textOf(name, key, env, readFile, problems) ?? key.default;
		if (text === null) {
			values[name] = null;
			if (key.required && !problems.some((problem) => problem.startsWith(`${name}_FILE:`))) problems.push(`${name}: is required`);
			continue;
		}
		const parsed = key.schema.safeParse(text);
		if (parsed.success) values[name] = parsed.data;
		else problems.push(...parsed.error.issues.map((issue) => `${name}: ${issue.message}`));
	}
	if (problems.length > 0) throw new ConfigError(problems);
	// The loop above has put a parsed value, or null where the key is optional, under every name.
	const parsed = values as unknown as Values;
	const config = {
		...parsed,
		PUBLIC_URL: parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`,
		NODE_NAME: parsed.NODE_NAME ?? hostname(),
		secretFiles: Object.entries<Key<unknown>>(keys).flatMap(([name, key]) => {
			const path = filePathOf(name, key, env);
			return path === null ? [] : [{ name: `${name}_FILE`, path }];
		}),
	};
	const settings = Object.entries<Key<unknown>>(keys).map(([name, key]) => settingOf(name, key, env));
	// Whoever logs the configuration logs it once.
	return Object.freeze(
		Object.defineProperty(config, "settings", { value: settings }) as typeof config & { readonly settings: typeof settings },
	);
}

function settingOf(name: string, key: Key<unknown>, env: Environment): Setting {
	const direct = env[name]?.trim() || null;
	const isFile = direct === null && filePathOf(name, key, env) !== null;
	const value = direct ?? key.default;
	return {
		name,
		source: isFile ? "file" : direct === null ? "default" : "environment",
		value: key.secret ? null : value,
		isSet: isFile || value !== null,
	};
}

const filePathOf = (name: string, key: Key<unknown>, env: Environment): string | null =>
	key.secret ? env[`${name}_FILE`]?.trim() || null : null;

function textOf(name: string, key: Key<unknown>, env: Environment, readFile: ReadFile, problems: string[]): string | null {
	const direct = env[name]?.trim() || null;
	const path = filePathOf(name, key, env);
	if (path === null) return direct;
	if (direct !== null) {
		problems.push(`${name}_FILE: ${name} is set too; set one of them`);
		return null;
	}
	try {
		return readFile(path).trim() || null;
	} catch (err) {
		const code = err instanceof Error && "code" in err ? ` (${String(err.code)})` : "";
		problems.push(`${name}_FILE: ${path} cannot be read${code}`);
		return null;
	}
}

export interface ConfigKeyDescription {
	readonly name: string;
	readonly default: string | null;
	readonly required: boolean;
	readonly secret: boolean;
	readonly description: string;
}

/** Every variable there is, in the order of the reference. */
export const describeConfig = (): readonly ConfigKeyDescription[] =>
	Object.entries<Key<unknown>>(keys).map(([name, key]) => ({
		name,
		default: key.default,
		required: key.required,
		secret: key.secret,
		description: key.description,
	}));
