import type { ErrorCode } from "../error-table.ts";

/** An image that a request needs on its node. What is null is not known: the node's engine is another process's, or does not answer. */
export interface ImagePlanView {
	readonly ref: string;
	readonly services: readonly string[];
	readonly present: boolean | null;
	/** Whether its registry would be asked. */
	readonly pulls: boolean | null;
	readonly sizeBytes: number | null;
	/** What it says of itself; null while it is not here. */
	readonly declares: {
		readonly user: string;
		readonly exposedPorts: readonly string[];
		readonly volumes: readonly string[];
		readonly hasHealthCheck: boolean;
	} | null;
}

/** Whether a request would be taken if it were made now; what is free then may not be later. */
export interface AdmissionView {
	readonly admitted: boolean;
	/** The node it would go to, by name; null where none has room. */
	readonly node: string | null;
	/** Each refusal that it would meet, in the words that it would be refused with. */
	readonly refusals: readonly {
		readonly code: ErrorCode;
		readonly message: string;
		readonly data: Readonly<Record<string, unknown>>;
	}[];
}

/** What a new lease would be. */
export interface ProvisionPlanView {
	readonly name: string;
	readonly services: readonly {
		readonly service: string;
		readonly role: string;
		readonly image: string;
		readonly sku: string;
		readonly quantity: number;
		readonly ports: readonly { readonly port: number; readonly protocol: "tcp" | "udp"; readonly stable: boolean }[];
		/** One for each instance; null where its size has no disk. */
		readonly volume: { readonly count: number; readonly bytes: number } | null;
	}[];
	readonly holds: { readonly cpuMillis: number; readonly memoryBytes: number; readonly diskBytes: number };
	readonly images: readonly ImagePlanView[];
	readonly admission: AdmissionView;
}
