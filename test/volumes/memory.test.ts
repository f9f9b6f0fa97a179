import { createMemoryVolumes } from "@berth/engine/volumes";
import { describe } from "vitest";
import { volumeCases } from "./volume-cases.ts";

describe("volumes of a simulated host", () => {
	const volumes = createMemoryVolumes();
	volumeCases(() => volumes);
});
