import { homedir } from "node:os";
import { join } from "node:path";

/** What the environment says; nothing else of the program reads it. */
export interface Environment {
	readonly url: string | null;
	readonly apiKey: string | null;
	readonly tenant: string | null;
	/** The context to use in place of the one that was chosen. */
	readonly context: string | null;
	readonly configFile: string;
	readonly noColor: boolean;
	/** Whether a browser that is started here is seen by whoever sits here. */
	readonly hasDisplay: boolean;
}

export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
	const said = (name: string) => env[name]?.trim() || null;
	const home = said("XDG_CONFIG_HOME") ?? join(homedir(), ".config");
	return {
		url: said("BERTH_URL"),
		apiKey: said("BERTH_API_KEY"),
		tenant: said("BERTH_TENANT"),
		context: said("BERTH_CONTEXT"),
		configFile: said("BERTH_CONFIG") ?? join(home, "berth", "contexts.json"),
		noColor: said("NO_COLOR") !== null,
		hasDisplay:
			process.platform === "darwin" || process.platform === "win32" || said("DISPLAY") !== null || said("WAYLAND_DISPLAY") !== null,
	};
}
