"use client";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Dialog } from "@/ui/dialog.tsx";

interface SecretDialogProps {
	readonly secret: string;
	readonly description: string;
	readonly onOpenChange: (open: boolean) => void;
}

/** A secret, this once. */
export function SecretDialog({ secret, description, onOpenChange }: SecretDialogProps) {
	return (
		<Dialog open onOpenChange={onOpenChange} title="Signing secret" description={description}>
			<p data-testid="webhook-secret" className="mt-4 rounded-control border bg-sunken p-3 font-mono text-12 break-all select-all">
				{secret}
			</p>
			<div className="mt-4 flex justify-end gap-2">
				<CopyButton text={secret} what="secret" wide />
				<Button look="primary" onClick={() => onOpenChange(false)}>
					Done
				</Button>
			</div>
		</Dialog>
	);
}
