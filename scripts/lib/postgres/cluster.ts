import { join } from "node:path";

/** Where a cluster of ours lives and what it is for. */
export interface Cluster {
	readonly folder: string;
	readonly dataFolder: string;
	readonly socketFolder: string;
	readonly passwordFile: string;
	readonly logFile: string;
	readonly superuser: string;
	readonly database: string;
	/** False for data nobody will miss: nothing waits for the disk. */
	readonly durable: boolean;
}

export const clusterAt = (folder: string, options: { readonly durable: boolean }): Cluster => ({
	folder,
	dataFolder: join(folder, "data"),
	socketFolder: join(folder, "socket"),
	passwordFile: join(folder, "password"),
	logFile: join(folder, "postgres.log"),
	superuser: "berth",
	database: "berth",
	durable: options.durable,
});
