"use client";
import { secretDialogText as text } from "@/text/webhooks.ts";
import { ShownOnce } from "@/ui/shown-once.tsx";

interface SecretDialogProps {
	readonly secret: string;
	readonly description: string;
	readonly onOpenChange: (open: boolean) => void;
}

/** A signing secret, this once. */
export const SecretDialog = (props: SecretDialogProps) => (
	<ShownOnce {...props} title={text.signingSecret} what={text.secret} testId="webhook-secret" />
);
