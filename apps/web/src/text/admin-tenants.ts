/** What the admin's page of tenants says. */
export const tenantText = {
	title: "Tenants",
	what: "The tenants",
	columns: {
		name: "Name",
		id: "Id",
		leases: "Leases",
		cpu: "CPU",
		memory: "Memory",
		disk: "Disk",
		retained: "Retained",
		made: "Made",
		act: "Actions",
	},
	create: "New tenant",
	none: "No tenants yet",
	noneHint: "A tenant owns leases. Its members see those leases and no others.",
	createFirst: "Create the first tenant",
	suspendedMark: "suspended",
	ofNoLimit: "of no limit",
	limits: "Limits",
	limitsOf: (name: string) => `Limits of ${name}`,
	invite: "Invite",
	inviteTo: (name: string) => `Invite a member to ${name}`,
	leasesOf: (name: string) => `Leases of ${name}`,
	suspend: "Suspend",
	suspendOf: (name: string) => `Suspend ${name}`,
	suspendTitle: (name: string) => `Suspend ${name}?`,
	suspendEffect: (leases: number, records: number) =>
		`It gets nothing new until it is resumed: no lease, no update, no restore. Its ${leases === 1 ? "1 open lease runs" : `${leases} open leases run`} on and can be closed; the data of ${
			records === 1 ? "1 closed one" : `${records} closed ones`
		} is kept for its time.`,
	suspendSaid: (name: string) => `${name} is suspended`,
	suspendFailed: "The tenant was not suspended",
	resume: "Resume",
	resumeOf: (name: string) => `Resume ${name}`,
	resumeSaid: (name: string) => `${name} may lease again`,
	resumeFailed: "The tenant was not resumed",
	quota: {
		title: (name: string) => `Limits of ${name}`,
		effect: (leases: number, records: number, bytes: string) =>
			`It has ${leases === 1 ? "1 open lease" : `${leases} open leases`}, and the data of ${records} closed ones: ${bytes}. A limit below what it has refuses what is new and takes nothing away, but for retained data: above a cap its oldest goes with the next close.`,
		has: (used: string) => `has ${used}`,
		save: "Save limits",
		failed: "The limits were not changed",
		saved: (name: string) => `The limits of ${name} are changed`,
	},
} as const;
