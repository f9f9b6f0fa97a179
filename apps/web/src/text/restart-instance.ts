/** What is said where one instance is restarted. */
export const restartInstanceText = {
	title: (who: string) => `Restart ${who}?`,
	effect: (who: string, service: string, others: number) =>
		`Berth stops ${who} and puts a new instance of the same release in its place. Its connections end; ${
			others === 0
				? `${service} does not answer until the new one does`
				: others === 1
					? `one other of ${service} goes on`
					: `${others} others of ${service} go on`
		}.`,
	action: (who: string) => `Restart ${who}`,
	accepted: (who: string) => `Restart of ${who} accepted`,
	refused: "The restart was refused",
} as const;
