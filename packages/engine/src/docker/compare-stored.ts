import type { HostInfo } from "../engine.ts";
import type { CreateOptions } from "./to-create-options.ts";
import type { ContainerInspect } from "./wire.ts";

/**
 * The fields in which what the daemon stored is not what was asked, by name; empty when all is well.
 *
 * A limit the host's kernel cannot enforce is dropped by the daemon with a warning. That is no difference here: the preflight says
 * it once for the host, aloud.
 */
export function compareStored(asked: CreateOptions, stored: ContainerInspect, limits: HostInfo["limits"]): string[] {
	const want = asked.HostConfig;
	const have = stored.HostConfig;
	const same: Record<string, boolean> = {
		Privileged: !have.Privileged,
		CapAdd: have.CapAdd.length === 0,
		CapDrop: have.CapDrop.length === 1 && have.CapDrop[0] === "ALL",
		SecurityOpt: have.SecurityOpt.length === 1 && (have.SecurityOpt[0] ?? "").startsWith("no-new-privileges"),
		ReadonlyRootfs: have.ReadonlyRootfs,
		Devices: !have.Devices?.length && !have.DeviceRequests?.length,
		Binds: have.Binds.length === 0 && have.VolumesFrom.length === 0,
		MountsAsked: equal(want.Mounts.map(fromAsked).sort(), (have.Mounts ?? []).map(fromAsked).sort()),
		Mounts: equal(
			want.Mounts.map(fromAsked).sort(),
			stored.Mounts.filter(({ Type }) => Type !== "tmpfs")
				.map(fromMounted)
				.sort(),
		),
		Namespaces: [have.PidMode, have.IpcMode, have.UTSMode, have.UsernsMode].every(isOwnNamespace),
		NetworkMode: have.NetworkMode === want.NetworkMode,
		PublishAllPorts: !have.PublishAllPorts,
		PortBindings: equal(bindings(want.PortBindings), bindings(have.PortBindings)),
		Memory: !limits.memory || have.Memory === want.Memory,
		MemorySwap: !limits.swap || !limits.memory || have.MemorySwap === want.MemorySwap,
		NanoCpus: !limits.cpu || have.NanoCpus === want.NanoCpus,
		PidsLimit: !limits.pids || have.PidsLimit === want.PidsLimit,
		Tmpfs: equal(want.Tmpfs, have.Tmpfs ?? {}),
		RestartPolicy: have.RestartPolicy.Name === "no" || have.RestartPolicy.Name === "",
		LogConfig: have.LogConfig.Type === want.LogConfig.Type && equal(want.LogConfig.Config, have.LogConfig.Config ?? {}),
		Init: (have.Init ?? false) === want.Init,
		Labels: Object.entries(asked.Labels).every(([name, value]) => stored.Config.Labels[name] === value),
		User: asked.User === undefined || stored.Config.User === asked.User,
		Entrypoint: asked.Entrypoint === undefined || equal(asked.Entrypoint, stored.Config.Entrypoint),
		Cmd: asked.Cmd === undefined || equal(asked.Cmd, stored.Config.Cmd),
	};
	return Object.keys(same).filter((field) => !same[field]);
}

const isOwnNamespace = (mode: string | null | undefined): boolean => !mode || mode === "private" || mode === "shareable";

const fromAsked = (mount: {
	Type: string;
	Source?: string | null | undefined;
	Target: string;
	ReadOnly?: boolean | null | undefined;
}): string => JSON.stringify([mount.Type, mount.Source, mount.Target, mount.ReadOnly !== true]);
const fromMounted = ({ Type, Source, Destination, RW }: ContainerInspect["Mounts"][number]): string =>
	JSON.stringify([Type, Source, Destination, RW]);

type Bindings = Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;

/** The daemon spells a port that it is to pick itself as it likes. */
const bindings = (of: Bindings): Record<string, string> =>
	Object.fromEntries(
		Object.entries(of).map(([port, hosts]) => [
			port,
			(hosts ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort === "0" ? "" : HostPort}`).join(),
		]),
	);

/** Equal as JSON, whatever the order of the keys. */
const equal = (a: object, b: object): boolean => sorted(a) === sorted(b);
const sorted = (value: object): string => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
