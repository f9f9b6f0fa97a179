import { formatCount } from "@/format/count.ts";

const leases = (count: number): string => `${formatCount(count)} ${count === 1 ? "lease" : "leases"}`;

/** What lists of leases say. */
export const leaseListText = {
	title: "Leases",
	newLease: "New lease",
	none: "No leases yet",
	noneHint:
		"A lease is a container, or a stack of them, that runs here for you: with an address, live logs, and a place to restart or close it.",
	noMatch: "No lease matches",
	clear: "Clear search and filters",
	failed: "The leases could not be loaded",
	moreFailed: "More leases could not be loaded",
	search: "Search leases",
	searchHint: "Search name, image, id…",
	state: "State",
	all: "All",
	size: "Size",
	anySize: "Any size",
	news: (count: number) => `${formatCount(count)} new ↑`,
	loading: "Loading more…",
	loaded: (count: number, total: number | undefined) =>
		total === undefined || total <= count ? leases(count) : `${formatCount(count)} of ${leases(total)} loaded`,
	columnsMenu: "Columns",
	columns: {
		state: "State",
		name: "Name",
		tenant: "Tenant",
		shape: "Shape",
		size: "Size",
		image: "Image",
		endpoint: "Endpoint",
		cpu: "CPU",
		memory: "Memory",
		event: "Last event",
		age: "Age",
	},
	select: (name: string) => `Select ${name}`,
	selectAll: "Select all that are loaded",
	opensInNewTab: "(opens in a new tab)",
	bulk: {
		label: "What is done with the selected leases",
		selected: (count: number) => `${formatCount(count)} selected`,
		restart: "Restart",
		close: "Close",
		export: "Export",
		clear: "Clear the selection",
		restartTitle: (count: number) => `Restart ${leases(count)}?`,
		restartEffect: (instances: number) =>
			`Berth replaces ${formatCount(instances)} ${instances === 1 ? "instance" : "instances"} with new ones of the same releases. Connections to the old ones end.`,
		closeTitle: (count: number) => `Close ${leases(count)}?`,
		closeEffect: (instances: number, endpoints: number, bytes: string | null) =>
			`Berth stops and removes ${formatCount(instances)} ${instances === 1 ? "instance" : "instances"} and ${formatCount(endpoints)} ${endpoints === 1 ? "endpoint" : "endpoints"} and gives the capacity back. ${
				bytes === null ? "None of them keeps data." : `What becomes of up to ${bytes} of data is what the tenant's rules for closing say.`
			}`,
		closeTyped: (count: number) => `close ${formatCount(count)}`,
		going: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)} asked`,
		accepted: (count: number, verb: string) => `${verb} of ${leases(count)} accepted`,
		someRefused: (count: number) => `${leases(count)} refused`,
	},
	panel: {
		label: (name: string) => `${name}, in short`,
		open: "Open",
		close: "Close panel",
		failed: "The lease could not be read",
		id: "Id",
		shape: "Shape",
		size: "Size",
		images: "Images",
		endpoints: "Endpoints",
		cpu: "CPU",
		memory: "Memory",
		disk: "Disk",
		created: "Made",
		ends: "Ends",
		lines: "Last lines",
		noLines: "Nothing was written yet.",
		noLog: "The log cannot be read now.",
	},
} as const;
