/** What is shorter is part of any sentence, and hides nothing. */
const LENGTH_MIN = 4;

/** The words of a daemon or registry without what it was told in confidence, should it repeat it: as it is, or as JSON writes it. */
export function withoutSecrets(words: string, secrets: readonly string[]): string {
	return secrets
		.filter((secret) => secret.length >= LENGTH_MIN)
		.flatMap((secret) => [secret, asJson(secret), asJson(asJson(secret))])
		.sort((a, b) => b.length - a.length)
		.reduce((text, form) => text.replaceAll(form, "[secret]"), words);
}

const asJson = (text: string): string => JSON.stringify(text).slice(1, -1);
