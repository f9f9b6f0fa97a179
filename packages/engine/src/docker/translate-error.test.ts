import { describe, expect, test } from "vitest";
import { fromPull, fromStart, fromStatus, fromThrown, isNetworkTrouble, isOutOfAddresses } from "./translate-error.ts";

const withCode = (code: string) => Object.assign(new Error("at /var/run/docker.sock"), { code });

describe("foreign errors", () => {
	test.each(["ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE", "EACCES", "ERR_STREAM_PREMATURE_CLOSE", "HPE_INVALID_CONSTANT"])(
		"%s means that the engine cannot be reached",
		(code) => {
			expect(fromThrown(withCode(code), "ping")).toMatchObject({ code: "ENGINE_UNREACHABLE", data: { op: "ping", errno: code } });
		},
	);

	test("an abort is an abort, ours stay as they are, and the rest is the engine's failure", () => {
		expect(fromThrown(new DOMException("", "AbortError"), "x").code).toBe("ABORTED");
		const own = fromStatus(404, "no such thing", "x");
		expect(fromThrown(own, "y")).toBe(own);
		expect(fromThrown(new Error("odd"), "x").code).toBe("ENGINE_FAILED");
	});

	test("the daemon's words are a cause and never the public sentence", () => {
		const error = fromStatus(500, "open /var/lib/secret: denied", "x");
		expect(error.message).not.toContain("secret");
		expect(JSON.stringify(error.data)).not.toContain("secret");
		expect(error.cause).toMatchObject({ message: "open /var/lib/secret: denied" });
	});

	test.each([
		[400, "bad parameter", "BAD_INPUT"],
		[403, "authorization denied by plugin", "ENGINE_DENIED"],
		[404, "No such container", "NOT_FOUND"],
		[409, "Conflict", "CONFLICT"],
		[500, "write /x: no space left on device", "NO_SPACE"],
		[500, "boom", "ENGINE_FAILED"],
		[503, "starting", "ENGINE_UNREACHABLE"],
	])("status %i (%s) is %s", (status, words, code) => {
		expect(fromStatus(status, words, "x").code).toBe(code);
	});

	test.each([
		[404, "manifest for registry.test/app:9 not found: manifest unknown", "IMAGE_NOT_FOUND", "missing"],
		[500, "manifest unknown", "IMAGE_NOT_FOUND", "missing"],
		[404, "pull access denied for app, repository does not exist or may require 'docker login'", "IMAGE_DENIED", "denied"],
		[500, "unauthorized: authentication required", "IMAGE_DENIED", "denied"],
		[null, "toomanyrequests: You have reached your pull rate limit", "IMAGE_RATE_LIMITED", "rate_limited"],
		[null, "no matching manifest for linux/arm64 in the manifest list entries", "IMAGE_WRONG_PLATFORM", "platform"],
		[null, "failed to register layer: write /x: no space left on device", "NO_SPACE", "no_space"],
		[500, "Get https://registry.test/v2/: dial tcp: connect: connection refused", "IMAGE_PULL_FAILED", "transient"],
		[null, "unexpected EOF", "IMAGE_PULL_FAILED", "transient"],
	])("a pull that fails with %s %s is %s (%s)", (status, words, code, why) => {
		expect(fromPull(status, words, "app")).toMatchObject({ code, data: { image: "app", why } });
	});

	test("a start that fails for its network is told from one that fails for its program", () => {
		expect(isNetworkTrouble("network berth-x not found")).toBe(true);
		expect(isNetworkTrouble("network berth-x is ambiguous (2 matches found on name)")).toBe(true);
		expect(isNetworkTrouble('exec: "network": executable file not found in $PATH')).toBe(false);
		expect(fromStart(400, "executable file not found", "c").code).toBe("ENGINE_FAILED");
		expect(fromStart(409, "marked for removal", "c").code).toBe("CONFLICT");
		expect(fromStart(400, 'exec: "port is already allocated": not found', "c").data.why).toBeUndefined();
		expect(fromStart(500, "OCI runtime create failed: mkdir /x: no space left on device: unknown", "c").code).toBe("NO_SPACE");
		expect(fromStart(400, 'exec: "no space left on device": executable file not found in $PATH: unknown', "c").code).toBe("ENGINE_FAILED");
	});

	test("an exhausted address range is recognised", () => {
		const words = "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network";
		expect(isOutOfAddresses(fromStatus(404, words, "networks.create"))).toBe(true);
		expect(isOutOfAddresses(fromStatus(500, "boom", "networks.create"))).toBe(false);
	});
});
