/** Whether a node has so many ports left to give. */
export const hasPorts = (protocol: "tcp" | "udp", asked: string): string => `
	${asked}::int <= coalesce(node.host_port_last - node.host_port_first + 1 - (
		select count(*) from host_port held
		where held.node_id = node.id and held.protocol = '${protocol}' and held.port between node.host_port_first and node.host_port_last
	), 0)`;

/** The node that has most room first. */
export const byLoad = `
	greatest(
		node.cpu_millis_reserved::float8 / node.cpu_millis_capacity,
		node.memory_bytes_reserved::float8 / node.memory_bytes_capacity,
		node.disk_bytes_reserved::float8 / nullif(node.disk_bytes_capacity, 0)
	), node.id`;
