// @vitest-environment node
import { expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";
import { sampleContainer, sampleImage, sampleStack } from "./samples.ts";

test("the samples are manifests that the server takes", () => {
	for (const sample of [sampleContainer("docker.io/library/busybox:1"), sampleStack("docker.io/library/busybox:1")])
		expect(diagnose(JSON.stringify(sample), ["docker.io"]).diagnostics).toEqual([]);
});

test("an image that is on this host is taken before one that would have to be fetched", () => {
	expect(sampleImage(["docker.io", "localhost"], ["docker.io/a/b:1", "localhost/berth-demo:1"])).toBe("localhost/berth-demo:1");
	expect(sampleImage(["docker.io"], ["localhost/berth-demo:1"])).toContain("docker.io/");
	expect(sampleImage(["ghcr.io"], ["not an image"])).toBeNull();
});
