import { z } from "zod";

/**
 * The parts of the daemon's answers that we read. What is named here must be there as said, else the answer is unreadable; what is
 * nullable here was seen missing or null in some version.
 *
 * Source  Docker Engine API v1.41, v1.47 reference.
 */

const labels = z
	.record(z.string(), z.string())
	.nullish()
	.transform((found) => found ?? {});
const strings = z
	.array(z.string())
	.nullish()
	.transform((found) => found ?? []);
const keys = z
	.record(z.string(), z.unknown())
	.nullish()
	.transform((found) => Object.keys(found ?? {}));

const portBindings = z
	.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable())
	.nullish()
	.transform((found) => found ?? {});

export const containerInspect = z.object({
	Id: z.string().min(1),
	Name: z.string(),
	Image: z.string(),
	State: z.object({
		Status: z.enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"]),
		OOMKilled: z.boolean(),
		ExitCode: z.number(),
		/** As the daemon's host counts; 0 when it does not run. */
		Pid: z.number().nullish(),
		Error: z.string(),
		StartedAt: z.string(),
		FinishedAt: z.string(),
		Health: z
			.object({
				Status: z.string(),
				Log: z.array(z.object({ Output: z.string() })).nullish(),
			})
			.nullish(),
	}),
	Config: z.object({
		Image: z.string(),
		User: z.string().nullish(),
		Entrypoint: strings,
		Cmd: strings,
		Labels: labels,
	}),
	HostConfig: z.object({
		NetworkMode: z.string(),
		Binds: strings,
		VolumesFrom: strings,
		CapAdd: strings,
		CapDrop: strings,
		SecurityOpt: strings,
		Devices: z.array(z.unknown()).nullish(),
		DeviceRequests: z.array(z.unknown()).nullish(),
		Privileged: z.boolean(),
		ReadonlyRootfs: z.boolean(),
		PublishAllPorts: z.boolean(),
		PidMode: z.string().nullish(),
		IpcMode: z.string().nullish(),
		UTSMode: z.string().nullish(),
		UsernsMode: z.string().nullish(),
		Init: z.boolean().nullish(),
		Memory: z.number(),
		MemorySwap: z.number(),
		NanoCpus: z.number(),
		PidsLimit: z.number().nullish(),
		Tmpfs: z.record(z.string(), z.string()).nullish(),
		Mounts: z
			.array(z.object({ Type: z.string(), Source: z.string().nullish(), Target: z.string(), ReadOnly: z.boolean().nullish() }))
			.nullish(),
		PortBindings: portBindings,
		RestartPolicy: z.object({ Name: z.string() }),
		LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()).nullish() }),
	}),
	Mounts: z
		.array(z.object({ Type: z.string(), Source: z.string().nullish(), Destination: z.string(), RW: z.boolean().nullish() }))
		.nullish()
		.transform((found) => found ?? []),
	NetworkSettings: z.object({
		Ports: portBindings,
		Networks: z
			.record(z.string(), z.object({ IPAddress: z.string().nullish(), Aliases: strings }))
			.nullish()
			.transform((found) => found ?? {}),
	}),
});
export type ContainerInspect = z.infer<typeof containerInspect>;

export const containerSummaries = z.array(z.object({ Id: z.string().min(1) }));
/** Of a list. What of it is not understood, or not there, makes nothing known without an inspect. */
export const walkedSummaries = z.array(
	z.object({
		Id: z.string().min(1),
		Labels: z.record(z.string(), z.string()).nullish(),
		State: z.string().optional(),
		Status: z.string().optional(),
		ImageID: z.string().optional(),
		Names: z.array(z.string()).nullish(),
		Ports: z.array(z.unknown()).nullish(),
		NetworkSettings: z
			.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string().nullish() }).nullish()).nullish() })
			.nullish(),
	}),
);
export type WalkedSummary = z.infer<typeof walkedSummaries>[number];
/** Of a list. The names begin with a slash; one that is being removed may have none. */
export const containerMounts = z.array(
	z.object({
		Names: strings,
		Labels: z.record(z.string(), z.string()),
		Mounts: z.array(z.object({ Source: z.string().nullish() })),
	}),
);
export const created = z.object({ Id: z.string().min(1) });

export const imageInspect = z.object({
	Id: z.string().min(1),
	RepoTags: strings,
	RepoDigests: strings,
	Size: z.number(),
	Created: z.string().nullish(),
	Config: z
		.object({
			User: z.string().nullish(),
			ExposedPorts: keys,
			Volumes: keys,
			Healthcheck: z.object({ Test: strings }).nullish(),
			OnBuild: strings,
		})
		.nullish(),
});
export type ImageInspect = z.infer<typeof imageInspect>;

export const networkSummaries = z.array(
	z.object({
		Id: z.string().min(1),
		Name: z.string(),
		Created: z.string(),
		Driver: z.string(),
		Internal: z.boolean(),
		Options: labels,
		Labels: labels,
	}),
);
export type NetworkSummary = z.infer<typeof networkSummaries>[number];

export const event = z.object({
	Type: z.string(),
	Action: z.string(),
	Actor: z.object({ ID: z.string(), Attributes: labels }),
	timeNano: z.number(),
});
export type WireEvent = z.infer<typeof event>;

export const info = z.object({
	ServerVersion: z.string(),
	OperatingSystem: z.string(),
	OSType: z.string(),
	Architecture: z.string(),
	NCPU: z.number(),
	MemTotal: z.number(),
	Driver: z.string(),
	CgroupVersion: z.string().nullish(),
	DockerRootDir: z.string(),
	SystemTime: z.string(),
	MemoryLimit: z.boolean(),
	SwapLimit: z.boolean(),
	CpuCfsQuota: z.boolean(),
	PidsLimit: z.boolean(),
	SecurityOptions: strings,
	LiveRestoreEnabled: z.boolean().nullish(),
	Plugins: z.object({ Log: strings }).nullish(),
});
export type Info = z.infer<typeof info>;

export const version = z.object({ Version: z.string(), ApiVersion: z.string(), MinAPIVersion: z.string().nullish() });
export type Version = z.infer<typeof version>;
