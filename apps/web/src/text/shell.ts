/** What `accountMenu` says. */
export const accountMenuText = {
	accountMenu: (initials: string | number) => `Account menu, ${initials}`,
	admin: " · admin",
	account: "Account",
	signOut: "Sign out",
} as const;

/** What `appShell` says. */
export const appShellText = {
	skipToThePage: "Skip to the page",
	timesAreIn: (timeZoneName: string | number) => `Times are in ${timeZoneName}`,
} as const;

/** What `commandPalette` says. */
export const commandPaletteText = {
	searchAndCommands: "Search and commands",
	leasePageOrCommand: "Lease, page or command…",
	nothingOfThatName: "Nothing of that name.",
	leases: "Leases",
	thisLease: "This lease",
	restart: "Restart…",
	close: "Close…",
	pages: "Pages",
	more: "More",
	theme: (value: string | number) => `Theme: ${value}`,
	keyboardShortcuts: "Keyboard shortcuts",
	descriptionOfTheApi: "Description of the API",
	signOut: "Sign out",
} as const;

/** What `crumbs` says. */
export const crumbsText = {
	breadcrumb: "Breadcrumb",
	admin: "Admin /",
	leases: "Leases",
	actors: "Actors",
	notFound: "Not found",
} as const;

/** What `navDrawer` says. */
export const navDrawerText = {
	navigation: ", navigation",
	main: "Main",
} as const;

/** What `navLinks` says. */
export const navLinksText = {
	admin: "Admin",
	pastTheirDeadline: "past their deadline",
} as const;

/** What `sessionGate` says. */
export const sessionGateText = {
	berthCouldNotBeReached: "Berth could not be reached",
	loading: "Loading…",
} as const;

/** What `shortcutHelp` says. */
export const shortcutHelpText = {
	keyboardShortcuts: "Keyboard shortcuts",
	everywhere: "Everywhere",
	goTo: "Go to",
	onALease: "On a lease",
	singleLettersActAsShortcuts: "Single letters act as shortcuts",
	turnThisOffWhenSpeech: "Turn this off when speech input or a screen reader types them for you.",
} as const;

/** What `sideNav` says. */
export const sideNavText = {
	berth: "Berth",
	berthOverview: "Berth, overview",
	main: "Main",
	unfoldNavigation: "Unfold navigation",
	foldNavigation: "Fold navigation",
} as const;

/** What `staleStrip` says. */
export const staleStripText = {
	theServerWasLostAgo: (age: string | number) =>
		`The server was lost ${age} ago: states are what was last known. This page goes on by itself.`,
} as const;

/** What `streamHealthButton` says. */
export const streamHealthButtonText = {
	stream: (word: string | number) => `Stream: ${word}`,
	nothingWasHeardYet: "Nothing was heard yet.",
	lastEventAgo: (age: string | number) => `Last event ${age} ago.`,
} as const;

/** What `tenantMenu` says. */
export const tenantMenuText = {
	tenantChange: (name: string | number) => `Tenant ${name}, change`,
	actFor: "Act for",
} as const;

/** What `themeMenu` says. */
export const themeMenuText = {
	theme: "Theme",
} as const;

/** What `topBar` says. */
export const topBarText = {
	openNavigation: "Open navigation",
	search: "Search",
	andCommands: "and commands",
	keyboardShortcuts: "Keyboard shortcuts",
} as const;
