import type { Engine } from "../engine.ts";

/** References on the host of images that behave as their names say; all have the programs `sh`, `stty`, `seq`, `cat` and the like. */
export interface ContractImages {
	/** Serves one page on port 8080; `/missing` is not there, and `/elsewhere`, once there is such a directory, leads into it. */
	readonly web: string;
	/** Ends at SIGTERM. */
	readonly sleeper: string;
	/** Prints `it failed` on stderr and exits with 3. */
	readonly exiter: string;
	/** Prints `all done` and exits with 0. */
	readonly finisher: string;
	readonly healthy: string;
	/** Its check says `the check failed`. */
	readonly unhealthy: string;
	/** Prints `out 1` … `out 40` on stdout and `err 1` … `err 40` on stderr, then goes on. */
	readonly chatty: string;
	/** Ignores SIGTERM. */
	readonly stubborn: string;
}

/** What the daemon stored of a container's limits and rights. */
export interface StoredHardening {
	readonly capabilitiesDropped: readonly string[];
	readonly noNewPrivileges: boolean;
	readonly readOnlyRoot: boolean;
	readonly memoryBytes: number;
	readonly memoryAndSwapBytes: number;
	readonly cpuMillis: number;
	readonly pidsMax: number;
	readonly restartPolicy: string;
	readonly privileged: boolean;
	readonly logSizeLimited: boolean;
	readonly tmpfs: readonly string[];
	readonly mounts: number;
}

/** What the contract needs of an engine and of the world around it. Disposing takes away everything that was made. */
export interface EngineHarness extends AsyncDisposable {
	readonly engine: Engine;
	/** An engine of another installation on the same host. */
	readonly neighbour: Engine;
	/** An engine of the installation whose viewers of statistics get a sample each 100 ms and whose recorders each 400 ms. */
	readonly brisk: Engine;
	/** An engine whose daemon is not there. */
	readonly unreachable: Engine;
	/** An engine whose daemon takes every request and never answers. */
	readonly silent: Engine;
	readonly images: ContractImages;
	/** Puts an image in a registry and returns its reference; no host has it yet. */
	publishImage(): Promise<string>;
	/** A reference its registry does not know. */
	readonly missingImage: string;
	/** A pull that begins well and breaks inside its stream. */
	readonly breakingPull: { readonly engine: Engine; readonly ref: string };
	/** A second engine of the installation, and every call it made to its daemon so far: a text that names all it was about. */
	readonly counted: { readonly engine: Engine; calls(): readonly string[] };
	/** What limits the daemon holds a container to. */
	limitsOf(id: string): Promise<{ readonly memoryBytes: number; readonly cpuMillis: number; readonly pidsMax: number }>;
	/** Makes a running container have so much more memory in use. */
	useMemory(id: string, mebibytes: number): Promise<void>;
	/** A port of the host that nobody has. */
	freePort(): Promise<number>;
	/** Somebody who is no container listens on a tcp port of the host, until it is disposed of. */
	listenOn(port: number): Promise<AsyncDisposable>;
	killFromOutside(id: string): Promise<void>;
	/** Takes away a network that no running container uses. */
	removeNetworkFromOutside(name: string): Promise<void>;
	/** Makes a running container print numbered lines, `<prefix> 1` to `<prefix> <count>`, on stdout. */
	print(id: string, prefix: string, count: number): Promise<void>;
	addForeignContainer(name: string): Promise<string>;
	addForeignNetwork(name: string): Promise<void>;
	/** Containers that are not ours: so many without a label that never ran, and so many with another tool's that ran and ended. Returns their ids. */
	addForeignCrowd(count: { readonly unlabelled: number; readonly dead: number }): Promise<readonly string[]>;
	foreignContainerExists(id: string): Promise<boolean>;
	foreignNetworkExists(name: string): Promise<boolean>;
}

/** What only a real daemon and a real network can be asked. */
export interface DaemonProbes {
	storedHardening(id: string): Promise<StoredHardening>;
	/** Whether a connection from inside one container to another's address succeeds. */
	reaches(fromId: string, ip: string, port: number): Promise<boolean>;
}
