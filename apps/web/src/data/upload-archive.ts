import type { RetentionView } from "@berth/core";
import { type Problem, toProblem } from "./problem.ts";

interface UploadOptions {
	readonly file: Blob;
	readonly tenantId: string;
	/** Sizes by service, where the archive's own are not on offer here. */
	readonly skus: Readonly<Record<string, string>>;
	readonly onSent: (bytes: number) => void;
	readonly signal: AbortSignal;
}

/** How an upload ended; `stopped` when it was given up here. */
export type UploadEnd =
	| { readonly kind: "done"; readonly record: RetentionView }
	| { readonly kind: "failed"; readonly problem: Problem }
	| { readonly kind: "stopped" };

/** Sends an archive and tells how much of it is sent, which `fetch` does not. */
export function uploadArchive({ file, tenantId, skus, onSent, signal }: UploadOptions): Promise<UploadEnd> {
	const { promise, resolve } = Promise.withResolvers<UploadEnd>();
	const query = new URLSearchParams({ tenant: tenantId });
	for (const [service, sku] of Object.entries(skus)) query.append("sku", `${service}:${sku}`);
	const request = new XMLHttpRequest();
	request.open("POST", `/api/backups/import?${query}`);
	request.responseType = "json";
	request.setRequestHeader("content-type", "application/x-tar");
	request.upload.addEventListener("progress", ({ loaded }) => onSent(loaded));
	request.addEventListener("load", () =>
		resolve(request.status === 201 ? { kind: "done", record: request.response } : { kind: "failed", problem: problemOf(request.response) }),
	);
	request.addEventListener("error", () => resolve({ kind: "failed", problem: problemOf(null) }));
	request.addEventListener("abort", () => resolve({ kind: "stopped" }));
	signal.addEventListener("abort", () => request.abort(), { once: true });
	request.send(file);
	return promise;
}

/** It ends the connection of an upload that it refuses, which may then have nothing to read. */
const problemOf = (body: unknown): Problem => toProblem(typeof body === "object" && body !== null && "error" in body ? body.error : null);
