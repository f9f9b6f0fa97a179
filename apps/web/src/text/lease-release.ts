/** What `changePlan` says. */
export const changePlanText = {
	whatReleaseWouldDo: (release: string | number) => `What release ${release} would do`,
	service: "Service",
	inRelease: (release: string | number) => `In release ${release}`,
	becauseOf: "Because of",
	instances: "Instances",
	itTakesNothingBesideWhat: "It takes nothing beside what is held now.",
	itTakesBesideWhatIs: (value: string | number) => `It takes ${value} beside what is held now.`,
} as const;

/** What `comparePanel` says. */
export const comparePanelText = {
	releaseAndRelease: (number: string | number, number2: string | number) => `Release ${number} and release ${number2}`,
	makeReleaseAgain: (number: string | number) => `Make release ${number} again`,
	close: "Close",
} as const;

/** What `manifestForm` says. */
export const manifestFormText = {
	noteForTheListOf: "Note, for the list of releases",
	thisCannotBecomeARelease: "This cannot become a release",
	theUpdateWasRefused: "The update was refused",
	whatWouldChange: "What would change?",
	mendTheManifestFirst: "Mend the manifest first",
	updateToRelease: (release: string | number) => `Update to release ${release}`,
	updateTheLease: "Update the lease",
} as const;

/** What `manifestPanel` says. */
export const manifestPanelText = {
	leaveAsItIs: "Leave as it is",
	manifest: "manifest",
	change: "Change",
	manifestOfRelease: (number: string | number) => `Manifest of release ${number}`,
} as const;

/** What `releaseDiff` says. */
export const releaseDiffText = {
	theyCouldNotBeCompared: "They could not be compared",
	releasesAndSayTheSame: (number: string | number, number2: string | number) => `Releases ${number} and ${number2} say the same.`,
	whatIsDifferentInRelease: (number: string | number, number2: string | number) =>
		`What is different in release ${number} beside release ${number2}`,
	service: "Service",
	field: "Field",
	release: (number: string | number) => `Release ${number}`,
} as const;

/** What `releasePanel` says. */
export const releasePanelText = {
	lastRelease: (number: string | number) => `Last release: ${number}`,
	release: (number: string | number) => `Release ${number}`,
	made: "Made",
	wasOn: "was on",
	on: "on",
	manifest: "Manifest",
} as const;

/** What `releasesTab` says. */
export const releasesTabText = {
	theReleasesCouldNotBe: "The releases could not be loaded",
	releases: "Releases",
	pickTwoToCompareThem: "Pick two to compare them",
	compare: "Compare",
	release: "Release",
	status: "Status",
	made: "Made",
	runs: "Runs",
	images: "Images",
	note: "Note",
	actions: "Actions",
	olderReleases: "Older releases",
	compareRelease: (number: string | number) => `Compare release ${number}`,
	rollBack: "Roll back",
	tryAgain: "Try again",
	to: " to",
	with: " with",
	releaseOf: (number: string | number) => `release ${number}`,
} as const;

/** What `rollBackDialog` says. */
export const rollBackDialogText = {
	rollBackToRelease: (name: string | number, number: string | number) => `Roll ${name} back to release ${number}?`,
	tryReleaseOfAgain: (number: string | number, name: string | number) => `Try release ${number} of ${name} again?`,
	berthMakesItsManifestSizes:
		"Berth makes its manifest, sizes and domains again, as the next release. Data stays as it is now. If that does not come up, what runs now runs on.",
	rollBack: "Roll back",
	tryAgain: "Try again",
	whyForTheListOf: "Why, for the list of releases",
	theRollbackWasRefused: "The rollback was refused",
} as const;
