import { rename } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@berth/core";
import type { Call } from "../call.ts";
import { runTool } from "../host-tools.ts";
import type { DriverContext, DriverProbe, VolumeDriver } from "./driver.ts";
import { coveringMount, parseMountinfo } from "./mountinfo.ts";
import { makeVolumeDirectory, noSuchVolume, ownVolume, removeVolumeTree, volumeIdsIn, volumePath, volumeStands } from "./volume-path.ts";
import { type ProjectUsage, parseProjectReport, XFS_REPORT_BLOCK } from "./xfs-output.ts";
import { createProjectBook } from "./xfs-projects.ts";

/** Files per byte a volume may hold, and how many at least: too few breaks package trees, too many lets one tenant fill the inode tables. */
const BYTES_PER_FILE = 1024;
const FILES_MIN = 262_144;

/** A volume is a directory, its limit a project quota. Tools are always told the mount point: any other path is taken for none. */
export function createXfsDriver({ root, tools, host }: DriverContext): VolumeDriver {
	const book = createProjectBook(root);
	const mount = async () => coveringMount(parseMountinfo(await host.mountinfo()), root);

	async function quota(command: string, call: Call): Promise<string> {
		return await runTool(tools, "xfs_quota", ["-x", "-c", command, (await mount())?.mountPoint ?? root], call);
	}

	const report = async (call: Call) => parseProjectReport(await quota("report -p -b -n -N", call));
	const rowOf = (rows: readonly ProjectUsage[], project: number | null) => rows.find((row) => row.project === project);

	/** Sets the limit where it differs and looks whether the file system took it: the tool's exit code does not say. */
	async function limit(project: number, bytes: number, call: Call): Promise<boolean> {
		const wanted = Math.ceil(bytes / XFS_REPORT_BLOCK) * XFS_REPORT_BLOCK;
		if (rowOf(await report(call), project)?.limitBytes === wanted) return false;
		const files = Math.max(FILES_MIN, Math.ceil(bytes / BYTES_PER_FILE));
		await quota(`limit -p bhard=${wanted / XFS_REPORT_BLOCK}k ihard=${files} ${project}`, call);
		if (rowOf(await report(call), project)?.limitBytes !== wanted)
			throw new AppError("ENGINE_FAILED", { data: { why: "limit-not-taken" } });
		return true;
	}

	async function make(id: string, bytes: number, call: Call): Promise<void> {
		const taken = new Set((await report(call)).map((row) => row.project));
		const project = await book.claim(id, taken);
		const making = join(root, `.making-${id}`);
		await makeVolumeDirectory(making);
		await quota(`project -s -p ${making} ${project}`, call);
		await limit(project, bytes, call);
		// Only now does it bear its name, so a directory with a volume's name always counts for its project.
		await rename(making, volumePath(root, id));
	}

	/** The project of a volume that stands. */
	async function projectOf(id: string): Promise<number> {
		if (!(await volumeStands(volumePath(root, id)))) throw noSuchVolume(id);
		const project = await book.find(id);
		if (project === null)
			throw new AppError("ENGINE_FAILED", { message: "The volume's project number is lost.", data: { why: "no-project" } });
		return project;
	}

	return {
		kind: "xfs",
		hasQuota: true,
		async probe(call): Promise<DriverProbe> {
			if ((await tools.find("xfs_quota")) === null)
				return { usable: false, seen: "the program xfs_quota is missing", remedy: "Install xfsprogs." };
			if (!(await host.mayAdminister()))
				return { usable: false, seen: "no right to set quotas", remedy: "Run as root, or with CAP_SYS_ADMIN." };
			// The tool splits its commands at blanks and knows no quotes.
			if (/\s/.test(root))
				return { usable: false, seen: "a blank in the path of the volumes", remedy: "Choose a directory without blanks." };
			const options = (await mount())?.superOptions ?? [];
			const shown = await tools.run("xfs_quota", ["-x", "-c", "report -p -b -n -N", (await mount())?.mountPoint ?? root], call);
			if (shown.exitCode !== 0 || !options.some((option) => option === "prjquota" || option === "pquota"))
				return { usable: false, seen: "xfs without project quota", remedy: "Mount it with the option prjquota." };
			return { usable: true, seen: "xfs with project quota" };
		},
		async ensure(spec, call) {
			const path = volumePath(root, spec.id);
			const stands = await volumeStands(path);
			const limited = stands ? await limit(await projectOf(spec.id), spec.bytes, call) : await make(spec.id, spec.bytes, call);
			const owned = await ownVolume(path, spec);
			return { outcome: !stands ? "created" : limited === true || owned ? "changed" : "kept" };
		},
		async setQuota(id, bytes, call) {
			return { changed: await limit(await projectOf(id), bytes, call) };
		},
		async usage(id, call) {
			const row = rowOf(await report(call), await projectOf(id));
			return { id, usedBytes: row?.usedBytes ?? null, limitBytes: row?.limitBytes ?? null };
		},
		async list(call, only) {
			const [ids, projects, rows] = [await volumeIdsIn(root, only), await book.all(), await report(call)];
			return ids.map((id) => {
				const row = rowOf(rows, projects.get(id) ?? null);
				return { id, usedBytes: row?.usedBytes ?? null, limitBytes: row?.limitBytes ?? null };
			});
		},
		async destroy(id, call) {
			const project = await book.find(id);
			const making = await removeVolumeTree(join(root, `.making-${id}`), call.signal);
			const removed = await removeVolumeTree(volumePath(root, id), call.signal);
			if (project !== null) await quota(`limit -p bsoft=0 bhard=0 isoft=0 ihard=0 ${project}`, call);
			await book.drop(id);
			return { changed: making || removed || project !== null };
		},
		async attach() {
			return false;
		},
	};
}
