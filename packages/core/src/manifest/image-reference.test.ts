import { expect, test } from "vitest";
import { assertImageAllowed } from "./image-allowed.ts";
import { parseImageReference } from "./image-reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
	["nginx", "docker.io", "library/nginx", null, null],
	["nginx:1.27", "docker.io", "library/nginx", "1.27", null],
	["acme/shop", "docker.io", "acme/shop", null, null],
	["index.docker.io/nginx", "docker.io", "library/nginx", null, null],
	["ghcr.io/acme/shop:v1", "ghcr.io", "acme/shop", "v1", null],
	["localhost/demo", "localhost", "demo", null, null],
	["127.0.0.1:5000/a/b-c__d:x", "127.0.0.1:5000", "a/b-c__d", "x", null],
	[`r.example.org/x@${digest}`, "r.example.org", "x", null, digest],
	[`x:1@${digest}`, "docker.io", "library/x", "1", digest],
])("%s is read as Docker reads it", (text, domain, path, tag, wantDigest) => {
	expect(parseImageReference(text)).toEqual({ domain, path, tag, digest: wantDigest });
});

test.each([
	"",
	"Nginx",
	"a//b",
	"a/b:",
	"a:tag with space",
	"../etc",
	"a@sha256:12",
	`a@${digest}@${digest}`,
	"f".repeat(64),
	"a..b",
	"-a",
	"host:port:1/x",
	`${"a/".repeat(130)}b`,
	"x; rm -rf /",
	"$(id)",
])("%j is no reference", (text) => {
	expect(() => parseImageReference(text)).toThrow(expect.objectContaining({ code: "INVALID_MANIFEST" }));
});

test("a registry is allowed when it is on the list to the letter, port included", () => {
	assertImageAllowed("nginx", ["docker.io"]);
	assertImageAllowed("127.0.0.1:5000/x", ["127.0.0.1:5000"]);
	for (const [image, list] of [
		["127.0.0.1:5001/x", ["127.0.0.1:5000"]],
		["docker.io.evil.example/x", ["docker.io"]],
		["ghcr.io/x/y", []],
		// A daemon would look for an image whose id begins so.
		["3f5a9c1b2d4e", ["docker.io"]],
		["sha256:3f5a9c", ["docker.io"]],
	] as const)
		expect(() => assertImageAllowed(image, list)).toThrow(expect.objectContaining({ code: "IMAGE_NOT_ALLOWED" }));
});
