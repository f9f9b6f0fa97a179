/** What `extendDialog` says. */
export const extendDialogText = {
	cancel: "Cancel",
} as const;

/** What `leasePanel` says. */
export const leasePanelText = {
	id: "id",
} as const;

/** What `relinquishDialog` says. */
export const relinquishDialogText = {
	destroyTheDataOf: (leaseName: string | number) => `Destroy the data of ${leaseName}?`,
	whatTheLeaseStoredUp: (bytes: string | number) =>
		`What the lease stored, up to ${bytes}, is destroyed at once and for good. Nobody can bring it back.`,
	destroyData: "Destroy data",
	theDataWasNotGiven: "The data was not given up",
} as const;

/** What `seen` says. */
export const seenText = {
	seenAgo: (age: string | number) => `· seen ${age} ago`,
} as const;
