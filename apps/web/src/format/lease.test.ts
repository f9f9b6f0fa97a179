// @vitest-environment node
import { expect, test } from "vitest";
import { bareUrl, shapeOf, shortId, shortImage, sizesOf } from "./lease.ts";

const item = (service: string, sku: string, quantity: number) => ({
	service,
	sku,
	quantity,
	cpuMillis: 1,
	memoryBytes: 1,
	diskBytes: 1,
	domain: null,
});

test("a shape names each service with its quantity, sizes are named once", () => {
	const items = [item("web", "small", 2), item("db", "small", 1), item("job", "micro", 1)];
	expect(shapeOf(items)).toBe("web×2 db×1 job×1");
	expect(sizesOf(items)).toBe("small, micro");
});

test("a shortened image still tells its tag or its digest", () => {
	expect(shortImage("registry.example.net:5000/team/shop:4.2.0")).toBe("shop:4.2.0");
	expect(shortImage(`docker.io/library/nginx@sha256:${"ab".repeat(32)}`)).toBe("nginx@abababa");
	expect(shortImage("busybox")).toBe("busybox");
});

test("ids and addresses are shortened without losing what tells them apart", () => {
	expect(shortId("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")).toBe("0190a1b2…4a5b");
	expect(bareUrl("http://127.0.0.1:32771/")).toBe("127.0.0.1:32771");
});
