import Dockerode from "dockerode";

/** What of one installation is on a host, whatever any row says. */
export interface Leftovers {
	readonly containers: readonly {
		readonly id: string;
		readonly name: string;
		readonly state: string;
		readonly leaseId: string | undefined;
	}[];
	readonly networks: readonly string[];
}

const LABEL = "berth.installation";

/** Looks at a daemon behind Berth's back. */
export function createDockerHost(socketPath = "/var/run/docker.sock") {
	const docker = new Dockerode({ socketPath });
	const filters = (installation: string) => JSON.stringify({ label: [`${LABEL}=${installation}`] });
	return {
		docker,
		async leftovers(installation: string): Promise<Leftovers> {
			const [containers, networks] = await Promise.all([
				docker.listContainers({ all: true, filters: filters(installation) }),
				docker.listNetworks({ filters: filters(installation) }),
			]);
			return {
				containers: containers.map(({ Id, Names, State, Labels }) => ({
					id: Id,
					name: Names[0]?.slice(1) ?? "",
					state: State,
					leaseId: Labels["berth.lease"],
				})),
				networks: networks.map(({ Name }) => Name),
			};
		},
		/** Removes all of an installation, for the end of a test. */
		async sweep(installation: string): Promise<void> {
			const { containers, networks } = await this.leftovers(installation);
			for (const { id } of containers)
				await docker
					.getContainer(id)
					.remove({ force: true, v: true })
					.catch(() => undefined);
			for (const name of networks)
				await docker
					.getNetwork(name)
					.remove()
					.catch(() => undefined);
		},
	};
}
export type DockerHostView = ReturnType<typeof createDockerHost>;
