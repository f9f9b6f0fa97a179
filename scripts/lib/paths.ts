import { join } from "node:path";

/** The root of the repository. */
export const root = join(import.meta.dirname, "../..");

/** Everything that a running Berth leaves on disk, below one folder. */
export interface Home {
	readonly folder: string;
	readonly logs: string;
	readonly postgres: string;
	readonly docker: string;
	/** Of leases, unless VOLUME_ROOT names another place. */
	readonly volumes: string;
	/** Who runs Berth from this folder at present. */
	readonly launcherFile: string;
}

export const homeAt = (folder: string): Home => ({
	folder,
	logs: join(folder, "log"),
	postgres: join(folder, "postgres"),
	docker: join(folder, "docker"),
	volumes: join(folder, "volumes"),
	launcherFile: join(folder, "launcher.json"),
});

export const defaultHome = join(root, ".berth");
