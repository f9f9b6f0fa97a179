import { randomUUID } from "node:crypto";
import { realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asError, MINUTE } from "@berth/core";
import { unlessMissing } from "../files/translate-file-error.ts";
import { label } from "../labels.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import { assertSafeImage } from "../safe-names.ts";
import { detectSelf } from "../self/detect-self.ts";
import { createDockerSelf } from "../self/docker-self.ts";
import type { Placement } from "../self/placement.ts";
import { PROBE_FILE_PREFIX } from "../volumes/volume-root.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectImage } from "./inspect.ts";
import type { Check, ProbesUnderWay } from "./preflight-check.ts";
import type { PreflightOptions } from "./preflight-options.ts";
import { PROBE_PREFIX } from "./preflight-strays.ts";
import { removeContainer } from "./remove-container.ts";
import { created } from "./wire.ts";

/** Checks that try something out. */
export function probeChecks({ dataDirectory, probeImage }: PreflightOptions, underWay: ProbesUnderWay): readonly Check[] {
	const checks: Check[] = [];
	if (probeImage !== undefined) {
		checks.push({
			id: "image_probe",
			title: "The image for checks is here or can be had",
			limitMs: MINUTE,
			judge: ({ context, signal }) => probeImageIsThere(context, probeImage, signal),
		});
	}
	if (dataDirectory !== undefined) {
		checks.push({
			id: "self_detect",
			title: "What Berth keeps outlives its container",
			judge: async ({ context, signal }) => judgePlacement(await place(context, dataDirectory, signal), dataDirectory),
		});
	}
	if (dataDirectory !== undefined && probeImage !== undefined) {
		checks.push({
			id: "mount_roundtrip",
			title: "Containers see the files Berth writes",
			limitMs: MINUTE,
			judge: ({ context, signal }) => context.background.own(probeMount({ context, underWay }, dataDirectory, probeImage, signal)),
		});
	}
	return checks;
}

const place = (context: Context, directory: string, signal: AbortSignal): Promise<Placement> =>
	detectSelf(createDockerSelf(context.daemon), directory, { signal });

export function judgePlacement({ mode, ignoredIds, containerId, volumeName }: Placement, directory: string): Verdict {
	if (mode === "unmounted") {
		return {
			severity: "blocker",
			seen: `${directory} lies inside the container ${containerId?.slice(0, 12) ?? ""} and is lost with it`,
			remedy: `Mount a directory of the host or a volume at ${directory}.`,
		};
	}
	if (mode !== "native") return ok(mode === "volume" ? `in the volume ${volumeName ?? ""}` : "in a directory of the host");
	if (ignoredIds.length === 0) return ok("not in a container");
	return {
		severity: "warning",
		seen: `looks like the container ${ignoredIds.map((id) => id.slice(0, 12)).join(", ")}, which this engine does not know`,
		remedy: "If Berth runs in a container of this engine, give it no other cgroup namespace or host name; else nothing need be done.",
	};
}

async function probeImageIsThere({ daemon }: Context, image: string, signal: AbortSignal): Promise<Verdict> {
	if (await inspectImage(daemon, image, signal)) return ok(`${image} is here`);
	const path = `/distribution/${assertSafeImage(image)}/json`;
	const also = [400, 401, 403, 404, 500];
	const { status } = await daemon.call({ op: "images.distribution", method: "GET", path, signal, ms: MINUTE, also });
	if (status < 300) return ok(`${image} can be pulled`);
	return { severity: "warning", seen: `${image} is not here and cannot be pulled`, remedy: "Fix its name, the network or the login." };
}

/** Writes a file on our side and reads it through a mount of a container that is made for this, never started, and removed. */
async function probeMount(
	{ context, underWay }: { readonly context: Context; readonly underWay: ProbesUnderWay },
	directory: string,
	image: string,
	signal: AbortSignal,
): Promise<Verdict> {
	if (!(await inspectImage(context.daemon, image, signal))) {
		return { severity: "info", seen: `not tried: ${image} is not here`, remedy: `Pull ${image}.` };
	}
	const real = await unlessMissing(realpath(directory));
	if (real === null) {
		return { severity: "info", seen: `not tried: ${directory} is not there yet`, remedy: "Run the checks again once it was used." };
	}
	const { toHostPath } = await place(context, real, signal);
	const token = randomUUID();
	const name = `${PROBE_FILE_PREFIX}${randomUUID()}`;
	const container = `${PROBE_PREFIX}${randomUUID()}`;
	const file = join(real, name);
	underWay.add(container);
	try {
		await writeFile(file, token, { flag: "wx", mode: 0o600 });
		const text = await readThroughMount(context, { image, hostDirectory: toHostPath(real), name, container }, signal);
		return judgeMount({ isSame: text?.includes(token) === true, isFound: text !== null }, directory);
	} finally {
		underWay.delete(container);
		await rm(file, { force: true });
	}
}

export function judgeMount({ isSame, isFound }: { readonly isSame: boolean; readonly isFound: boolean }, directory: string): Verdict {
	if (isSame) return ok(`a file of ${directory} was read through a mount`);
	return {
		severity: "blocker",
		seen: isFound ? `a mount of ${directory} shows other files` : `a mount of ${directory} does not show what is in it`,
		remedy: "Let the engine and Berth see the same directory: mount it into Berth's container under the path it has on the host.",
	};
}

/** The file as the daemon packs it, or null when the mount does not show it. */
async function readThroughMount(
	context: Context,
	{ image, hostDirectory, name, container }: Record<"image" | "hostDirectory" | "name" | "container", string>,
	signal: AbortSignal,
): Promise<string | null> {
	const op = "preflight.mount_roundtrip";
	const { daemon, lastingDaemon, installation, limits, closed } = context;
	const body = {
		Image: image,
		Entrypoint: ["/never-started"],
		Cmd: [],
		Labels: { [label.installation]: installation },
		NetworkDisabled: true,
		HostConfig: { CapDrop: ["ALL"], Mounts: [{ Type: "bind", Source: hostDirectory, Target: "/berth-probe", ReadOnly: true }] },
	};
	try {
		const create = { op, method: "POST", path: "/containers/create", query: { name: container }, body } as const;
		// Not given up half-way: what is made must be known to be removed.
		const made = await lastingDaemon.call({ ...create, signal: closed, ms: limits.createMs, also: [400] });
		// A mount from a directory that the daemon does not have.
		if (made.status === 400) return null;
		const archive = `/containers/${parse(created, made.body, op).Id}/archive`;
		const query = { path: `/berth-probe/${name}` };
		const answer = await daemon.call({ op, method: "GET", path: archive, query, signal, also: [404] });
		return answer.status === 404 ? null : String(answer.body);
	} finally {
		await removeContainer(lastingDaemon, container, { installation, ms: limits.removeMs, signal: closed }).catch((error: unknown) =>
			context.log.warn({ container, error: asError(error) }, "the container of a check could not be removed"),
		);
	}
}
