import { AppError } from "@berth/core";
import { expect, test } from "vitest";
import type { PullProgress } from "../engine.ts";
import { retryClassOf } from "../retry/retry-policy.ts";
import { type Bench, bounded, failureOf } from "./bench.ts";

export function imageCases(bench: () => Bench): void {
	test("an image on the host is described, one that is not is null", async () => {
		const { engine, images, missingImage } = bench();
		const seen = await engine.images.inspect(images.healthy, bounded());
		expect(seen).toMatchObject({ hasHealthCheck: true, tags: [images.healthy] });
		expect(seen?.sizeBytes).toBeGreaterThan(0);
		expect(await engine.images.inspect(images.web, bounded())).toMatchObject({ hasHealthCheck: false, exposedPorts: ["8080/tcp"] });
		expect(await engine.images.inspect(missingImage, bounded())).toBeNull();
	});

	test("if-missing asks no registry for an image that is here", async () => {
		const { engine, images } = bench();
		// The registry this reference names does not exist, so asking it would fail.
		const { image, changed } = await engine.images.pull(images.sleeper, { policy: "if-missing" }, bounded());
		expect({ changed, tags: image.tags }).toEqual({ changed: false, tags: [images.sleeper] });
	});

	test("an image its registry does not know is IMAGE_NOT_FOUND", async () => {
		const { engine, missingImage } = bench();
		expect(await failureOf(engine.images.pull(missingImage, { policy: "if-missing" }, bounded()))).toMatchObject({
			code: "IMAGE_NOT_FOUND",
			data: { image: missingImage, why: "missing" },
		});
	});

	test("a pull brings the image with growing progress, and the next one changes nothing", async () => {
		const { engine } = bench();
		const ref = await bench().publishImage();
		const seen: PullProgress[] = [];
		const first = await engine.images.pull(ref, { policy: "if-missing", onProgress: (progress) => seen.push(progress) }, bounded());
		expect(first.changed).toBe(true);
		expect(await engine.images.inspect(ref, bounded())).toMatchObject({ id: first.image.id });
		expect(seen.length).toBeGreaterThan(0);
		const done = seen.map(({ doneBytes }) => doneBytes);
		expect(done).toEqual(done.toSorted((a, b) => a - b));
		const last = seen.at(-1);
		expect(last?.layersDone).toBe(last?.layers);
		expect(last?.doneBytes).toBe(last?.totalBytes);
		const second = await engine.images.pull(ref, { policy: "always" }, bounded());
		expect(second).toMatchObject({ changed: false, image: { id: first.image.id } });
	});

	test("an error inside the stream of a good answer is an error, and one that another try may help", async () => {
		const { engine, ref } = bench().breakingPull;
		const { code, data } = await failureOf(engine.images.pull(ref, { policy: "always" }, bounded()));
		expect({ code, data }).toMatchObject({ code: "IMAGE_PULL_FAILED", data: { image: ref, why: "transient" } });
		expect(retryClassOf(new AppError("IMAGE_PULL_FAILED", { data }))).toBe("transient");
	});
}
