import { describe, expect, test } from "vitest";
import { type BuildId, newId, type TenantId } from "../ids.ts";
import { builtReference, isBuiltNamespace, readBuiltReference } from "./built-image.ts";

const tenantId = newId<TenantId>();
const id = newId<BuildId>();

describe("the namespace of built images", () => {
	test("names one's own, a tenant's, and one build of it", () => {
		expect(readBuiltReference("localhost/berth/app:1")).toEqual({ tenantId: null, name: "app", tag: "1", buildId: null });
		expect(readBuiltReference(`localhost/berth/${tenantId}/app`)).toEqual({ tenantId, name: "app", tag: "latest", buildId: null });
		for (const tag of ["1", "v1--rc", "x".repeat(63)])
			expect(readBuiltReference(builtReference({ tenantId, name: "a-b.c", tag, id }))).toEqual({
				tenantId,
				name: "a-b.c",
				tag,
				buildId: id,
			});
	});

	test.each(["localhost/berth", "localhost/berth/acme/app:1", `localhost/berth/${tenantId}/a/b`, `localhost/berth/app:${"x".repeat(64)}`])(
		"holds nothing else: %s",
		(image) => {
			expect(isBuiltNamespace(image)).toBe(true);
			expect(() => readBuiltReference(image)).toThrow(expect.objectContaining({ code: "IMAGE_NOT_ALLOWED" }));
		},
	);

	test("holds no image by a digest", () => {
		const image = `localhost/berth/${tenantId}/app@sha256:${"0".repeat(64)}`;
		expect(() => readBuiltReference(image)).toThrow(expect.objectContaining({ code: "IMAGE_NOT_ALLOWED" }));
	});

	test.each(["nginx", "berth/app:1", "localhost:5000/berth/app", "localhost/berthold/app", "docker.io/berth/app"])(
		"ends at %s",
		(image) => {
			expect(readBuiltReference(image)).toBeNull();
			expect(isBuiltNamespace(image)).toBe(false);
		},
	);
});
