import { type AppError, isAppError } from "@berth/core";
import { toRefusal } from "./manifest-dialect.ts";
import { invalid, WireRefusal } from "./refusal.ts";

/**
 * What a request that breaks a rule is told, in the protocol's words; null for what is no fault of the request.
 *
 * Their sentences are the rules' own, and name nothing of this host.
 */
export function refusalOf(error: unknown): WireRefusal | null {
	if (error instanceof WireRefusal) return error;
	if (!isAppError(error)) return null;
	switch (error.code) {
		case "INVALID_MANIFEST":
		case "BAD_INPUT":
			return toRefusal(error);
		case "IMAGE_NOT_ALLOWED":
			return invalid(`image not allowed: ${error.message}`, "image_not_allowed");
		case "SKU_UNKNOWN":
			return invalid(`unknown SKU: ${String(error.data.sku)}`, "unknown_sku");
		case "UNSUPPORTED":
			return invalid(error.message);
		default:
			return null;
	}
}

/** Whether there is no room, here or for the tenant. */
export const isInsufficient = (error: unknown): error is AppError => isAppError(error, "QUOTA_EXCEEDED", "CAPACITY_EXHAUSTED", "FORBIDDEN");

export const alreadyProvisioned = (): WireRefusal => new WireRefusal(409, "lease already provisioned");
