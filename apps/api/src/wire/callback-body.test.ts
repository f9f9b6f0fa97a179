import { expect, test } from "vitest";
import { toBackendCallback } from "./callback-body.ts";
import { cutError } from "./words.ts";

const facts = { uuid: "L", providerUuid: "P", skus: {}, callbackUrls: [] };
const told = (recorded: Readonly<Record<string, unknown>>) => toBackendCallback({ reason: null, ...recorded }, facts, "docker-1");
const of = (status: string, more: object = {}) => ({ lease_uuid: "L", status, backend: "docker-1", ...more });

test.each([
	[{ kind: "provision", state: "succeeded" }, of("success")],
	[{ kind: "restore", state: "succeeded" }, of("success")],
	[{ kind: "close", state: "succeeded", data: { kept: true } }, of("deprovisioned", { retained: true })],
	[{ kind: "close", state: "succeeded", data: { kept: false } }, of("deprovisioned")],
	[{ kind: "close", state: "succeeded" }, of("deprovisioned")],
	[{ kind: "close", state: "failed", reason: "TeardownIncomplete" }, of("failed", { error: "volume cleanup exhausted" })],
	[{ kind: "provision", state: "failed", reason: "ImageNotFound" }, of("failed", { error: "image pull failed" })],
	[{ kind: "provision", state: "failed", reason: "NetworkFailed" }, of("failed", { error: "tenant network setup failed" })],
	[{ kind: "provision", state: "cancelled", reason: "Cancelled" }, of("failed", { error: "provisioning canceled" })],
	[{ kind: "provision", state: "failed", reason: "Internal" }, of("failed", { error: "internal error" })],
	[
		{ kind: "update", state: "rolled_back", reason: "ContainerCreateFailed" },
		of("failed", { error: "update failed; rolled back to previous version" }),
	],
	[
		{ kind: "update", state: "rolled_back", reason: "Unhealthy" },
		of("failed", { error: "container reported unhealthy; rolled back to previous version" }),
	],
	[{ kind: "restart", state: "failed", reason: "EngineUnreachable" }, of("failed", { error: "restart failed" })],
	[{ kind: "restore", state: "failed", reason: "VolumeMissing" }, of("failed", { error: "restore failed" })],
	[{ kind: "diagnose", state: "failed", reason: "OutOfMemory" }, of("failed", { error: "container exited unexpectedly" })],
	[{ kind: "update", state: "superseded", reason: "Superseded" }, null],
	[{ kind: "stop", state: "succeeded" }, null],
])("the end %j is told as %j", (recorded, expected) => expect(told(recorded)).toEqual(expected));

test("a long error is cut to what the other end can keep", () => {
	expect(cutError("x".repeat(256))).toHaveLength(256);
	expect(cutError("x".repeat(257))).toBe(`${"x".repeat(253)}...`);
});
