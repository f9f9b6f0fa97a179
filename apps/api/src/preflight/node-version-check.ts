import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

/** The oldest release of Node that the program is written for. */
const OLDEST = { major: 22, minor: 19 } as const;

export const nodeVersionCheck = (version: string): ApiCheck => ({
	id: "node_version",
	title: "Node is a release that is kept up",
	judge: () => judgeNodeVersion(version),
});

/** Source  Node.js release schedule: even releases are supported for long, odd ones for half a year. */
export function judgeNodeVersion(version: string): Verdict {
	const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
	if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
		return { severity: "warning", seen: version, remedy: `Use Node ${OLDEST.major}.${OLDEST.minor} or newer.` };
	}
	if (major % 2 === 1) return { severity: "info", seen: version, remedy: "Use an even release: odd ones are supported for half a year." };
	return ok(version);
}
