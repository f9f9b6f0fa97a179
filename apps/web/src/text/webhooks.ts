/** What `deliveries` says. */
export const deliveriesText = {
	deliveriesTo: (url: string | number) => `Deliveries to ${url}`,
	notArrived: "Not arrived",
	theDeliveriesCouldNotBe: "The deliveries could not be loaded",
	allOfThemArrived: "All of them arrived",
	itWasToldNothingYet: "It was told nothing yet",
	theNextEventOfIts: "The next event of its kinds stands here, with what the receiver answered. Test sends a ping now.",
	when: "When",
	event: "Event",
	lease: "Lease",
	state: "State",
	answer: "Answer",
	actions: "Actions",
	arrived: "arrived",
	owed: "owed",
	givenUp: "given up",
	try: "try",
	tries: "tries",
	triesTitle: "Tries",
	sendAgain: "Send again",
	loadOlderOnes: "Load older ones",
	theTriesCouldNotBe: "The tries could not be loaded",
	noTryHasEndedYet: "No try has ended yet.",
	noAnswer: "no answer",
	ms: (durationMs: string | number) => `· ${durationMs} ms`,
} as const;

/** What `newWebhookDialog` says. */
export const newWebhookDialogText = {
	whatIsSentIsSigned: "What is sent is signed with it. Copy it now: it is not shown again.",
	addAWebhook: "Add a webhook",
	eventsArePostedToIt: "Events are posted to it as JSON, signed, from now on.",
	address: "Address",
	httpsExampleOrgBerth: "https://example.org/berth",
	whatItIsFor: "What it is for",
	events: "Events",
	itWasNotAdded: "It was not added",
	cancel: "Cancel",
	add: "Add",
} as const;

/** What `secretDialog` says. */
export const secretDialogText = {
	signingSecret: "Signing secret",
	secret: "secret",
} as const;

/** What `webhookRow` says. */
export const webhookRowText = {
	offItFailedForDays: "off: it failed for days",
	off: "off",
	failing: "failing",
	on: "on",
	noneYet: "none yet",
	deliveries: "Deliveries",
	deliveriesOf: (url: string | number) => `Deliveries of ${url}`,
	test: "Test",
	testOf: (url: string | number) => `Test ${url}`,
	turnOff: "Turn off",
	turnOn: "Turn on",
	newSecret: "New secret",
	newSecretFor: (url: string | number) => `New secret for ${url}`,
	remove: "Remove",
	removeOf: (url: string | number) => `Remove ${url}`,
	forADayTheOne: "For a day the one before signs, too. Copy it now: it is not shown again.",
	makeANewSecret: "Make a new secret?",
	removeThisWebhook: "Remove this webhook?",
	bothSecretsSignForA: "Both secrets sign for a day; then the present one is good for nothing.",
	nothingIsSentToIt: "Nothing is sent to it any more, and the log of what it was told goes with it.",
	makeANewSecretTitle: "Make a new secret",
	nothingWasChanged: "Nothing was changed",
} as const;

/** What `webhooks` says. */
export const webhooksText = {
	webhooks: "Webhooks",
	webhooksOfAll: "Webhooks of all",
	addWebhook: "Add webhook",
	theWebhooksCouldNotBe: "The webhooks could not be loaded",
	nothingIsToldOfEvents: "Nothing is told of events yet",
	aWebhookPostsAnEvent: "A webhook posts an event to an address of yours as it happens: a lease",
	ofWhicheverTenant: " of whichever tenant",
	isReadyFailedClosesIs: "is ready, failed, closes, is about to end. Each is signed, tried for a day, and can be sent again from here.",
	addTheFirst: "Add the first",
	anOwnerOfTheTenant: "An owner of the tenant adds them.",
	address: "Address",
	events: "Events",
	state: "State",
	lastTry: "Last try",
	actions: "Actions",
} as const;
