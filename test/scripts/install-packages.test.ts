import { expect, test, vi } from "vitest";
import { findProgram } from "../../scripts/lib/find-program.ts";
import { installPackages } from "../../scripts/lib/install-packages.ts";
import { Missing, toLines } from "../../scripts/lib/say.ts";

const missing = { program: "berth-no-such-program", package: "berth-no-such-package", purpose: "a test" };

test("what is here is not installed again", async () => {
	await installPackages([{ program: "sh", package: "berth-no-such-package", purpose: "a test" }]);
	expect(await findProgram("sh")).toMatch(/\/sh$/);
	expect(await findProgram(missing.program)).toBeNull();
});

test("where nothing may be installed, what is missing is named, and the last line is the one that installs it", async () => {
	vi.stubEnv("BERTH_INSTALL", "never");
	const refused = await installPackages([missing]).catch((error: unknown) => error);
	vi.unstubAllEnvs();
	expect(refused).toBeInstanceOf(Missing);
	const lines = toLines(refused);
	expect(lines[0]).toBe("Missing: berth-no-such-package (BERTH_INSTALL=never forbids to install it).");
	expect(lines.at(-1)).toMatch(/apt-get install -y --no-install-recommends berth-no-such-package$/);
});
