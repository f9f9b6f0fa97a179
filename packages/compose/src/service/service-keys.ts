import { formatDuration } from "@berth/core";
import { parseBytes, parseSpan } from "../report/quantities.ts";
import { always, booleanOf, type KeyRule, type KeyTable, onOff, textOf, wrongShape } from "../report/read-keys.ts";
import { itemsOf } from "../report/spot.ts";
import { command, entrypoint } from "./command.ts";
import { deploy } from "./deploy.ts";
import { type Draft, put, ruleBrokenBy } from "./draft.ts";
import { envFile, environment, labels } from "./environment.ts";
import { healthCheck } from "./health-check.ts";
import { build, image } from "./image.ts";
import { networkMode, networks } from "./networks.ts";
import { expose, ports } from "./ports.ts";
import { cpuQuota, cpuWish, memoryWish, quantity } from "./resources.ts";
import { tmpfs, volumes, volumesFrom } from "./volumes.ts";
import { dependsOn, links } from "./waits.ts";

/** Decided elsewhere, before or after the keys of a service are read. */
const elsewhere = (verdicts: KeyRule<Draft>["verdicts"], about: string): KeyRule<Draft> => ({ verdicts, about, read: () => undefined });

/** Some values change nothing here; every other one is refused. */
const harmless = (words: readonly string[], harmlessWhy: string, refusedWhy: string): KeyRule<Draft> => ({
	verdicts: ["ignored", "refused"],
	about: `${words.map((word) => `\`${word}\``).join(", ")}: ${harmlessWhy} Others: ${refusedWhy}`,
	read(spot, _draft, report) {
		const text = textOf(spot)?.trim().toLowerCase();
		if (text === undefined) wrongShape(spot, report, "a text");
		else if (words.includes(text)) report.ignored(spot, harmlessWhy);
		else report.refused(spot, refusedWhy);
	},
});

const cpuShare = always<Draft>("ignored", "How CPU is shared is a matter of the size: ask for more of it by cpus.");
const memoryTuning = always<Draft>(
	"ignored",
	"A size gives memory without swap, and what exceeds it is ended with the reason OutOfMemory.",
);
const device = always<Draft>(
	"refused",
	"No device of the host is given to a container, a GPU neither; a program that needs one is not for a lease.",
);
const namespace = "A container has namespaces of its own; sharing those of the host or of another container is refused.";

/** Every key of a service, in the order in which they are read. */
export const serviceKeys: KeyTable<Draft> = {
	image,
	build,
	command,
	entrypoint,
	env_file: envFile,
	environment,
	label_file: always("ignored", "Labels are notes; write those that matter under labels."),
	labels,
	ports,
	expose,
	volumes,
	volumes_from: volumesFrom,
	tmpfs,
	healthcheck: healthCheck,
	depends_on: dependsOn,
	links,
	external_links: always("refused", "What runs outside of the lease is reached by its address from outside; write that into a variable."),
	networks,
	network_mode: networkMode,
	deploy,
	scale: quantity,
	mem_limit: memoryWish,
	mem_reservation: memoryWish,
	cpus: cpuWish,
	cpu_count: cpuWish,
	user: {
		verdicts: ["kept", "refused"],
		about: "`user`.",
		read(spot, draft, report) {
			const user = textOf(spot);
			if (user === null) return wrongShape(spot, report, "a user");
			const broken = ruleBrokenBy("user", user);
			if (broken !== null) return void report.refused(spot, `The user ${broken}.`);
			put(draft, "user", user, spot);
			report.kept(spot, "A manifest says it the same way.", "user");
		},
	},
	init: {
		verdicts: ["kept"],
		about: "`init`.",
		read(spot, draft, report) {
			const value = booleanOf(spot);
			if (value === null) return wrongShape(spot, report, "true or false");
			put(draft, "init", value, spot);
			report.kept(spot, "A manifest says it the same way.", "init");
		},
	},
	stop_grace_period: {
		verdicts: ["kept", "translated"],
		about: "`stop_grace_period`, brought into 1s to 120s.",
		read(spot, draft, report) {
			const text = textOf(spot)?.trim() ?? "";
			const ms = parseSpan(text);
			if (ms === null) return wrongShape(spot, report, "a duration such as 30s or 1m30s");
			const written = formatDuration(Math.min(120_000, Math.max(1_000, ms)));
			put(draft, "stop_grace_period", written, spot);
			if (written === text) report.kept(spot, "A manifest says it the same way.", "stop_grace_period");
			else report.translated(spot, "A manifest takes 1s to 120s.", `stop_grace_period: ${written}`);
		},
	},
	stop_signal: harmless(
		["sigterm", "term", "15"],
		"It is what a container gets anyway.",
		"A container is stopped by the signal that its image names (STOPSIGNAL), else SIGTERM; no other can be asked for.",
	),
	pull_policy: {
		verdicts: ["kept", "translated", "refused"],
		about:
			"`pull_policy`: `always`, and `missing` as `if-missing`; `daily`, `weekly` and `every_…` as `always`; `never` and `build` are refused.",
		read(spot, draft, report) {
			const policy = textOf(spot)?.trim() ?? "";
			if (policy === "always") {
				put(draft, "pull_policy", "always", spot);
				return report.kept(spot, "A manifest says it the same way.", "pull_policy");
			}
			const sometimes = /^(daily|weekly|refresh|every_(\d+[wdhms])+)$/.test(policy);
			if (!sometimes && !["missing", "if_not_present"].includes(policy))
				return void report.refused(spot, "An image comes from a registry; it is pulled when it is missing, or always.");
			put(draft, "pull_policy", sometimes ? "always" : "if-missing", spot);
			if (sometimes)
				report.translated(spot, "The registry is asked each time containers are made, not by the clock.", "pull_policy: always");
			else report.translated(spot, "The same, in the manifest's word.", "pull_policy: if-missing");
		},
	},
	pull_refresh_after: always("ignored", "The registry is asked when containers are made, not by the clock."),
	restart: always(
		"ignored",
		"Nothing is restarted behind your back: when an instance ends, the lease says so with the reason and is tried again by retry or restart.",
	),
	read_only: onOff(
		["kept", "The root of every container is read-only."],
		["ignored", "The root of every container is read-only; write to the disk, to /tmp, /run or a tmpfs."],
	),
	shm_size: {
		verdicts: ["ignored", "refused"],
		about: "Up to 64m, what there is anyway; more is refused.",
		read(spot, _draft, report) {
			const bytes = parseBytes(textOf(spot) ?? "");
			if (bytes === null) return wrongShape(spot, report, "a size such as 64m");
			if (bytes <= 64 * 1024 ** 2) report.ignored(spot, "/dev/shm has 64 MiB anyway.");
			else
				report.refused(
					spot,
					"/dev/shm has 64 MiB and cannot be made larger; lower what the program shares (PostgreSQL: dynamic_shared_memory_type=mmap; browsers: --disable-dev-shm-usage).",
				);
		},
	},
	working_dir: always(
		"refused",
		"A program starts in the image's own directory (WORKDIR); write absolute paths, or set WORKDIR in the image.",
	),
	container_name: elsewhere(
		["ignored", "refused"],
		"Nothing, as the name is made by Berth; refused where another service has the same, or names it as a host, or it is to run more than once.",
	),
	hostname: always(
		"ignored",
		"A container has a host name of its own making; a program that names its data after it is told otherwise by its own setting (RabbitMQ: RABBITMQ_NODENAME).",
	),
	domainname: always("ignored", "A container has a host name of its own making."),
	profiles: elsewhere(["ignored"], "A service whose profiles are not asked for is left out, as Compose does."),
	extends: elsewhere(
		["translated", "refused"],
		"A service of the same file is written out by Compose's rules; one of another file is refused.",
	),
	privileged: onOff(
		[
			"refused",
			"A privileged container is root on the host. Say what the program needs it for: most need one directory to write to, or nothing.",
		],
		["ignored", "No container is privileged."],
	),
	cap_add: {
		verdicts: ["refused"],
		about: "Every container runs without capabilities, and none can be added.",
		read(spot, _draft, report) {
			for (const item of spot.tree.kind === "list" ? itemsOf(spot) : [spot])
				report.refused(
					item,
					`Every container runs without capabilities, and ${(textOf(item) ?? "this").slice(0, 40)} cannot be added; a port above 1023 and a user of the image's own need none.`,
				);
		},
	},
	cap_drop: always("ignored", "Every container runs without capabilities already."),
	security_opt: {
		verdicts: ["kept", "refused"],
		about: "`no-new-privileges` holds for every container; anything else is refused.",
		read(spot, _draft, report) {
			if (spot.tree.kind !== "list") return wrongShape(spot, report, "a list of options");
			for (const item of itemsOf(spot)) {
				if (/^no-new-privileges(?:[:=]true)?$/.test(textOf(item)?.trim() ?? "")) report.kept(item, "No container can gain privileges.");
				else report.refused(item, "What confines a container is the installation's; it cannot be loosened.");
			}
		},
	},
	devices: device,
	gpus: device,
	device_cgroup_rules: device,
	group_add: always("refused", "A process has the groups that the image gives to its user; write user:group under user."),
	pid: always("refused", namespace),
	ipc: harmless(["private", "shareable", "none"], "A container has one of its own.", namespace),
	uts: harmless(["private"], "A container has one of its own.", namespace),
	cgroup: harmless(["private"], "A container has one of its own.", namespace),
	cgroup_parent: always("refused", "Where a container is accounted is the installation's."),
	userns_mode: always("refused", namespace),
	use_api_socket: onOff(
		["refused", "The socket of the container engine is root on the host; no container gets it."],
		["ignored", "No container gets it."],
	),
	sysctls: always("refused", "Settings of the kernel cannot be changed from a lease; set what the program itself offers instead."),
	ulimits: always(
		"refused",
		"Limits of processes and files are the installation's and cannot be raised; turn off what asks for more (Elasticsearch: bootstrap.memory_lock=false).",
	),
	runtime: harmless(
		["runc"],
		"It is the runtime that the installation has.",
		"Which runtime runs containers is the installation's; a GPU's is not offered.",
	),
	isolation: harmless(["default"], "It is what there is.", "Which runtime runs containers is the installation's."),
	platform: harmless(
		["linux", "linux/amd64", "linux/arm64", "linux/arm64/v8"],
		"The image is taken for the platform of the node it runs on; one that is not made for it fails with ImageWrongPlatform.",
		"The nodes run Linux on amd64 or arm64.",
	),
	mac_address: always("refused", "Addresses of hardware are given by the engine."),
	extra_hosts: always(
		"refused",
		"Names are not written into a container's hosts; reach services by their names, and what is outside by its own.",
	),
	dns: always("ignored", "Names are resolved by the installation, which must know the services of the lease."),
	dns_opt: always("ignored", "Names are resolved by the installation."),
	dns_search: always("ignored", "Names are resolved by the installation; write whole names."),
	configs: always(
		"refused",
		"A manifest mounts no files; put the configuration into the image, or into variables where the program takes them.",
	),
	secrets: always(
		"refused",
		"A manifest mounts no files: where the image takes NAME_FILE it takes NAME too, so give the secret as a variable under environment.",
	),
	credential_spec: always("refused", "There are no Windows containers."),
	models: always("refused", "There are no language models to lease; reach one by its address and give that as a variable."),
	provider: always("refused", "What another program provides cannot be leased; reach it by its address and give that as a variable."),
	post_start: always("refused", "Nothing is run in a container behind its start; let the program do it, or an init before it."),
	pre_stop: always("refused", "Nothing is run in a container before it stops; let the program do it when it is told to end."),
	cpu_quota: cpuQuota,
	cpu_period: always("ignored", "It is counted with cpu_quota."),
	cpu_shares: cpuShare,
	cpu_percent: cpuShare,
	cpuset: cpuShare,
	cpu_rt_period: cpuShare,
	cpu_rt_runtime: cpuShare,
	memswap_limit: memoryTuning,
	mem_swappiness: memoryTuning,
	oom_kill_disable: memoryTuning,
	oom_score_adj: memoryTuning,
	pids_limit: always("ignored", "The size decides how many processes there may be."),
	blkio_config: always("ignored", "How the disk is shared is the installation's."),
	storage_opt: always("ignored", "The size decides how large the disk is."),
	logging: always("ignored", "Everything that is written to standard output and error is kept up to a length and shown live."),
	stdin_open: always("ignored", "Nobody types into a service; open a terminal in it when one is needed."),
	tty: always("ignored", "Nobody watches a service's terminal; open one in it when it is needed."),
	attach: always("ignored", "Logs of every service are kept."),
	annotations: always("ignored", "They speak to a runtime; what is a note goes under labels."),
	develop: always("ignored", "It is for the machine of whoever develops."),
};
