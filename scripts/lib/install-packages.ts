import { findProgram } from "./find-program.ts";
import { run } from "./run.ts";
import { Missing, say } from "./say.ts";

/** A program we need and the Debian package that brings it. */
export interface Need {
	readonly program: string;
	readonly package: string;
	/** What it is for, as people are told. */
	readonly purpose: string;
}

const quietApt = { DEBIAN_FRONTEND: "noninteractive" };
// Somebody else's apt may run at the same time; unattended upgrades do.
const options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300"];

async function whyNot(): Promise<string | null> {
	if (process.env.BERTH_INSTALL === "never") return "BERTH_INSTALL=never forbids to install it";
	if (process.getuid?.() !== 0) return "only root may install it";
	if ((await findProgram("apt-get")) === null) return "there is no apt-get here";
	return null;
}

/**
 * Installs what is missing of `needs` from Debian, after it has said so.
 *
 * Errors  Missing, with the line that installs it, when we may not.
 */
export async function installPackages(needs: readonly Need[]): Promise<void> {
	const found = await Promise.all(needs.map(({ program }) => findProgram(program)));
	const missing = needs.filter((_, index) => found[index] === null);
	if (missing.length === 0) return;
	const packages = [...new Set(missing.map((need) => need.package))];
	const names = packages.join(" ");
	const refusal = await whyNot();
	const sudo = process.getuid?.() === 0 ? "" : "sudo ";
	const remedy = `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
	if (refusal !== null) throw new Missing(`Missing: ${names} (${refusal}).`, remedy);
	for (const need of missing) say(`Installing ${need.package} from Debian: ${need.purpose}.`);
	await run(["apt-get", "update", ...options], { env: quietApt });
	await run(["apt-get", "install", "--no-install-recommends", ...options, ...packages], { env: quietApt });
}
