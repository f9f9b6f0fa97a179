const needs = { cpu_millis: "sku.cpu_millis", memory_bytes: "sku.memory_bytes", disk_bytes: "nullif(sku.disk_bytes, 0)" } as const;

/** How often a size goes into what is left; whatever it needs nothing of, or has no limit, counts for nothing. */
export const fits = (left: (name: string) => string): string =>
	`least(${Object.entries(needs)
		.map(([name, need]) => `case when ${left(name)} < 0 then 0 else floor((${left(name)})::float8 / ${need}) end`)
		.join(", ")})`;

/** What a node has left of each resource. */
export const leftOnNode = (name: string): string => `node.${name}_capacity - node.${name}_reserved`;
