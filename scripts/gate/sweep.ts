import { readFile, rm } from "node:fs/promises";
import { askDocker, doesAnswer, readDockerHost } from "../lib/docker/docker-host.ts";
import { say } from "../lib/say.ts";

const label = "berth.installation";

/**
 * Removes from the host what tests left that were killed: the containers and networks of the installations that `file` names,
 * one a line. Tests that end, also badly, clean up themselves.
 */
export async function sweepInstallations(file: string): Promise<void> {
	const installations = (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean);
	await rm(file, { force: true });
	const host = readDockerHost();
	if (installations.length === 0 || !(await doesAnswer(host))) return;
	const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
	for (const [kind, path] of [
		["containers", `/containers/json?all=1&filters=${filters}`],
		["networks", `/networks?filters=${filters}`],
	] as const) {
		const { text } = await askDocker(host, { path });
		const things = JSON.parse(text) as readonly { readonly Id: string; readonly Labels: Readonly<Record<string, string>> }[];
		const left = things.filter(({ Labels }) => installations.includes(Labels[label] ?? ""));
		for (const { Id } of left) await askDocker(host, { method: "DELETE", path: `/${kind}/${Id}?force=1&v=1`, timeoutMs: 60_000 });
		if (left.length > 0) say(`Removed ${left.length} ${kind} that killed tests had left.`);
	}
}
