import type { RetentionView } from "@berth/core";
import { asked, bodyOf } from "./asked.ts";
import type { HelperTools } from "./tools.ts";

export type BackupSource = { readonly leaseId: string } | { readonly retentionId: string };

export interface BackupDownload {
	/** What the server calls it. */
	readonly fileName: string;
	readonly body: ReadableStream<Uint8Array>;
}

export interface BackupUpload {
	/** Sizes to take in place of those in the archive, by service. */
	readonly skus?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal;
}

/** Errors  those of `backup.plan`. */
export async function exportBackup(
	{ base, tenant, fetch }: HelperTools,
	source: BackupSource,
	options: { readonly signal?: AbortSignal } = {},
): Promise<BackupDownload> {
	const url = address(base, "export", tenant);
	if ("leaseId" in source) url.searchParams.set("lease", source.leaseId);
	else url.searchParams.set("retention", source.retentionId);
	const answer = await asked(fetch, url, { ...options });
	const [, fileName = "backup.tar"] = /filename="([^"/\\]+)"/.exec(answer.headers.get("content-disposition") ?? "") ?? [];
	return { fileName, body: bodyOf(answer) };
}

/** Errors  BAD_INPUT for what is no archive, QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, SKU_UNKNOWN. */
export async function importBackup(
	{ base, tenant, fetch }: HelperTools,
	archive: ReadableStream<Uint8Array> | Uint8Array | Blob,
	{ skus = {}, ...options }: BackupUpload = {},
): Promise<RetentionView> {
	const url = address(base, "import", tenant);
	for (const [service, sku] of Object.entries(skus)) url.searchParams.append("sku", `${service}:${sku}`);
	// Node asks for this where a body is a stream; the type of a request does not know it everywhere.
	const streaming: object = { duplex: "half" };
	const answer = await asked(fetch, url, { ...options, ...streaming, method: "POST", body: archive as NonNullable<RequestInit["body"]> });
	return (await answer.json()) as RetentionView;
}

function address(base: string, what: string, tenant: string | undefined): URL {
	const url = new URL(`/api/backups/${what}`, base);
	if (tenant !== undefined) url.searchParams.set("tenant", tenant);
	return url;
}
