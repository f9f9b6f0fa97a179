/** A request that is answered with an error. Its text may be read by a tenant, so it is always ours. */
export class WireRefusal extends Error {
	override readonly name = "WireRefusal";
	readonly status: number;
	readonly body: RefusalBody;

	constructor(status: number, text: string, codes: Omit<RefusalBody, "error"> = {}) {
		super(text);
		this.status = status;
		this.body = { error: text, ...codes };
	}
}

interface RefusalBody {
	readonly error: string;
	readonly validation_code?: ValidationCode;
	readonly code?: "already_provisioned" | "demote_exceeds_tier";
}

export type ValidationCode = "unknown_sku" | "invalid_manifest" | "image_not_allowed";

/** What the caller asks for breaks a rule. */
export const invalid = (why: string, code?: ValidationCode): WireRefusal =>
	new WireRefusal(400, `validation error: ${why}`, code === undefined ? {} : { validation_code: code });

export const invalidManifest = (why: string): WireRefusal => invalid(`invalid manifest: ${why}`, "invalid_manifest");

export const notProvisioned = (): WireRefusal => new WireRefusal(404, "not provisioned");

/** Whatever else went wrong: the log knows it, nobody else does. */
export const INTERNAL_TEXT = "internal server error";
