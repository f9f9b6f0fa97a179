/** What `containerFormFields` says. */
export const containerFormFieldsText = {
	image: "Image",
	dockerIoLibraryNameTag: "docker.io/library/name:tag",
	port: "Port",
	whatTheContainerListensOn: "What the container listens on; empty for none. It gets an address.",
	arguments: "Arguments",
	onePerLineAfterThe: "One per line, after the image's own entry point.",
	healthCheck: "Health check",
	aCommandInTheContainer: "A command in the container that succeeds while it is well; empty for none.",
	wgetQODevNull: "wget -q -O /dev/null http://127.0.0.1:8080/",
	every: "Every",
	environment: "Environment",
	nameOfVariable: (value: string | number) => `Name of variable ${value}`,
	name: "NAME",
	valueOfVariable: (value: string | number) => `Value of variable ${value}`,
	removeVariable: (value: string | number) => `Remove variable ${value}`,
	addVariable: "Add variable",
} as const;

/** What `fold` says. */
export const foldText = {
	complete: "complete",
	notComplete: "not complete",
} as const;

/** What `manifestFold` says. */
export const manifestFoldText = {
	writeTheManifestAs: "Write the manifest as",
	form: "Form",
	text: "Text",
	allowedRegistries: "Allowed registries:",
	none: "none",
	fillInASample: "Fill in a sample",
	alsoSetUnderText: "Also set, under Text:",
	theTextIsNotReadable: "The text is not readable as it stands; mend it under Text first.",
} as const;

/** What `newLease` says. */
export const newLeaseText = {
	manifest: "Manifest",
	valid: "valid",
} as const;

/** What `shapeFold` says. */
export const shapeFoldText = {
	shopProd: "shop-prod",
} as const;

/** What `diagnosticList` says. */
export const diagnosticListText = {
	theManifestIsValid: "The manifest is valid.",
	line: (line: string | number) => `line ${line}`,
} as const;
