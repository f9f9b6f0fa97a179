import { expect, test } from "vitest";
import { packedAssetOf } from "./packed-asset.ts";

const of = (path: string, accepted?: string, more = {}) => packedAssetOf(path, { "accept-encoding": accepted, ...more });

test("a script or a style of the build is asked for in its packed form, with what its answer must then say", () => {
	expect(of("/_next/static/chunks/a.js", "gzip, deflate, br, zstd")).toEqual({
		path: "/_next/static/chunks/a.js.br",
		headers: { "content-type": "application/javascript; charset=UTF-8", "content-encoding": "br", vary: "Accept-Encoding" },
	});
	expect(of("/_next/static/chunks/a.css", "br;q=0.5")?.headers["content-type"]).toBe("text/css; charset=UTF-8");
});

test("who does not take it, asks for a part, or asks for something else gets what the page server has", () => {
	expect(of("/_next/static/chunks/a.js")).toBeNull();
	expect(of("/_next/static/chunks/a.js", "gzip")).toBeNull();
	expect(of("/_next/static/chunks/a.js", "gzip, br;q=0")).toBeNull();
	expect(of("/_next/static/chunks/a.js", "br", { range: "bytes=0-1" })).toBeNull();
	expect(of("/_next/static/media/a.woff2", "br")).toBeNull();
	expect(of("/leases?next=/_next/static/a.js", "br")).toBeNull();
});
